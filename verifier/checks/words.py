"""Finds the passage that answers a question in words, wherever the candidate put it. Whether it is right is not judged here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from verifier.checks.told import PENDING, answering, is_asked, own, passage_evidence
from verifier.facts.document import Answers, Passage
from verifier.verdicts import Finding, RestsOn, failed, passed, unknown

WINDOW = 3
"""So many sentences in a row may hold one answer."""
_TAKEN_BACK = re.compile(
    r"(?i)\b(?:at first|initially|originally|first) (?:i )?(?:wrote|thought|believed|answered|assumed|said)\b|"
    r"\bmy first (?:thought|answer|guess|idea)\b|\bi (?:used to think|had written)\b"
)


def answers_to(answers: Answers, key: str, *all_of: str) -> list[Passage]:
    """The answer to a step's question: own words under it, else the sentences anywhere that together speak of all that is named.

    all_of: patterns, case-blind; each must be found within a few sentences of one another.
    """
    wanted = [re.compile(pattern, re.IGNORECASE) for pattern in all_of]
    under = without_taken_back(answering(answers, key))
    if under and any(pattern.search(_text(under)) for pattern in wanted):
        return under
    elsewhere = [p for p in own(answers) if p.kind == "own"]
    if is_asked(answers, key):  # then nobody answers it under another question
        elsewhere = [p for p in elsewhere if not p.place.asked or key in p.place.asked]
    return _together(elsewhere, wanted) or under


def _together(said: Sequence[Passage], wanted: Sequence[re.Pattern[str]]) -> list[Passage]:
    """The shortest run of sentences of one section that has all that is wanted."""
    has = [frozenset(number for number, pattern in enumerate(wanted) if pattern.search(p.text)) for p in said]
    for length in range(1, WINDOW + 1):
        for start in range(len(said) - length + 1):
            if len(frozenset().union(*has[start : start + length])) == len(wanted):
                window = said[start : start + length]
                if len({p.place.section for p in window}) == 1:
                    return without_taken_back([*window, *_rest_of_paragraph(said[start + length :], window[-1])])
    return []


def _rest_of_paragraph(after: Sequence[Passage], final: Passage) -> list[Passage]:
    """The next sentences of the same lines, a window at most."""
    return list(takewhile(lambda p: _lines(p) == _lines(final), after[:WINDOW]))


def _lines(passage: Passage) -> tuple[str, int, int]:
    return passage.place.file, passage.place.first, passage.place.last


def without_taken_back(said: Sequence[Passage]) -> list[Passage]:
    """Without what was thought first, where something comes after it."""
    return [p for number, p in enumerate(said) if number == len(said) - 1 or not _TAKEN_BACK.search(p.text)]


def without_promises(said: Sequence[Passage]) -> list[Passage]:
    """Without what says that an answer will come later."""
    return [p for p in said if not PENDING.search(p.text)]


def _text(said: Iterable[Passage]) -> str:
    return " ".join(p.text for p in said)


def leaning(lean: str, reason: str, said: Sequence[Passage]) -> Finding:
    """lean: "right", "wrong", or "" where nothing safe can be said. A person decides in any case."""
    evidence = tuple(passage_evidence(p, "answer") for p in said[:4])
    if not lean:
        return unknown(reason, *evidence, rests_on=RestsOn.WORDS)
    judged = passed if lean == "right" else failed
    return replace(judged(f"Leans {lean}: {reason}", *evidence, rests_on=RestsOn.WORDS), lean=lean)
