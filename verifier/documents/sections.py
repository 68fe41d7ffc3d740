"""Which section of the exercise each part of a document is about, decided over the whole document at once.

People use headings of their own, lines in capitals, numbers, or nothing; they answer out of order and put the bonus
answers last. So no single line decides. Every part gives points to the sections that its words speak of, a change of
section costs (little at a heading, much inside a paragraph), and the cheapest way through the document wins (Viterbi).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from verifier.documents.exercise import SECTION_OF

NONE = ""
OTHER = "other"
STATES = (NONE, "environment", "collecting", "visualizing", "monitoring", "tracing", "handing-in", OTHER)
_PLACE = {name: number for number, name in enumerate(STATES)}
_MOST = 4.0
_READ = 1_500
"""So many characters of a part are looked at."""


@dataclass(frozen=True)
class Part:
    """role: "question", "heading", "words", "code" or "picture". keys: the steps whose questions it holds.
    opening: it begins a paragraph, so that the subject may change before it."""

    text: str
    role: str
    keys: tuple[str, ...] = ()
    opening: bool = True


_OFFICIAL = (
    ("tracing", r"collect\w* (?:the )?apm|apm data"),
    ("collecting", r"collect\w* (?:\w+ )?metri"),
    ("visualizing", r"visuali[sz]"),
    ("monitoring", r"monitor\w* (?:the |your )?data"),
    ("handing-in", r"final question|anything creative|outside (?:of )?the box"),
    ("environment", r"pre-?requisite|set(?:ting)?\s?-?up (?:an? |the |my )?(?:\w+ )?environment"),
)
_SIGNS: tuple[tuple[str, float, str], ...] = (
    ("environment", 2, r"vagrant|virtual ?box|hyper-?v\b|vmware|pre-?requisite|sign(?:ed|ing)? ?-?up|trial account|free trial"),
    ("environment", 1.5, r"\benvironment\b|install\w*(?: the)?(?: datadog)?[ -]agent|agent (?:status|health|"
        r"install)|datadog-agent (?:status|health)"),
    ("environment", 1, r"\bvms?\b|virtual machine|\bubuntu\b|\bdebian\b|\bcentos\b|\bxenial\b|\bbionic\b|\bec2\b|"
        r"\blaptop\b|mac ?os|\bwindows 10"),
    ("environment", 0.7, r"\bdocker\b|\binstall\w*\b|\bset ?-?up\b"),
    ("collecting", 2, r"host ?map|agent check|custom (?:\w+ )?(?:check|metric)|min_collection_interval|collection interval|checks\.d|"
        r"conf\.d|datadog\.yaml|datadog\.conf|random (?:value|number|integer)|\brandint"),
    ("collecting", 1.2, r"\btags?\b|\btagg(?:ed|ing)\b|my ?sql|maria ?db|postgres\w*|mongo\w*|\bdatabases?\b|\b45 ?s"),
    ("collecting", 0.6, r"my_metric|\bintegrations?\b|\bpython\b"),
    ("visualizing", 2, r"time ?-?boards?\b|screen ?-?boards?\b|snap ?-?shots?\b|\broll-?up|dash ?-?board list|"
        r"api\.(?:timeboard|dashboard)"),
    ("visualizing", 1.5, r"anomal\w+|\bwidgets?\b|time ?-?frame|past (?:5|five) minutes|\bbands?\b"),
    ("visualizing", 1, r"\bdash ?-?boards?\b|\bboards?\b|@[ -]?(?:notation|mention)|application key|\bapi key|\bpostman\b"),
    ("visualizing", 0.5, r"\bgraphs?\b|\bscripts?\b|\bapi\b"),
    ("monitoring", 3, r"down ?-?times?\b|\bsilenc\w+|\{\{\s*[#/^]\s*is_"),
    ("monitoring", 2, r"\bthresholds?\b|\bmut(?:e|ed|ing)\b|no[ -]data|missing data|\bweek ?-?(?:end|day|night)s?\b"),
    ("monitoring", 1.2, r"\bmonitors?\b|\balert(?:s|ed|ing)?\b|\bwarn(?:s|ed|ings?)?\b|\btrigger(?:s|ed)?\b"),
    ("monitoring", 0.7, r"notif\w+|\be-?mails?\b|monitoring|at least once|on average"),
    ("tracing", 3, r"dd-?trace|trace-?middleware|\bservices?\b.{0,80}\bresources?\b|\bresources?\b.{0,80}\bservices?\b"),
    ("tracing", 2, r"\bapm\b|\bflask\b|\btrac(?:e|es|ed|ing|ers?)\b|\bmiddleware\b"),
    ("tracing", 1.2, r"instrument\w*|\bendpoints?\b|\bresources?\b"),
    ("tracing", 0.5, r"\bapps?\b|\bapplications?\b|\brequests?\b"),
    ("handing-in", 5, r"^[\W\d]*(?:final|creative|last (?:question|one)|(?:my |an? )?idea)\b[\w ]{0,20}[:|–.]"),
    ("handing-in", 3, r"\bcreativ\w+|final question|"
        r"\bwhat (?:(?:else )?(?:i['’]d|would i|i would|i want to)|else)\b[^.?]{0,40}\b(?:monitor|use|watch|track|measure)\b"),
    ("handing-in", 1.5, r"pok[eé]mon|subway|restroom|(?:would|could|['’]d) (?:use|monitor|track|measure|watch|put|love to|like to)\b|"
        r"use datadog (?:for|to)|datadog could|datadog (?:can|may|might) (?:also )?be used"),
    ("handing-in", 0.5, r"\bwould\b|\bcould\b|\bidea\b|\bimagine\b|\bmy (?:mother|father|wife|husband|garden|cat|"
        r"dog|house|home|son|daughter)\b"),
)  # fmt: skip
_CODE: tuple[tuple[str, float, str], ...] = (
    ("collecting", 5, r"\bAgentCheck\b|self\.gauge\s*\(|min_collection_interval"),
    ("collecting", 3, r"identified by|db\.createuser|pg_stat|replication client|mysql\.d|postgres\.d|mongo\.d|^\s*tags\s*:"),
    ("visualizing", 5, r"api\.(?:timeboard|dashboard|screenboard)\.|api/v[12]/(?:dash|dashboard|screen)\b|"
        r"create_dashboard|layout_type|datadog_dashboard"),
    ("visualizing", 3, r"anomalies\(|\.rollup\(|[\"']graphs?[\"']|[\"']widgets?[\"']"),
    ("monitoring", 5, r"\{\{\s*[#/^]\s*is_|notify_no_data|no_data_timeframe|(?:avg|max|min|sum)\(last_|api\.monitor|"
        r"schedule_downtime|api/v[12]/(?:monitor|downtime)|datadog_(?:monitor|downtime)"),
    ("tracing", 5, r"ddtrace|\bFlask\(|\bddtrace-run|TraceMiddleware|apm_config|dd-trace"),
    ("tracing", 2, r"localhost:50\d\d|:50[05]0/"),
    ("environment", 3, r"vagrant (?:init|up|ssh)|config\.vm\.box|dd_api_key=|install_script\.sh|"
        r"datadog-agent (?:status|health)|docker run"),
)  # fmt: skip
_OTHER = re.compile(
    r"(?i)\b(?:closing|conclusion|references?|lessons|thank|challenges (?:during|faced)|difficult|feedback|about me|contents|"
    r"glossary|troubleshoot\w*|loose ends|changelog)"
)
_HEADS = (
    (
        "handing-in",
        re.compile(
            r"(?i)what else|\bbeyond\b|\blast question|epilogue|\bfinal\b|\bfun\b|\bidea|something (?:else|different)"
        ),
    ),
)
_COMPILED = tuple((name, weight, re.compile(pattern, re.IGNORECASE)) for name, weight, pattern in _SIGNS)
_COMPILED_CODE = tuple(
    (name, weight, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for name, weight, pattern in _CODE
)
_HEADINGS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _OFFICIAL)
_NUMBER = re.compile(r"(?i)^\W*(?:part|section|chapter|question|level|step|task)?\W*(\d{1,2})\W*$")
_STEP = re.compile(r"(?i)^\W*(?:part|section|step|task)\W*[5-7]\W*$")
LEAST_NUMBERS = 4
_BEFORE = {"handing-in": -20.0}
"""No document stands in its final answer before it began: ideas have a share of the points of everything."""
_CHANGE = {"question": 1.0, "heading": 1.0, "words": 3.5, "picture": 5.0, "code": 4.0}
_INSIDE = 6.0
_BACK = 1.0
_OUT = 6.0
_IDEAS = 0.8
_ANSWERS = 3.0
_MIXED = 1.5
"""Under a heading that names no section ("Bonus answers") each paragraph may be about another one."""


def assign(topics: Iterable[Part]) -> list[str]:
    """The section of each part, "" before the first and "other" for what belongs to none."""
    parts = list(topics)
    reached = [0.0] + [_BEFORE.get(name, -2.0) for name in STATES[1:]]
    came: list[list[int]] = []
    answers = mixed = False
    for part in parts:
        points = _points(part)
        mixed = not points if part.role == "heading" else mixed
        cost = (_CHANGE[part.role] if part.opening else _INSIDE) + (_ANSWERS if answers and part.role == "words" else 0)
        cost -= _MIXED if mixed and part.role == "words" and part.opening else 0
        closed = {NONE} if points.get("handing-in", 0) >= 1 else {NONE, "handing-in"}
        reached, sources = _step(reached, cost, closed, shut=part.role not in ("question", "heading"))
        came.append(sources)
        for name, added in _with_ideas(part, points).items():
            reached[_PLACE[name]] += added
        answers = bool(part.keys)
    state = max(range(len(STATES)), key=reached.__getitem__)
    found = []
    for sources in reversed(came):
        found.append(STATES[state])
        state = sources[state]
    return _with_last_number(parts, found[::-1])


def _with_last_number(parts: Sequence[Part], found: list[str]) -> list[str]:
    """Whoever numbers the sections and names none has the final answer under the last number."""
    numbers = [
        (at, int(match[1]))
        for at, part in enumerate(parts)
        if part.role == "heading" and (match := _NUMBER.match(part.text))
    ]
    if "handing-in" in found or not numbers:
        return found
    last = numbers[-1][0]
    heads = [at for at, part in enumerate(parts) if part.role == "heading"]
    counted = len(numbers) >= LEAST_NUMBERS and [n for _, n in numbers] == sorted(n for _, n in numbers)
    if not counted and not (last == heads[-1] and _STEP.match(parts[last].text)):
        return found
    after = parts[last + 1 :]
    if (
        after
        and found[last] == "tracing"
        and not any(part.role == "code" or _points(part).get("tracing") for part in after)
    ):
        found[last:] = ["handing-in"] * (len(found) - last)
    return found


def is_official(heading: str) -> bool:
    """Does it name one of the exercise's sections by its own name?"""
    return any(pattern.search(heading) for _, pattern in _HEADINGS)


