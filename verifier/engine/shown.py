"""What a document shows by itself, row by row: told before a machine or an account has been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from verifier.definition import Definition
from verifier.engine.judge import Judgement, StepVerdict, judge
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import RestsOn, Source, Verdict


class Shown(StrEnum):
    """TEXT: as asked, in words, code or files. PICTURE: only a picture could tell. PERSON: words, which a person reads."""

    TEXT = "shown"
    PICTURE = "picture"
    OTHERWISE = "otherwise"
    NOTHING = "nothing"
    PERSON = "person"
    UNKNOWN = "unknown"


_BY_VERDICT = {
    Verdict.PASS: Shown.TEXT,
    Verdict.CLAIMED: Shown.TEXT,
    Verdict.REVIEW: Shown.PERSON,
    Verdict.FAIL: Shown.OTHERWISE,
    Verdict.DISAGREE: Shown.OTHERWISE,
    Verdict.ABSENT: Shown.NOTHING,
    Verdict.BLOCKED: Shown.NOTHING,
}


def alone(definition: Definition, document: SourceFacts | None, rules: Mapping[str, str]) -> Judgement | None:
    """The judgement of the document and of nothing else; None where it was not read."""
    if document is None or document.state in (SourceState.NOT_READ, SourceState.NOT_ASKED):
        return None
    return judge(definition, {Source.DOCUMENT: document}, rules=rules)


def shown(step: StepVerdict) -> Shown:
    """For a step that was judged by the document alone."""
    found = _BY_VERDICT.get(step.verdict, Shown.UNKNOWN) if step.verdict else Shown.UNKNOWN
    by_picture = any(finding.rests_on is RestsOn.PICTURE for finding in step.findings)
    if by_picture and found in (Shown.TEXT, Shown.PERSON) and not step.person:
        return Shown.PICTURE
    return found


def counted(judgement: Judgement) -> dict[Shown, int]:
    """How many rows of each sort, in the order they are told; the sum is all rows."""
    each = [shown(step) for step in judgement.steps]
    return {one: each.count(one) for one in Shown}
