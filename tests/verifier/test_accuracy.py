"""Measuring the document judge against people."""

from __future__ import annotations

import json
from pathlib import Path

from tests.verifier.documents.judging import exercise
from verifier.accuracy import differences, measure, table
from verifier.verdicts import Outcome


def labelled(folder: Path, **labels: str) -> tuple[Path, Path]:
    (folder / "work" / "E1").mkdir(parents=True)
    (folder / "work" / "E1" / "answers.md").write_text("## Prerequisites\n\nI took a VM.\n")
    (folder / "labels").mkdir()
    entries = {key.replace("_", "-"): {"label": label, "why": "because"} for key, label in labels.items()}
    (folder / "labels" / "E1.json").write_text(json.dumps({"code": "E1", "labels": entries}))
    return folder / "work", folder / "labels"


def test_labels_are_compared_with_outcomes(tmp_path: Path) -> None:
    cells = measure(*labelled(tmp_path, env_host="shown", db_install="wrong"), exercise())
    assert [(cell.step, cell.said, cell.agrees) for cell in cells] == [
        ("env-host", Outcome.PASS, True),
        ("db-install", Outcome.FAIL, False),
    ]
    printed = table(cells)
    assert "all cells agree:                      50.0 %  (1 of 2)" in printed
    assert "-/x" in printed
    assert [line.split(":")[0] for line in differences(cells)] == ["E1 db-install"]


def test_a_label_without_its_submission_is_left_out(tmp_path: Path) -> None:
    work, labels = labelled(tmp_path, env_host="shown")
    (labels / "E2.json").write_text(json.dumps({"code": "E2", "labels": {"env-host": {"label": "shown"}}}))
    assert {cell.code for cell in measure(work, labels, exercise())} == {"E1"}
