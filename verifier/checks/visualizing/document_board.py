"""What the document shows of the board's graphs, and what they ask for."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    about,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.checks.visualizing.told_queries import CALLS, Told, accepted_metrics, groups, told
from verifier.facts.document import (
    Answers,
    Pictures,
    ShownAgent,
    ShownChecks,
    ShownQueries,
    ShownQuery,
    ShownScripts,
    Snippets,
)
from verifier.queries import restricted_to, variables
from verifier.verdicts import Evidence, Finding, Outcome, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

_NO_ROLLUP = re.compile(
    r"(?i)\b(?:did ?n[o'’]?t|did not|never|could ?n[o'’]?t|without)\b "
    r"(?:apply|us(?:e|ing)|add|applied|get|manage)\w*[^.]{0,30}roll-?(?:ed )?(?:up|ing)"
)
_DATABASE = r"database|\bdb\b|my ?sql|postgres\w*|mongo\w*|integration"


@check(hint="`avg:my_metric{host:YOUR-HOST}`.")
def document_graphs_the_metric_of_the_host(
    queries: ShownQueries, scripts: ShownScripts, checks: ShownChecks, answers: Answers, pictures: Pictures,
    *, metric: str, grouping: str,
) -> Finding:  # fmt: skip
    """A graph shows the metric scoped over the host."""
    names = accepted_metrics(metric, checks)
    shown = groups(queries, scripts)
    drawn = [[t for t in told(group) if t.metric in names] for group in shown]
    plain = [[t for t in group if not t.place.functions] for group in drawn]
    for group in (*plain, *drawn):
        if group:
            return _best([_scoped(t, grouping) for t in group])
    if shown:
        return failed(f"No graph shows {metric}.", *_first(shown), rests_on=TEXT)
    return _unseen(
        "The query of the graph",
        scripts,
        answers,
        pictures,
        "timeboard-metric-host",
        rf"my_?metric|custom metric|{re.escape(metric)}",
    )


def _scoped(drawn: Told, grouping: str) -> Finding:
    seen = place_evidence("query", drawn.query.text, drawn.query.place, wanted="{host:…}")
    scope = drawn.place.leaf.scope
    if restricted_to(scope, "host") is not None or any("host" in name.lower() for name in variables(scope)):
        return passed("The metric is scoped over a host.", seen, rests_on=TEXT)
    if "host" in drawn.place.leaf.by:
        said = "The metric is split by host, over all hosts; it is not scoped."
        return replace(
            (passed if grouping == "yes" else failed)(said, seen, rests_on=TEXT), rule="grouping_counts_as_scope"
        )
    if "*" not in drawn.query.text and "{}" not in drawn.query.text:
        return unknown("The metric is scoped by a tag that may or may not stand for the host.", seen, rests_on=TEXT)
    return failed("The metric is taken over all hosts.", seen, rests_on=TEXT)


@check(hint="`anomalies(avg:mysql.performance.queries{host:YOUR-HOST}, 'basic', 2)`.")
def document_graphs_a_database_anomaly(
    queries: ShownQueries,
    scripts: ShownScripts,
    agent: ShownAgent,
    snippets: Snippets,
    answers: Answers,
    pictures: Pictures,
    *,
    kinds: tuple[str, ...],
) -> Finding:
    """A graph shows a metric of the database's integration with the anomaly function."""
    shown = groups(queries, scripts)
    installed = {entry.kind for entry in agent.integrations if entry.kind in kinds}
    for group in shown:
        drawn = [t for t in told(group) if "anomalies" in t.place.functions]
        if drawn:
            return _best([_of_database(t, kinds, installed) for t in drawn])
    plain = [t for group in shown for t in told(group) if _database_of(t.metric, kinds)]
    if plain:
        seen = place_evidence("query", plain[0].query.text, plain[0].query.place, wanted="anomalies(…)")
        return failed("The database's metric is shown without the anomaly function.", seen, rests_on=TEXT)
    gave_up = saying(
        answers,
        UNABLE + rf"[^.]{{0,120}}(?:{_DATABASE}|anomal\w+)|(?:{_DATABASE})[^.]{{0,60}}{UNABLE}|"
        rf"\banomal\w*[^.]{{0,40}}\b(?:is missing|missing because|left out)\b|\bno (?:such )?(?:graph|metric|"
        rf"widget)[^.]{{0,60}}\banomal|"
        rf"\bwithout (?:its|the|an?) (?:{_DATABASE})",
        "visualizing",
    )
    by_hand = [p for p in gave_up if re.search(r"(?i)\b(?:ui|gui|manually|by hand|afterwards)\b", p.text)]
    if by_hand:
        return failed("The graph was made by hand.", passage_evidence(by_hand[0]), rests_on=TEXT)
    if gave_up:
        return absent("The document says that there is no such graph.", passage_evidence(gave_up[0]), rests_on=TEXT)
    if shown and _unread(snippets, scripts, queries, "anomalies("):
        return unknown("The query with the anomaly function cannot be read.", *_first(shown), rests_on=TEXT)
    if shown:
        return failed("No graph applies the anomaly function.", *_first(shown), rests_on=TEXT)
    said = saying(answers, rf"\banomal.*(?:{_DATABASE})|(?:{_DATABASE}).*\banomal", "visualizing")
    said = [p for p in said if "bonus-anomaly-graph" not in p.place.asked]
    if said:
        return passed(
            "The document says that a metric of the database is shown with the anomaly function.",
            passage_evidence(said[0]),
            rests_on=TEXT,
        )
    return _unseen("The query of the graph", scripts, answers, pictures, "timeboard-db-anomaly", r"anomal")


