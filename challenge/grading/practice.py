"""Practice for reviewers: three made-up pieces of work, with what a careful reviewer decides on each row, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("practice_works")
KINDS = ("confirm", "reject", "leave")
"""The three keys of the grading page: shown, not shown, cannot tell."""


@dataclass(frozen=True)
class PracticeRow:
    """verdict, reason: what the sources say. look: what a person sees who looks. decision, why: the key."""

    step: str
    verdict: str
    reason: str
    look: str
    decision: str
    why: str


@dataclass(frozen=True)
class Practice:
    """text: the document, as Markdown. rubric: question -> (score, why). outcome: (its key, why)."""

    key: str
    title: str
    text: str
    rows: tuple[PracticeRow, ...]
    rubric: Mapping[str, tuple[int, str]]
    outcome: tuple[str, str]


@cache
def written() -> tuple[dict[str, Any], ...]:
    """All that were written by us, as they stand in their files."""
    return tuple(yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml")))


def load(content: Mapping[str, Any]) -> Practice:
    """One of them. Raises KeyError, TypeError or ValueError where it is not whole."""
    rows = tuple(PracticeRow(**row) for row in content["rows"])
    if any(row.decision not in KINDS for row in rows):
        raise ValueError("A decision of the key is none.")
    return Practice(
        key=content["key"],
        title=content["title"],
        text=content["text"],
        rows=rows,
        rubric={key: _of(one, "score") for key, one in content["rubric"].items()},
        outcome=_of(content["outcome"], "choose"),
    )


def _of(one: Mapping[str, Any], what: str) -> tuple[Any, str]:
    if set(one) != {what, "why"}:
        raise ValueError(f"Beside `{what}` stands `why` and nothing else; quote a sentence with a comma.")
    return one[what], one["why"]
