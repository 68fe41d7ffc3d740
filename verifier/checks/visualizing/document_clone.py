"""What the document shows of a board that was cloned from the one of a database's integration."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.told import (
    DENIES,
    UNABLE,
    about,
    passage_evidence,
    picture_evidence,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.checks.visualizing.told_queries import accepted_metrics, groups, told
from verifier.facts.document import Answers, Passage, Pictures, ShownChecks, ShownQueries, ShownScripts
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

_BOARD = r"(?:dash ?-?boards?|boards?|time ?-?boards?|screen ?-?boards?)"
_CLONED = rf"\bclon(?:e|ed|ing)\b.*{_BOARD}|{_BOARD}.*\bclon(?:e|ed|ing)\b|\bcopy of the\b.*{_BOARD}"


@check(hint="Say which dashboard you cloned, and show the copy.")
def document_clones_a_board(answers: Answers, pictures: Pictures) -> Finding:
    """The integration's dashboard was cloned."""
    said = _said(answers, _CLONED)
    if said:
        return passed("The document says that the dashboard was cloned.", passage_evidence(said[0]), rests_on=TEXT)
    return _shown(pictures, r"\bclon", "The dashboard could only be seen in a picture.")


@check(hint="Name the metrics that you added, or show the board's JSON.")
def document_graphs_database_metrics(
    queries: ShownQueries,
    scripts: ShownScripts,
    answers: Answers,
    pictures: Pictures,
    *,
    kinds: tuple[str, ...],
    minimum: int,
) -> Finding:
    """The board shows metrics of the database."""
    shown = {t.metric: t for group in groups(queries, scripts) for t in told(group) if _kind(t.metric, kinds)}
    if len(shown) >= minimum:
        first = next(iter(shown.values()))
        seen = place_evidence("query", first.query.text, first.query.place)
        return passed(f"Queries of {len(shown)} metrics of the database are shown.", seen, rests_on=TEXT)
    names = rf"\b(?:{'|'.join(map(re.escape, kinds))})\.\w[\w.]*\w"
    named = _said(answers, names, "visualizing")
    found = {name.lower() for p in named for name in re.findall(names, p.text, re.IGNORECASE)} | set(shown)
    if len(found) >= minimum:
        return passed(f"{len(found)} metrics of the database are named.", passage_evidence(named[0]), rests_on=TEXT)
    if found:
        evidence = [passage_evidence(p) for p in named[:1]]
        return failed(f"{len(found)} of {minimum} metrics of the database are shown.", *evidence, rests_on=TEXT)
    of_database = r"\b(?:database|db|mysql|postgres\w*|mongo\w*)\b"
    added = _said(answers, rf"\badd(?:ed|ing)?\b.*{of_database}.*\b(?:metrics?|graphs?)\b", "visualizing")
    if added:
        return unknown("Metrics were added; which, is not written.", passage_evidence(added[0]), rests_on=TEXT)
    return _shown(pictures, _BOARD, "Which metrics the board shows could only be seen in a picture.")


@check(hint="Say that the board shows the custom metric, or show its JSON.")
def document_graphs_the_metric(
    queries: ShownQueries,
    scripts: ShownScripts,
    checks: ShownChecks,
    answers: Answers,
    pictures: Pictures,
    *,
    metric: str,
) -> Finding:
    """The board shows the custom metric."""
    names = accepted_metrics(metric, checks)
    shown = groups(queries, scripts)
    for drawn in (t for group in shown for t in told(group)):
        if drawn.metric in names:
            seen = place_evidence("query", drawn.query.text, drawn.query.place)
            return passed("A query of the board asks for the metric.", seen, rests_on=TEXT)
    spoken = "|".join([*map(re.escape, sorted(names)), r"custom metric", r"my (?:own )?metric"])
    said = _said(answers, rf"(?:{spoken}).*{_BOARD}|{_BOARD}.*(?:{spoken})")
    said += _said(answers, rf"\badd(?:ed|ing)?\b.*(?:{spoken})", "visualizing")
    if said:
        return passed("The document says that the board shows the metric.", passage_evidence(said[0]), rests_on=TEXT)
    if shown:
        first = shown[0][0]
        return failed(
            f"No query of the board asks for {metric}.", place_evidence("query", first.text, first.place), rests_on=TEXT
        )
    return _shown(pictures, _BOARD, "Whether the board shows the metric could only be seen in a picture.")


def _said(answers: Answers, pattern: str, *sections: str) -> list[Passage]:
    """Own words that affirm it."""
    but = rf"{UNABLE}|\bnever (?:clon|add|cop)\w*|\bno graphs?\b"
    return [p for p in saying(answers, pattern, *sections, but=but) if p.kind == "own" and not DENIES.search(p.text)]


def _kind(metric: str, kinds: tuple[str, ...]) -> bool:
    return metric.startswith(tuple(f"{kind}." for kind in kinds))


def _shown(pictures: Pictures, words: str, reason: str) -> Finding:
    here = [p for p in pictures_in(pictures, "visualizing") if re.search(rf"(?i){words}", about(p))]
    if here:
        return unknown(reason, picture_evidence(here[0]), rests_on=PICTURE)
    return absent("Nothing in the document speaks of it.", rests_on=TEXT)