def _of_database(drawn: Told, kinds: tuple[str, ...], installed: set[str]) -> Finding:
    seen = place_evidence("query", drawn.query.text, drawn.query.place)
    of = _database_of(drawn.metric, kinds)
    if not of:
        return failed(f"{drawn.metric} is no metric of a database's integration.", seen, rests_on=TEXT)
    if installed and of not in installed:
        return failed(f"{drawn.metric} is a metric of another database than the one installed.", seen, rests_on=TEXT)
    return passed(f"The anomaly function is applied to {drawn.metric}.", seen, rests_on=TEXT)


def _database_of(metric: str, kinds: tuple[str, ...]) -> str:
    """The kind of database that a metric belongs to."""
    return next((kind for kind in kinds if metric.startswith(f"{kind}.")), "")


@check(hint="`avg:my_metric{host:YOUR-HOST}.rollup(sum, 3600)`.")
def document_graphs_the_sum_of_the_metric(
    queries: ShownQueries, scripts: ShownScripts, checks: ShownChecks, snippets: Snippets, answers: Answers, pictures: Pictures,
    *, metric: str, seconds: int, function: str,
) -> Finding:  # fmt: skip
    """A graph sums the metric's points of an hour into one bucket."""
    names = accepted_metrics(metric, checks)
    shown = groups(queries, scripts)
    for group in shown:
        rolled = [t for t in told(group) if t.metric in names and t.place.rollups]
        if rolled:
            return _best([_summed(t, seconds, function) for t in rolled])
    if shown and _unread(snippets, scripts, queries, ".rollup("):
        return unknown("The query with the rollup cannot be read.", *_first(shown), rests_on=TEXT)
    if shown:
        return failed("No graph applies the rollup function to the metric.", *_first(shown), rests_on=TEXT)
    hour = rf"\b(?:{seconds}|(?:one|an|1|past|last|every)[ -]hour|hourly)\b"
    said = [
        p
        for p in saying(answers, r"roll-?up|roll(?:ed|ing) up", "visualizing")
        if re.search(rf"(?i){hour}", p.text) and re.search(r"(?i)\bsum", p.text) and not _NO_ROLLUP.search(p.text)
    ]
    if said:
        return passed(
            "The document says that the metric is summed over the hour.", passage_evidence(said[0]), rests_on=TEXT
        )
    return _unseen("The query of the graph", scripts, answers, pictures, "timeboard-rollup-hour", r"roll-?up|bucket")


def _summed(drawn: Told, seconds: int, function: str) -> Finding:
    seen = place_evidence("query", drawn.query.text, drawn.query.place, wanted=f".rollup({function}, {seconds})")
    for rollup in drawn.place.rollups:
        if (rollup.function, rollup.seconds) == (function, seconds):
            return passed("The metric is summed into buckets of an hour.", seen, rests_on=TEXT)
    rollup = drawn.place.rollups[0]
    return failed(f"The rollup is {rollup.function} over {rollup.seconds} seconds.", seen, rests_on=TEXT)


def _unread(snippets: Snippets, scripts: ShownScripts, queries: ShownQueries, word: str) -> bool:
    """Does a script that makes the board hold a word on a line of which no query could be read?"""
    blocks = {script.block for script in scripts.items if script.form in CALLS and script.block >= 0}
    read = {(query.block, query.place.first) for query in queries.items}
    return any(
        word in line and (block, snippets.items[block].place.first + offset) not in read
        for block in blocks
        for offset, line in enumerate(snippets.items[block].text.split("\n"))
    )


def _best(findings: list[Finding]) -> Finding:
    """Among the queries of one board one that is as asked is enough."""
    order = (Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
    return min(findings, key=lambda finding: order.index(finding.outcome))


def _first(shown: list[list[ShownQuery]]) -> tuple[Evidence, ...]:
    queries = [query for group in shown for query in group]
    return tuple(place_evidence("query", query.text, query.place) for query in queries[:3])


def _unseen(what: str, scripts: ShownScripts, answers: Answers, pictures: Pictures, key: str, words: str) -> Finding:
    """No query is in the text: a linked script or a picture may hold it, or nothing speaks of it."""
    linked = [script for script in scripts.items if script.form in ("linked", *CALLS)]
    if linked:
        return unknown(
            f"{what} is in a script that is not in the text.",
            place_evidence("script", linked[-1].call, linked[-1].place),
            rests_on=TEXT,
        )
    at_step = pictures_at(pictures, key) or [
        p
        for p in pictures_in(pictures, "visualizing")
        if re.search(rf"(?i){words}|time ?board|dash ?board|graph", about(p))
    ]
    if at_step:
        return unknown(f"{what} could only be seen in a picture.", picture_evidence(at_step[0]), rests_on=PICTURE)
    said = saying(answers, words, "visualizing")
    if said:
        return unknown(f"{what} is not written.", passage_evidence(said[0]), rests_on=TEXT)
    return absent("Nothing in the document speaks of it.", rests_on=TEXT)
