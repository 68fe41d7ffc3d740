"""What the document shows of the custom check: what it sends, within which bounds, how often."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    about,
    affirmed,
    captions,
    last,
    own,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.facts.document import (
    Answers,
    CheckCode,
    Passage,
    Picture,
    Pictures,
    ShownChecks,
    ShownQueries,
    SubmittedFiles,
)
from verifier.facts.host import SubmittedMetric
from verifier.spoken import meant
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

_WORKS = r"\b(?:works?|working|worked|success\w*|receiv\w+|reporting|verif\w+|appears?|visible|found|ran|runs|i now have|shows up)\b"
_MADE = r"(?:creat\w*|wr[oi]te\w*|written|made|add\w*|defin\w*|built|build\w*|develop\w*|implement\w*|set ?up)"
_CHECK = r"(?:\bchecks?\b|\bpython\b|\w\.py\b|custom metric|my_?metric)"
_OF_CHECK = r"\b(?:custom|agent|python|my) checks?\b|\bcheck(?:['’]?s)? (?:code|file)\b|my_?metric\.(?:py|ya?ml)"
_RANGE = re.compile(
    r"(?i)\b(?:between|from|range(?: of)?)\s*\(?(?P<low>-?\d+)\)?\s*(?:and|to|-|–|,)\s*\(?(?P<high>\d[\d,]*)|"
    r"(?:randint|randrange|uniform)\s*\(\s*(?P<low2>-?\d+)\s*,\s*(?P<high2>\d+)|\b(?P<low3>[01])\s*(?:-|–|to)\s*(?P<high3>1,?000|999)\b"
)


@check(hint="Show the code of the check, with `self.gauge('my_metric', …)`.")
def document_shows_the_check(
    checks: ShownChecks,
    answers: Answers,
    queries: ShownQueries,
    files: SubmittedFiles,
    pictures: Pictures,
    *,
    metric: str,
) -> Finding:
    """The document shows a custom check that submits the metric."""
    code, value = _sent(checks, metric)
    if code is not None and value is not None:
        return _judged_code(code, value, answers, metric)
    it = rf"(?:{_CHECK}|\b{re.escape(metric)}\b)"
    told = saying(
        answers,
        rf"{_MADE}\b.{{0,120}}{it}|{it}.{{0,120}}\b{_MADE}",
        "collecting",
        but=UNABLE + r"|\btags?\b|\bmonitor",
    )
    if told:
        return passed(
            "The document says that the check was made; its code is not in the text.",
            passage_evidence(told[0]),
            rests_on=TEXT,
        )
    linked = [file for file in files.named if file.path.endswith(".py") and file.place.section == "collecting"]
    if linked:
        return passed(
            "The check's file is named.", place_evidence("file", linked[0].path, linked[0].place), rests_on=TEXT
        )
    sent = saying(answers, r"\bdog ?statsd\b|\bstatsd\b|\bmetrics? api\b|\bapi\.metric\b", "collecting")
    if sent:
        seen = passage_evidence(sent[0])
        return failed("The metric is sent in another way than by a check of the Agent.", seen, rests_on=TEXT)
    stated = captions(pictures, rf"gauge\W{{0,4}}{re.escape(metric)}\b", "collecting")
    if stated:
        return passed("A picture is said to show the check.", passage_evidence(stated[0]), rests_on=PICTURE)
    shown = pictures_at(pictures, "custom-check-my-metric") or _drawn(pictures)
    if shown:
        return unknown("Only a picture could show the check.", picture_evidence(shown[0]), rests_on=PICTURE)
    used = [query for query in queries.items if metric in query.text]
    if used:
        seen = place_evidence("query", used[0].text, used[0].place)
        return unknown("The metric is used; the check that sends it is not shown.", seen, rests_on=TEXT)
    return absent("The document shows no check.", rests_on=TEXT)


def _sent(checks: ShownChecks, metric: str) -> tuple[CheckCode | None, SubmittedMetric | None]:
    """The last value sent under that name, else the last one sent at all."""
    sent = [(code, value) for code in checks.codes for value in code.values]
    right = [(code, value) for code, value in sent if value.name == metric]
    return (right or sent)[-1] if sent else (None, None)


def _judged_code(code: CheckCode, value: SubmittedMetric, answers: Answers, metric: str) -> Finding:
    line = replace(code.place, first=value.line, last=value.line)
    seen = place_evidence(
        "code", f"{value.method}({value.name!r}, {value.expression})", line, wanted=f"gauge({metric!r}, …)"
    )
    if not value.name:
        return unknown("The name that the check sends cannot be read from the code.", seen, rests_on=TEXT)
    if value.name != metric:
        return failed(f"The check sends {value.name}, not {metric}.", seen, rests_on=TEXT)
    if value.method != "gauge":
        return failed(f"The metric is sent with {value.method}, not as a gauge.", seen, rests_on=TEXT)
    if code.misspelt:
        later = [p for p in own(answers, "collecting") if p.place.order > code.place.order]
        if not any(re.search(_WORKS, p.text, re.IGNORECASE) for p in later):
            return failed("The code cannot run as printed.", seen, rests_on=TEXT)
    note = f"The code as printed in the document is broken: {code.broken}." if code.broken else ""
    return passed(f"A check sends {metric} as a gauge.", seen, rests_on=TEXT, note=note)


@check(hint="`random.randint(0, 1000)`, drawn at each run of the check.")
def document_value_is_random_within(
    checks: ShownChecks, answers: Answers, pictures: Pictures, *, metric: str, low: int, high: int, off_by_one: str
) -> Finding:
    """The value is random within the asked range."""
    code, value = _sent(checks, metric)
    if code is not None and value is not None and value.low is not None and value.high is not None:
        line = replace(code.place, first=value.line, last=value.line)
        seen = place_evidence("code", value.expression, line, wanted=f"{low} to {high}")
        if value.constant:
            return failed("The value is the same at every run.", seen, rests_on=TEXT)
        found = _judged_range(value.low, value.high, low, high, off_by_one, seen)
        return replace(
            found, evidence=(*found.evidence, *_before(checks, value)), note=_said_otherwise(answers, pictures, value)
        )
    if (told := _told_range(answers, pictures)) is not None:
        return _judged_range(told[0], told[1], low, high, off_by_one, passage_evidence(told[2]))
    if value is not None:
        return unknown(
            "The range cannot be read from the code.", Evidence("code", seen=value.expression), rests_on=TEXT
        )
    spoken = saying(answers, r"\brandom", "collecting")
    shown = pictures_at(pictures, "metric-range") or _drawn(pictures)
    if spoken or shown:
        return unknown(
            "A random value is meant; its range is not written.", *map(passage_evidence, spoken[:1]), rests_on=TEXT
        )
    return absent("The document does not speak of the value.", rests_on=TEXT)


def _drawn(pictures: Pictures) -> list[Picture]:
    """Pictures that are said to be of the check."""
    return [p for p in pictures_in(pictures, "collecting") if re.search(rf"(?i){_OF_CHECK}", about(p))]


def _told_range(answers: Answers, pictures: Pictures) -> tuple[float, float, Passage] | None:
    """The range in the candidate's own words: lowest, highest, and where."""
    for passage in [*own(answers, "collecting"), *captions(pictures, r"rand", "collecting")]:
        match = last(_RANGE.finditer(meant(affirmed(passage).text)))
        if match and re.search(r"(?i)random|value|metric|rand", passage.text):
            first, second = (
                next(match[n] for n in (name, name + "2", name + "3") if match[n]) for name in ("low", "high")
            )
            return float(first), float(second.replace(",", "")), passage
    return None


def _before(checks: ShownChecks, final: SubmittedMetric) -> list[Evidence]:
    """Other bounds that were shown for the same metric: the last ones count, all are told."""
    return [
        place_evidence("shown before", value.expression, replace(code.place, first=value.line, last=value.line))
        for code in checks.codes
        for value in code.values
        if value.name == final.name and value.low is not None and (value.low, value.high) != (final.low, final.high)
    ][-2:]


def _said_otherwise(answers: Answers, pictures: Pictures, value: SubmittedMetric) -> str:
    told = _told_range(answers, pictures)
    if told is None or (told[0], told[1]) == (value.low, value.high):
        return ""
    return f"The document's words say {told[0]:g} to {told[1]:g}."


def _judged_range(least: float, most: float, low: int, high: int, off_by_one: str, seen: Evidence) -> Finding:
    said = f"The value lies between {least:g} and {most:g}."
    if (least, most) == (low, high):
        return passed(said, seen, rests_on=TEXT)
    if low <= least <= low + 1 and high - 1 <= most <= high:
        finding = (failed if off_by_one == "refuse" else passed)(said, seen, rests_on=TEXT)
        return replace(finding, rule="range_off_by_one")
    return failed(said, seen, rests_on=TEXT)