def speaks(text: str) -> bool:
    """Does a text have words of any section?"""
    return bool(_counted(text[:_READ], _COMPILED, once=True))


def _with_ideas(part: Part, points: dict[str, float]) -> dict[str, float]:
    """Whoever has an idea speaks of tags, boards and alerts: inside the final answer such words lead out only slowly."""
    if part.role not in ("words", "picture") or part.keys:
        return points
    most = max(points.values(), default=0.0)
    return points | {"handing-in": max(points.get("handing-in", 0.0), _IDEAS * most)}


def _step(reached: Sequence[float], cost: float, closed: Set[str], *, shut: bool) -> tuple[list[float], list[int]]:
    """The best way into each section: stay, or come from another one. Going back to an earlier one costs more.

    closed: sections that nothing here leads into. shut: what belongs to none of them goes on until a heading or a question.
    """
    leaving = [points - (_OUT if shut and state == _PLACE[OTHER] else 0) for state, points in enumerate(reached)]
    best = max(range(len(reached)), key=leaving.__getitem__)
    after, sources = [], []
    for state, stay in enumerate(reached):
        moved = leaving[best] - cost - (_BACK if STATES[best] != OTHER and best > state else 0)
        if STATES[state] not in closed and best != state and moved >= stay:
            after.append(moved)
            sources.append(best)
        else:
            after.append(stay)
            sources.append(state)
    return after, sources


def _points(part: Part) -> dict[str, float]:
    if part.keys:
        share = 12.0 / len(part.keys)
        points: dict[str, float] = {}
        for key in part.keys:
            points[SECTION_OF[key]] = points.get(SECTION_OF[key], 0) + share
        return points
    text = part.text[:_READ]
    if part.role == "code":
        return _counted(text, _COMPILED_CODE, once=True)
    if part.role in ("heading", "question"):
        named = next((name for name, pattern in _HEADINGS if pattern.search(text)), None)
        if named:
            return {named: 12.0}
        if _OTHER.search(text):
            return {OTHER: 7.0}
        points = {name: 3.0 * points for name, points in _counted(text, _COMPILED, once=True).items()}
        return points or {name: 6.0 for name, pattern in _HEADS if pattern.search(text)}
    return _counted(text, _COMPILED, once=False)


def _counted(text: str, signs: Sequence[tuple[str, float, re.Pattern[str]]], *, once: bool) -> dict[str, float]:
    points: dict[str, float] = {}
    for name, weight, pattern in signs:
        found = min(len({match[0].lower() for match in pattern.finditer(text)}), 1 if once else 2)
        if found:
            points[name] = min(points.get(name, 0.0) + weight * found, _MOST + weight)
    return points
