"""Recognises the exercise's own text in a document, and what a heading is about.

People quote the questions, with or without an answer; a quoted question must never count as one. So each step has a
few short phrases by which its question is known. A sentence that consists of such phrases is the exercise speaking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from verifier.documents.exercise import BONUS_OF, PHRASES

_ASKED_OTHERWISE = (
    ("check-interval-45 bonus-interval-no-python", r"\binterval\b.*\bcan you\b.*\b(?:config\w*|ya?ml)\b"),
    ("bonus-interval-no-python", r"\b(?:chang|modif|adjust|set)\w*\b.*\b(?:interval|how often|frequency)\b.*\b(?:without|python)\b"),
    ("bonus-anomaly-graph", r"\bwhat\b.*\banomal\w*\b.*\b(?:graph|display|show|mean|represent)|\bwhat\b.*\b(?:display|show|"
        r"mean)\w*.*\banomal"),
    ("bonus-timeboard-vs-screenboard", r"\bdifferen\w*\b.*\btime ?board\b.*\bscreen ?board\b"),
    ("bonus-what-is-the-agent", r"\bwhat is the (?:datadog )?agent\b"),
    ("bonus-service-vs-resource", r"\bdifferen\w*\b.*\bservice\b.*\bresource\b|\bservice\b.*\b(?:vs|versus|or)\b.*\bresource\b"),
    ("final-creative", r"\bcreative\b.*\bdatadog\b|\bwhat else\b.*\bdatadog\b|\buse (?:would|could) you\b.*\bdatadog\b"),
)  # fmt: skip
_WORDS = re.compile(r"[a-z0-9_]+|@")
_JOINED = re.compile(r"\b(time|dash)[ -](boards?|frames?)\b")
QUESTION = 0.6
WHOLE = 0.85
NOTHING_ADDED = 0.97
_WILL = re.compile(
    r"^\W*(?:(?:here|now|next|then|first|so|also|finally)\W+)?(?:we|you|i)\s+"
    r"(?:will|need to|should|must|have to|want to|are going to|can)\s+"
)
_FIRST_WORDS = frozenset(
    [
        "a", "access", "add", "alerting", "also", "an", "and", "any", "bonus", "can", "change", "configure", "could",
        "create", "datadog", "ensure", "final", "for", "get", "given", "if", "include", "install", "instrument", "is",
        "make", "my", "note", "once", "one", "our", "over", "please", "provide", "q", "question", "send", "set",
        "show", "sign", "since", "so", "take", "that", "then", "this", "to", "two", "use", "using", "utilize",
        "warning", "watches", "we", "what", "when", "will", "with", "you", "your",
    ]
)  # fmt: skip
PART = 0.25
MAX_QUESTION = 300
"""So many characters before a question mark may ask something."""
_RESTATES = re.compile(
    r"(?i)\b(?:asked|required|tasked)\b[^.]{0,40}\bto\b"
    r"|\b(?:task|part|step|challenge|exercise|assignment|question|requirement|goal|objective)s?\b[^.]{0,60}?\b(?:is|was|were|are)\b"
    r"|\bfor (?:this|the) (?:task|part|step|question)\b"
)
_STARTS_DONE = re.compile(
    r"(?i)^\W*(?:(?:here|then|so|next|also|finally|first(?:ly)?)\W+)?(?:(?:i|we)(?:'ve|’ve| have| also| then| just| had)*\s+)?"
    r"(?:\w+ly\s+)?(?:created|added|installed|configured|scheduled|changed|included|took|sent|made|wrote|built|enabled|used|modified|"
    r"edited|updated|instrumented|silenced|generated|inserted|setup)\b"
)
_SAYS_DONE = re.compile(
    r"(?i)\b(?:i|we)(?:'ve|’ve| have| had| also| then| just)*\s+(?:\w+ly\s+)?(?!was asked|were asked|am asked)"
    r"(?:\w{2,}ed|set|made|took|sent|ran|did|got|put|wrote|chose|built|was able|am using|use)\b"
    r"|\b(?:was|were|has been|have been|is now|are now)\s+(?:then\s+|\w+ly\s+)?(?!asked|to\b|going|used in|known)(?:\w{2,}ed|set|"
    r"made|taken|sent|put|built)\b"
)


def _begins_like_the_exercise(text: str) -> bool:
    """Its sentences command, ask, or name a thing of "yours"; one that begins otherwise is the candidate's."""
    words = _WORDS.findall(_WILL.sub("", text.lower().replace("’", "'")))
    return not words or words[0] in _FIRST_WORDS


