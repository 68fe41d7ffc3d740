"""Thresholds and times of a monitor as people tell them. No judgment of any step here.

"Warning threshold 500, alert threshold 800" and "above 500 it warns, above 800 it alerts": a number belongs to the word
of its own clause; where a clause holds several, to the word in the same position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from verifier.facts.document import Passage
from verifier.spoken import meant

_CLAUSE = re.compile(r"[,;.|()\n]\s|\s(?:and|while|whereas|but|then)\s|[;|]")
_WORD = re.compile(r"(?i)\b(?P<warning>warn\w*|yellow|amber)|\b(?P<alert>alert\w*|critical\w*|alarm\w*|red)")
_TRIGGERS = re.compile(r"(?i)\b(?P<alert>triggers?|fires?|goes off)\b")
"""Where no state is named, what triggers it is the alert."""
_NUMBER = re.compile(
    r"(?<![\w.:/#-])(?P<number>\d{2,5}(?:\.\d+)?|0?\.\d{1,4})(?![\d])(?!\s*(?:%|s\b|sec|ms\b|min|m\b|h\b|hour|am\b|pm\b|points?\b|times?\b|:\d|/\d|-\d))(?![\w/])"
)
_QUOTED = re.compile(r"[\"“][^\"“”]{0,200}[\"”]|`[^`]{0,200}`")
_TRIED = re.compile(r"(?i)\btest\w*|\btemporar\w+|\btry\w*|\btried\b|for a (?:while|moment)|\bback\b")
_SET = re.compile(r"(?i)\bthresholds?\b|\bchanged?\b|\bnow\b|\bset\b|\binstead\b")
_ANEW = r"(?i)\b(?:chang\w*|rais\w*|lower\w*|now|instead|later)\b"
_MINUTES = re.compile(r"(?i)(?<![\w.])(?P<number>\d{1,4})[- ]?(?:m\b|mins?\b|minutes?\b)")


@dataclass(frozen=True)
class Threshold:
    """kind: "warning" or "alert"."""

    kind: str
    value: float
    passage: Passage


def thresholds(passages: Iterable[Passage]) -> list[Threshold]:
    """Every threshold that is told, in their order."""
    found: list[Threshold] = []
    for passage in passages:
        text = meant(passage.text)
        if "{{" in text or not _WORD.search(text):
            continue
        text = _QUOTED.sub(_unless_a_number, text)
        told = _by_clause(text)
        found += [Threshold(kind, value, passage) for kind, value in told or _by_position(text)]
    return found


def final(passages: Iterable[Passage], kind: str, wanted: float) -> Threshold | None:
    """The threshold of a kind that counts: the one that was wanted, unless another was set after it.

    A caption counts only where it states what was wanted: it may number pictures, or tell the value of one alert.
    """
    found = [one for one in thresholds(passages) if one.kind == kind]
    right = [one for one in found if one.value == wanted]
    other = [
        one
        for one in found
        if one.value != wanted and one.passage.kind != "caption" and not _TRIED.search(one.passage.text)
    ]
    if right:
        order = right[-1].passage.place.order
        later = [one for one in other if one.passage.place.order > order and _SET.search(one.passage.text)]
        later = later or [one for one in found[found.index(right[-1]) + 1 :] if one in other and _is_changed(one)]
        return later[-1] if later else right[-1]
    return other[-1] if other else None


def _is_changed(one: Threshold) -> bool:
    """Does the same breath say that it was set anew?"""
    return bool(re.search(rf"{_ANEW}[^.]{{0,60}}\b{one.value:g}\b", meant(one.passage.text)))


def _unless_a_number(match: re.Match[str]) -> str:
    """What stands in quotes is the text of a notification, unless it is a value."""
    inside = match[0][1:-1]
    return inside if len(inside.split()) <= 2 else " "


def _by_clause(text: str) -> list[tuple[str, float]]:
    found = []
    for clause in [text] if len(_NUMBER.findall(text)) == 1 else _CLAUSE.split(text):
        numbers = list(_NUMBER.finditer(clause))
        words = list(_WORD.finditer(clause)) or list(_TRIGGERS.finditer(clause))
        if words and len(numbers) == 1:
            nearest = min(words, key=lambda word: _distance(word, numbers[0]))
            found.append((nearest.lastgroup or "", float(numbers[0]["number"])))
    return found


def _distance(word: re.Match[str], number: re.Match[str]) -> int:
    """How far a word stands from a number; the one before it counts as nearer."""
    return number.start() - word.end() if word.end() <= number.start() else 2 * (word.start() - number.end()) + 10


def _by_position(text: str) -> list[tuple[str, float]]:
    words = [word.lastgroup or "" for word in _WORD.finditer(text)]
    numbers = [float(match["number"]) for match in _NUMBER.finditer(text)]
    return list(zip(words, numbers, strict=True)) if len(words) == len(numbers) == 2 and len(set(words)) == 2 else []


def minutes_in(text: str) -> list[int]:
    """Amounts of minutes in a sentence."""
    return [int(match["number"]) for match in _MINUTES.finditer(meant(text))]
