"""Where a document speaks of the monitor: own words, settings, pictures. No judgment of any step here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from verifier.checks.told import (
    PENDING,
    about,
    affirmed,
    captioned,
    own,
    passage_evidence,
    picture_evidence,
    pictures_in,
)
from verifier.facts.document import Answers, Passage, Picture, Pictures, ShownMonitor, ShownMonitors
from verifier.queries import MonitorQuery, QueryError, leaves, parse_monitor_query
from verifier.spoken import meant
from verifier.verdicts import Finding, RestsOn, absent, passed, unknown

DOWNTIME = re.compile(r"(?i)\bdown ?times?\b|silenc|maintenance|\bmut(?:e|ed|ing)\b|week ?end|week ?(?:day|night)s?")
DOWNTIME_KEYS = frozenset({"bonus-downtime-weeknights", "bonus-downtime-weekend", "bonus-downtime-email"})
_TAKEN_OF = re.compile(
    r"(?i)\b(?:average|avg|mean|max(?:imum)?) (?:value )?of (?:the |my )?(?:custom )?(?:metric )?"
    r"[`\"“'*]{0,3}([a-z]\w{0,99}(?:[._]\w{1,99})+)"
)
_ALIKE = re.compile(
    r"(?i)\b(?:the same|identical|(?:only|just) one|a single) (?:\w+ ){0,2}(?:messages?|texts?|e-?mails?|mails?|notifications?)\b"
    r"[^.]{0,30}\b(?:for|in|on|at|whatever|regardless)\b[^.]{0,40}\b(?:states?|alerts?|warnings?|no[ -]?data|levels?|severit\w+|cases?)\b|"
    r"\b(?:messages?|texts?|e-?mails?|mails?|notifications?)\b[^.]{0,30}\b(?:never|not|n['’]t)\b[^.]{0,10}\b(?:depend|differ|var(?:y|ies)|change)"
)
_THE_SAME = re.compile(
    r"(?i)\b(?:messages?|texts?|wording)\b[^.]{0,20}\b(?:is|are|stays?|remains?) (?:always )?(?:the same|identical|equal)\b[^.]{0,40}"
    r"\b(?:states?|alerts?|warnings?|levels?|severit\w+|cases?)\b"
)
_FOR_ALL = re.compile(
    r"(?i)\b(?:only|just) (?:one|a single) (?:messages?|texts?|wording)\b[^.]{0,10}\bfor (?:everything|all|each)\b"
)
_APART = re.compile(
    r"(?i)\bdiffer\w* (?:\w+ )?(?:messages?|texts?)|\bconditional\b|\bis_(?:alert|warning|no_data)\b|\b(?:of|its|their) own\b"
)
_ASKED_TO = re.compile(r"(?i)\b(?:i|we) (?:was|were|am|are) (?:asked|told|required) to\b")
_AS_ASKED = re.compile(
    r"(?i)\bas (?:specified|requested|required|asked|described|instructed|stated)|\bper (?:the )?(?:requirements?|instructions?|"
    r"specification)|"
    r"\b(?:all )?(?:the )?(?:requested|required|specified) (?:values|thresholds|settings|conditions|messages)"
)


def own_words(answers: Answers) -> Iterator[Passage]:
    """Own words about the monitor: not those about downtimes, and no lines of a template."""
    for passage in own(answers, "monitoring"):
        if not (DOWNTIME_KEYS & set(passage.place.asked)) and "{{" not in passage.text:
            yield passage


def saying(answers: Answers, pattern: str, *, but: str = "") -> list[Passage]:
    """Own words about the monitor that match, with numbers as digits."""
    return [
        p for p in own_words(answers)
        if re.search(pattern, meant(p.text), re.IGNORECASE) and not (but and re.search(but, p.text, re.IGNORECASE))
    ]  # fmt: skip


def told_settings(answers: Answers, found: Pictures, *, whole: bool = False) -> list[Passage]:
    """Where settings of the monitor may be told: own words, and what its pictures say of themselves; in their order.

    whole: with the clauses that deny something ("do not notify" is a setting).
    """
    shown = [
        p for p in captioned(found, "monitoring") if not (DOWNTIME_KEYS & set(p.place.asked) or DOWNTIME.search(p.text))
    ]
    said = [
        p if whole else affirmed(p)
        for p in own_words(answers)
        if not (PENDING.search(p.text) or _ASKED_TO.search(p.text))
    ]
    return sorted([*said, *shown], key=lambda passage: passage.place.order)


def as_asked(answers: Answers, topic: str) -> list[Passage]:
    """ "Configured the values as specified": own words that claim a topic without repeating its numbers."""
    return [p for p in own_words(answers) if _AS_ASKED.search(p.text) and re.search(topic, p.text, re.IGNORECASE)]


def told_alike(answers: Answers) -> list[Passage]:
    """Own words that say that the message is the same in every state, and nothing of parts that differ."""
    return [
        p
        for p in own(answers, "monitoring")
        if (_ALIKE.search(p.text) or _THE_SAME.search(p.text) or _FOR_ALL.search(p.text)) and not _APART.search(p.text)
    ]


def is_of(passage: Passage, names: frozenset[str]) -> bool:
    """Does it take the average, or the highest value, of one of these metrics, or name none that it takes it of?"""
    named = {name.casefold() for name in _TAKEN_OF.findall(passage.text)}
    return not named or not named.isdisjoint(name.casefold() for name in names)


def pictures(found: Pictures) -> list[Picture]:
    """Pictures that may show the monitor."""
    return [p for p in pictures_in(found, "monitoring") if not is_of_downtime(p)]


def is_of_downtime(picture: Picture) -> bool:
    return bool(DOWNTIME_KEYS & set(picture.place.asked)) or bool(DOWNTIME.search(about(picture)))


def parsed(monitor: ShownMonitor) -> MonitorQuery | None:
    try:
        return parse_monitor_query(monitor.query) if monitor.query else None
    except QueryError:
        return None


def of_metric(monitors: ShownMonitors, names: frozenset[str]) -> list[tuple[ShownMonitor, MonitorQuery]]:
    """The monitors of the metric that watch it plainly, in the document's order; else those that use it at all."""
    found = [(monitor, query) for monitor in monitors.items if (query := parsed(monitor)) is not None]
    ours = [(monitor, query) for monitor, query in found if any(leaf.metric in names for leaf in leaves(query.query))]
    plain = [(monitor, query) for monitor, query in ours if "(" not in monitor.query.split(":", 1)[-1].split("{", 1)[0]]
    return plain or ours