@dataclass(frozen=True)
class Recognised:
    """What of a sentence is the exercise's text. keys: the steps it asks for; share: how much of it, 0 to 1."""

    keys: tuple[str, ...]
    share: float


@cache
def _by_first_word() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, phrases in PHRASES.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, key))
    return {word: tuple(entries) for word, entries in found.items()}


def recognise(text: str) -> Recognised:
    """Which phrases of the exercise a sentence holds. A question asked in other words is one too."""
    if text.rstrip(' *_"”:)').endswith("?"):
        for key, pattern in _ASKED_OTHERWISE:
            if re.search(pattern, text[-MAX_QUESTION:], re.IGNORECASE):
                return Recognised(tuple(key.split()), 1.0)
    words = _WORDS.findall(_JOINED.sub(r"\1\2", text.lower().replace("’", "'")))
    covered, keys = cover(words)
    return Recognised(keys, sum(covered) / len(words) if words else 0.0)


def cover(words: Sequence[str]) -> tuple[list[bool], tuple[str, ...]]:
    """Which of these lower-case words belong to phrases of the exercise, and the steps that those ask for."""
    covered = [False] * len(words)
    keys: dict[str, None] = {}
    for start, word in enumerate(words):
        for phrase, key in _by_first_word().get(word, ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                covered[start : start + len(phrase)] = [True] * len(phrase)
                if key:
                    keys[key] = None
    return covered, tuple(keys)


def kind_of(text: str, seen: Recognised) -> str:
    """ "question" for the exercise's text, "restated" for the same as told by the candidate, else "own"."""
    if seen.share < PART or (seen.share < NOTHING_ADDED and _STARTS_DONE.match(text)):
        return "own"
    if _RESTATES.search(text):
        return "restated"
    if seen.share < QUESTION or (
        seen.share < WHOLE and (_SAYS_DONE.search(text) or not _begins_like_the_exercise(text))
    ):
        return "own"
    return "question"


_TOPICS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("collecting", r"\btag(?:s|ging)?\b", ("tags-agent-config", "tags-hostmap-screenshot")),
    ("collecting", r"host ?map", ("tags-hostmap-screenshot",)),
    ("collecting", r"\bdatabase|mysql|postgres|mongo", ("db-install", "db-integration")),
    ("collecting", r"custom (?:agent|metric|check)|agent check|my_?metric", ("custom-check-my-metric", "metric-range")),
    ("collecting", r"interval|\b45\b", ("check-interval-45",)),
    ("visualizing", r"5 ?min|five min|time ?frame", ("timeboard-5min",)),
    ("visualizing", r"snapshot|notation", ("snapshot-at-mention",)),
    ("visualizing", r"anomal", ("timeboard-db-anomaly",)),
    ("visualizing", r"roll-?up", ("timeboard-rollup-hour",)),
    ("visualizing", r"time ?board|\bapi\b|script|\bcode\b", ("timeboard-api-created", "timeboard-script-included")),
    ("monitoring", r"down ?time", BONUS_OF["monitoring"]),
    ("monitoring", r"e-?mail|notification", ("monitor-email-screenshot",)),
    ("tracing", r"service.{0,20}resource", BONUS_OF["tracing"]),
    ("tracing", r"dash ?board|infrastructure", ("apm-infra-dashboard-link", "apm-infra-dashboard-screenshot")),
    ("handing-in", r"creative|final|outside", ("final-creative",)),
)


def topics(heading: str, section: str) -> tuple[str, ...]:
    """The steps that a heading of the candidate's own, inside `section`, is about."""
    text = heading.lower()
    if section == "handing-in":
        return ("final-creative",)
    if "bonus" in text and section in BONUS_OF:
        return BONUS_OF[section]
    found: Iterable[str] = (
        key for where, pattern, keys in _TOPICS if where == section and re.search(pattern, text) for key in keys
    )
    return tuple(dict.fromkeys(found))
