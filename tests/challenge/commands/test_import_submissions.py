from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from challenge.models import Cohort, Import, Submission
from challenge.tasks import import_one


def said(*words: object) -> str:
    out = StringIO()
    call_command("import_submissions", *map(str, words), stdout=out)
    return out.getvalue()


def folder(root: Path, name: str) -> Path:
    (root / name).mkdir(parents=True)
    (root / name / "answers.md").write_text(f"# {name}\n", "utf-8")
    return root / name


def test_folders_and_folders_of_folders_are_brought_in(cohort: Cohort, tmp_path: Path) -> None:
    one = folder(tmp_path / "single", "cy")
    folder(tmp_path / "many", "ada")
    folder(tmp_path / "many", "bo")
    assert said("autumn", one, tmp_path / "many") == "3 to be taken; a worker does, and hands them in.\n"
    assert set(Import.objects.values_list("name", flat=True)) == {"cy", "ada", "bo"}
    for pk in Import.objects.values_list("pk", flat=True):
        import_one(pk)
    assert Submission.objects.filter(hand_in_asked_at__isnull=False).count() == 3
    assert "Here already: cy." in said("autumn", one)


def test_what_is_wrong_is_a_sentence_and_nothing_is_brought_in(cohort: Cohort, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    good = folder(tmp_path, "good")
    for words, why in (
        (("winter", good), "no cohort winter"),
        (("autumn", good, tmp_path / "nowhere"), "no folder"),
        (("autumn", good, tmp_path / "empty"), "no Markdown document"),
    ):
        with pytest.raises(CommandError, match=why):
            said(*words)
    assert not Import.objects.exists()