def options_of(monitors: ShownMonitors, names: frozenset[str]) -> list[ShownMonitor]:
    """The settings that belong to the metric's monitor: its own, and those that stand apart from any query."""
    watching = {id(monitor) for monitor, _ in of_metric(monitors, names)}
    return [monitor for monitor in monitors.items if id(monitor) in watching or not monitor.query]


def unseen(answers: Answers, found: Pictures, reason: str) -> Finding:
    """Neither text nor words settle it: pictures, or the mere mention of a monitor, leave it open."""
    shown = pictures(found)
    if shown:
        return unknown(f"{reason} Only a picture could tell.", picture_evidence(shown[0]), rests_on=RestsOn.PICTURE)
    if any(
        p.place.section == "monitoring" and p.kind in ("own", "heading") and not DOWNTIME.search(p.text)
        for p in answers.items
        if p.kind == "own" and not PENDING.search(p.text)
    ):
        return unknown(reason, rests_on=RestsOn.TEXT)
    return absent("The document does not show a monitor.", rests_on=RestsOn.TEXT)


def claimed(said: Sequence[Passage], answers: Answers, pictures: Pictures, *, topic: str, what: str) -> Finding:
    """What is told as set, or left open."""
    claims = [*said, *as_asked(answers, topic)]
    if claims:
        return passed("The document says that it is set as asked.", passage_evidence(claims[0]), rests_on=RestsOn.TEXT)
    return unseen(answers, pictures, f"{what} is not written.")
