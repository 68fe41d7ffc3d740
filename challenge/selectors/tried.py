"""The report of a document that somebody tried, as a page shows it. Nothing is read from the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from challenge import words
from challenge.selectors.deciding import EvidenceLine
from challenge.words import Counted, Word
from verifier.cli.output import ALWAYS_TOLD
from verifier.definition import Definition, Step, load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine.shown import Shown

HYGIENE = "hygiene-no-secrets"
MOST_LINES = 12


@dataclass(frozen=True)
class TriedRow:
    """todo: what to do about it, "" where nothing is needed."""

    key: str
    title: str
    task: str
    bonus: bool
    word: Word
    reason: str
    notes: tuple[str, ...]
    lines: tuple[EvidenceLine, ...]
    todo: str


@dataclass(frozen=True)
class TriedSection:
    key: str
    title: str
    rows: tuple[TriedRow, ...]


@dataclass(frozen=True)
class Tried:
    """leaks: (what, where) of credentials, never the value. missing, unused: pictures by the name the document gives them."""

    document: str
    commit: str
    partly: str
    sandbox: bool
    counts: tuple[Counted, ...]
    sections: tuple[TriedSection, ...]
    leaks: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]


def tried(report: Mapping[str, Any]) -> Tried:
    """report: the object of `python -m verifier check --json`, with `document` in it."""
    definition, steps = _definition(), {step["key"]: step for step in report["steps"]}
    shown = report["document"]["steps"]
    source = report["sources"]["document"]
    return Tried(
        document=source["origin"].removeprefix("submission/"),
        commit=_commit(steps),
        partly=source["reason"],
        sandbox=report["sandbox"],
        counts=tuple(_counted(report["document"]["counts"])),
        sections=tuple(
            TriedSection(
                section.key,
                section.title,
                tuple(_row(step, steps[step.key], Shown(shown[step.key])) for step in section.steps),
            )
            for section in definition.sections
        ),
        leaks=tuple((line.what, line.where) for line in _leaks(steps)),
        missing=tuple((one["target"], one["where"]) for one in report["pictures"] if one["state"] == "missing"),
        unused=tuple(one["target"] for one in report["pictures"] if one["state"] == "unused"),
    )


def _row(step: Step, found: Mapping[str, Any], shown: Shown) -> TriedRow:
    return TriedRow(
        key=step.key,
        title=step.title,
        task=step.task,
        bonus=step.bonus,
        word=words.SHOWN[shown],
        reason=found["reason"],
        notes=tuple(found["notes"]),
        lines=tuple(_lines(found))[:MOST_LINES],
        todo="" if shown is Shown.TEXT else step.hint,
    )


def _lines(found: Mapping[str, Any]) -> Iterator[EvidenceLine]:
    for finding in found["findings"]:
        for line in finding["evidence"]:
            yield EvidenceLine(line["what"], line["seen"], line["wanted"], line["where"])


def _leaks(steps: Mapping[str, Mapping[str, Any]]) -> Iterator[EvidenceLine]:
    found = steps.get(HYGIENE)
    if found is not None and any(finding["outcome"] == "fail" for finding in found["findings"]):
        yield from _lines(found)


def _commit(steps: Mapping[str, Mapping[str, Any]]) -> str:
    """Of a repository, the commit that was read, as the row about the fork names it."""
    lines = _lines(steps["submit-fork-pr"]) if "submit-fork-pr" in steps else iter(())
    return next((line.where for line in lines if line.what == "repository"), "")


def _counted(counts: Mapping[str, int]) -> Iterator[Counted]:
    for one, word in words.SHOWN.items():
        if counts[one] or one in ALWAYS_TOLD:
            yield Counted(word, counts[one])


@cache
def _definition() -> Definition:
    return load(SOLUTIONS_ENGINEER)
