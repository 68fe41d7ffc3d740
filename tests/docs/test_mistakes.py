"""`docs/mistakes.md` lists exactly the mistakes that are tried on the worked example."""

from __future__ import annotations

from pathlib import Path

from tests.solution.mistakes import ALL, Mistake

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "mistakes.md"


def row(mistake: Mistake) -> str:
    others = ", ".join(f"{key}: {verdict}" for key, verdict in mistake.also.items())
    return f"| {mistake.step} | {mistake.what} | {mistake.verdict} | {others} |"


def test_the_list_is_the_one_that_is_tried():
    lines = [line for line in DOCUMENT.read_text().split("\n") if line.startswith("| ") and line.count("|") == 5]
    wanted = ["| row | mistake | verdict | other rows |", *(row(mistake) for mistake in ALL)]
    assert lines == wanted, "\n".join(wanted)


def test_no_mistake_is_listed_twice():
    assert len({(mistake.step, mistake.what) for mistake in ALL}) == len(ALL)
