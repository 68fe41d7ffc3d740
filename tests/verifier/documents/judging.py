"""Judges a document that a test wrote, the way a run would: intake, facts, checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from verifier.accuracy import findings
from verifier.definition import Definition
from verifier.definition.load import DEFINITIONS, SOLUTIONS_ENGINEER, load
from verifier.documents.exercise import PHRASES
from verifier.verdicts import Finding


@cache
def exercise() -> Definition:
    return load(SOLUTIONS_ENGINEER)


@cache
def levels() -> Definition:
    return load(DEFINITIONS / "solutions-engineer-levels.yaml")


def levels_outcome(text: str, step: str) -> str:
    """What a step of the older form of the exercise comes to."""
    return judge(text, levels())[step].outcome.value


def judge(text: str, definition: Definition | None = None, **files: str) -> dict[str, Finding]:
    """The finding of every step. files: further files of the folder, `a__py` for a.py."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "answers.md").write_text(text, "utf-8")
        for name, content in files.items():
            path = root / name.replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        return findings(root, definition or exercise())


def outcome(text: str, step: str, **files: str) -> str:
    return judge(text, **files)[step].outcome.value


def asked(*keys: str) -> str:
    """The exercise's questions, as people quote them: made of the phrases by which each is known."""
    return "".join(f"* {', '.join(PHRASES[key])}.\n" for key in keys) + "\n"
