"""What is frozen at a hand-in: the bundle, with the document and every picture."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from challenge.models import Submission
from challenge.services import bundle_names, bundles, documents, freezing, handing_in
from challenge.services.handing_in import ask, go_on
from sandbox.demo.parts import CANDIDATES, ROOT
from sandbox.forge.server import Forge
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, handed_in, looked, told
from verifier.documents.files import File
from verifier.intake.limits import RefusedError

pytestmark = pytest.mark.django_db

PICTURE = (CANDIDATES / "S0" / "submission" / "shots" / "03 my board.png").read_bytes()


def test_the_bundle_holds_what_was_seen(work: Submission, people: People):
    handed_in(work, people)
    verdicts = {step["key"]: step["verdict"] for step in told(work, "verdicts.json")["steps"]}
    assert verdicts == dict(work.hand_in_run.judgments.values_list("step__key", "verdict"))
    head = told(work, "hand-in.json")
    assert head["engine"] == work.hand_in_run.engine
    assert head["rules"]["range_off_by_one"] == "accept"
    assert (folder(work) / "definitions" / f"{head['definition']}.yaml").read_text() == work.cohort.version.source
    assert "MongoDB" in (folder(work) / "document" / "answers.md").read_text()


def test_the_bundle_is_judged_offline_with_the_same_verdicts(work: Submission, people: People):
    handed_in(work, people)
    command = [sys.executable, "-m", "verifier", "judge", str(folder(work)), "--json"]
    judged = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    verdicts = {step["key"]: step["verdict"] for step in json.loads(judged.stdout)["steps"]}
    assert verdicts == dict(work.hand_in_run.judgments.values_list("step__key", "verdict"))


def test_credentials_in_the_document_are_masked_in_the_bundle(work: Submission, people: People, tmp_path: Path):
    given = tmp_path / "answers.md"
    given.write_text("# Answers\n\nDD_API_KEY=0123456789abcdef0123456789abcdef\n", "utf-8")
    documents.take(work, given)
    work.written_answers.create(step_key="final-question", text="api_key: 0123456789abcdef0123456789abcdef")
    handed_in(work, people)
    held = b"".join((folder(work) / name).read_bytes() for name in bundles.names(folder(work)))
    assert b"0123456789abcdef" not in held
    assert "DD_API_KEY=•" in (folder(work) / "document" / "answers.md").read_text()


def test_names_that_hinder_each_other_hinder_no_bundle(work: Submission, people: People, tmp_path: Path):
    given = tmp_path / "given"
    long = "A" * 117 + ".md"
    texts = {
        "answers.md": "# Answers\n\nnone yet\n",
        long: "one\n",
        f"{long}zz/f.md": "two\n",
        f"{long}zz/g.md": "three\n",
        f"{'B' * 150}1.md": "four\n",
        f"{'B' * 150}2.md": "five\n",
        "by-digest": "no text\n",
        "by-digest.d/x.md": "six\n",
    }
    for name, text in texts.items():
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_text(text, "utf-8")
    documents.take(work, given)
    handed_in(work, people)
    held = {path.read_text() for path in (folder(work) / "document").rglob("*") if path.is_file()}
    assert held >= set(texts.values()) - {"no text\n"}


def test_what_would_be_a_file_and_a_folder_at_once_is_named_by_its_digest():
    names = ["a", "a/b.md", "./a", "c/d.md", "c", "..", "by-digest", "by-digest/x", "a\udce9"]
    placed = [name for name, _file in bundle_names.placed(File(name, "") for name in names)]
    assert [name for name in placed if not name.startswith("by-digest/")] == ["a", "c/d.md", "a?"]
    assert len(set(placed)) == len(names)
    assert all(len(name) == len("by-digest/") + 64 for name in placed if name.startswith("by-digest"))


def test_every_picture_is_kept_or_the_reason_is_told(work: Submission, people: People):
    handed_in(work, people)
    listed = told(work, "pictures.json")
    kept = [one for one in listed if one["file"].startswith("pictures/")]
    assert len(kept) == 11
    assert all((folder(work) / one["file"]).is_file() for one in listed if one["file"])
    assert [one["target"] for one in listed if not one["file"]] == []


def test_pictures_of_elsewhere_are_fetched_and_missing_ones_told(work: Submission, people: People, tmp_path: Path):
    place = tmp_path / "given"
    (place / "Shots").mkdir(parents=True)
    (place / "Shots" / "My Board.PNG").write_bytes(PICTURE)
    (place / "evil.png").symlink_to("/etc/passwd")
    (place / "answers.md").write_text(
        "# Answers\n\n![a](shots/my%20board.png?raw=true)\n\n![b](https://github.com/eve/other/blob/main/b.png)\n\n"
        "![c](gone.png)\n\n![d](evil.png)\n\n[e](https://i.imgur.com/e.png)\n\n![f](../../../../secret_key)\n",
        "utf-8",
    )
    documents.take(work, place)
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        if "imgur" in address:
            raise RefusedError("The address leads to a page, and not to a picture.")
        return PICTURE

    run = ask(work, people.candidate).hand_in_run
    looked(run)
    go_on(work.pk, fetch=fetch)
    work.refresh_from_db()
    listed = {one["target"]: one for one in told(work, "pictures.json")}
    assert asked == ["https://github.com/eve/other/raw/main/b.png", "https://i.imgur.com/e.png"]
    assert listed["shots/my%20board.png?raw=true"]["source"] == "submission"
    same = {listed[name]["file"] for name in list(listed)[:2]}
    assert len(same) == 1
    assert same.pop().startswith("pictures/")
    assert {name: one["why"] for name, one in listed.items() if not one["file"]} == {
        "gone.png": "There is no such file in the submission.",
        "evil.png": "There is no such file in the submission.",
        "https://i.imgur.com/e.png": "The address leads to a page, and not to a picture.",
        "../../../../secret_key": "There is no such file in the submission.",
    }
    assert work.receipt["pictures_left_count"] == 4


def test_a_picture_of_another_repository_is_fetched_from_its_forge(
    work: Submission, people: People, tmp_path: Path, forge: Forge, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "FORGES", {"github.com": forge.base})
    (tmp_path / "answers.md").write_text(
        "![mine](https://github.com/demo-s0/hiring-engineers/blob/HEAD/shots/03%20my%20board.png)\n\n"
        "![a page](https://github.com/demo-s0/hiring-engineers)\n",
        "utf-8",
    )
    documents.take(work, tmp_path / "answers.md")
    looked(ask(work, people.candidate).hand_in_run)
    go_on(work.pk)
    kept = {
        one["target"].rpartition("/")[2]: bool(one["file"]) for one in told(Submission.objects.get(), "pictures.json")
    }
    assert kept == {"03%20my%20board.png": True, "hiring-engineers": False}


def test_the_same_again_is_the_same_bundle(work: Submission, people: People):
    """Killed between the freezing and the row: the next one finds the folder as it would have written it."""
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    row = handing_in._row(handing_in._next(work.pk))
    known = freezing.material(row)
    first = bundles.freeze(row, freezing.parts(known, handing_in.Album()))
    second = bundles.freeze(row, freezing.parts(freezing.material(row), handing_in.Album()))
    assert first == second


def test_a_document_pushed_again_changes_nothing_of_the_bundle(work: Submission, people: People):
    handed_in(work, people)
    documents.take(work, CANDIDATES / "S4" / "submission")
    assert bundles.differences(folder(work), work.bundle_digest) == []
    assert "MongoDB" in (folder(work) / "document" / "answers.md").read_text()
