"""What of given files is one submission."""

from __future__ import annotations

from pathlib import Path

import pytest

from challenge.services.staging import submissions_in
from verifier.gather.folder import UnreadableError


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["a/answers.md", "b/answers.md"], ["a", "b"]),
        (["a/answers.md"], ["a"]),
        (["README.md", "a/answers.md", "b/x/answers.md", "labels/x.json"], ["a", "b"]),
        (["answers.md", "notes/more.md", "shots/a.png"], ["given"]),
        (["README.md", "notes/more.md"], ["given"]),
        (["README.md"], ["given"]),
        ([".git/x.md", "__MACOSX/a.md", "a/answers.md"], ["a"]),
    ],
)
def test_what_is_one_submission(files: list[str], found: list[str], tmp_path: Path) -> None:
    root = tmp_path / "given"
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("# Answers\n\nvagrant up\n", "utf-8")
    assert [one.name for one in submissions_in(root)] == found


def test_a_folder_without_a_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    with pytest.raises(UnreadableError):
        submissions_in(tmp_path)
