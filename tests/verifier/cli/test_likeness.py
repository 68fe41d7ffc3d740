"""`likeness DIR` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verifier.cli.test_main import verifier
from tests.verifier.likeness.texts import CURL, GIVEN_APP, STORY


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Two that share a script, one alone, and a note beside them."""
    folder = tmp_path / "cohort"
    folder.mkdir()
    for name, text in (("C1", CURL + STORY), ("C2", f"Hello.\n\n{CURL}"), ("C3", "I wrote this alone.")):
        (folder / name).mkdir()
        (folder / name / "answers.md").write_text(f"{text}\n{GIVEN_APP}", "utf-8")
    (folder / "README.md").write_text(CURL)
    return folder


def test_pairs_and_passages_are_printed_with_their_places(cohort: Path) -> None:
    done = verifier("likeness", cohort)
    assert done.returncode == 0
    assert "3 submissions were compared." in done.stdout
    assert "C1 and C2 share 1 passage, " in done.stdout
    assert "  answers.md:2-5 and answers.md:4-7\n    | curl -X POST" in done.stdout
    assert "C3 " not in done.stdout


def test_json_has_both_sides(cohort: Path) -> None:
    report = json.loads(verifier("likeness", cohort, "--json").stdout)
    (pair,) = report["pairs"]
    assert (report["compared"], report["unread"]) == (["C1", "C2", "C3"], {})
    assert (pair["left"], pair["right"]) == ("C1", "C2")
    (passage,) = pair["passages"]
    assert passage["left"]["where"] == "answers.md:2-5"
    assert "kestrel" in passage["left"]["text"] and "kestrel" in passage["unusual"]


def test_that_nobody_shares_anything_is_said_and_is_no_fault(cohort: Path) -> None:
    (cohort / "C2" / "answers.md").write_text("I wrote this alone, too.")
    done = verifier("likeness", cohort)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Nobody shares anything unusual.")


def test_what_cannot_be_read_is_named(cohort: Path) -> None:
    (cohort / "C4").mkdir()
    assert "C4 was not: There is no Markdown document in this folder." in verifier("likeness", cohort).stdout


def test_what_is_printed_does_not_steer_the_terminal(cohort: Path) -> None:
    for name in ("C1", "C2"):
        (cohort / name / "answers.md").write_text(CURL.replace("kestrel hour", "kestrel \x1b[2J hour"))
    assert "\x1b" not in verifier("likeness", cohort).stdout


@pytest.mark.parametrize(
    ("folder", "sentence"), [("nowhere", "There is no folder"), (".", "not two submissions")], ids=["missing", "empty"]
)
def test_nothing_to_compare_is_a_sentence_and_2(tmp_path: Path, folder: str, sentence: str) -> None:
    done = verifier("likeness", tmp_path / folder)
    assert (done.returncode, sentence in done.stderr) == (2, True)
