"""The signed zip: what is in it, who may have it, and that whatever is changed in it is found."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from challenge import access, evidence_file, signing
from challenge.models import Event, Membership, Submission
from challenge.selectors import evidence_bundle
from challenge.services import bundles, deciding, documents, handing_in, reviewing, runs, submissions
from config import environment
from sandbox.demo.parts import CANDIDATES, ROOT
from tests.challenge.conftest import People, autumn, people_of, published
from tests.challenge.once import held
from tests.challenge.services.test_handing_in import handed_in, looked
from verifier.cli import bundle
from verifier.recording import RecordingError

pytestmark = pytest.mark.django_db

Change = Callable[[dict[str, bytes]], None]


@dataclass(frozen=True)
class Frozen:
    """files: what lies in the folder of an installation that has it."""

    people: People
    work: int
    files: Path


@pytest.fixture(scope="module")
def frozen(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Frozen]:
    """Work that was checked twice, once for a single row, and handed in: once for all tests here."""
    files = tmp_path_factory.mktemp("var")
    with held(django_db_blocker):
        with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "VAR", files)
            cohort = autumn(published())
            people = people_of(cohort)
            made = submissions.join(cohort, code="K7", owner=people.candidate)
            documents.take(made, CANDIDATES / "S0" / "submission")
            looked(runs.start(made, people.candidate))
            looked(runs.start(made, people.candidate, scope=["final-creative"]))
            handed_in(made, people)
        yield Frozen(people, made.pk, files)


@pytest.fixture
def people(frozen: Frozen, db: None) -> People:
    return deepcopy(frozen.people)


@pytest.fixture
def work(frozen: Frozen, db: None, own_var: Path) -> Submission:
    shutil.copytree(frozen.files, own_var, dirs_exist_ok=True)
    return Submission.objects.select_related("cohort__version", "owner").get(pk=frozen.work)


@pytest.fixture
def graded(work: Submission, people: People) -> Submission:
    deciding.decide(work, people.reviewer, "final-creative", "override", verdict="pass", reason="A fine idea.")
    reviewing.save(work, people.reviewer, edition=0, rubric={"idea": 4}, outcome="advance", summary="Take them.")
    reviewing.finish(work, people.reviewer)
    return Submission.objects.select_related("cohort__version", "owner").get(pk=work.pk)


def taken(work: Submission, people: People) -> bytes:
    return b"".join(evidence_bundle.zipped(evidence_bundle.evidence(people.reviewer, work)))


@pytest.fixture
def file(graded: Submission, people: People, tmp_path: Path) -> Path:
    path = tmp_path / "evidence.zip"
    path.write_bytes(taken(graded, people))
    return path


def verified(*words: object) -> str:
    out = StringIO()
    call_command("verify_bundle", *map(str, words), stdout=out)
    return out.getvalue()


def changed(path: Path, change: Change) -> Path:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_it_holds_the_frozen_bundle_unchanged_with_decisions_and_grade(graded: Submission, file: Path):
    folder = bundles.folder_of(graded)
    assert folder is not None
    with zipfile.ZipFile(file) as archive:
        for name in bundles.names(folder):
            assert archive.read(f"bundle/{name}") == (folder / name).read_bytes()
        (decision,) = json.loads(archive.read("decisions.json"))
        grade = json.loads(archive.read("grade.json"))
    event = Event.objects.get(kind="decision.made")
    assert decision["event"] == {"id": event.pk, "digest": event.digest}
    assert (decision["kind"], decision["verdict"], decision["reason"]) == ("override", "pass", "A fine idea.")
    assert (grade["outcome"], grade["passes"][0]["rubric"]) == ("advance", {"idea": 4})
    row = next(row for row in grade["rows"] if row["key"] == "final-creative")
    assert (row["verdict"], row["counts"]) == ("review", "pass")


def test_the_same_content_is_the_same_zip_under_its_digest(graded: Submission, people: People):
    first, again = taken(graded, people), taken(graded, people)
    assert first == again
    found = evidence_bundle.evidence(people.reviewer, graded)
    assert found.name == f"evidence-autumn-K7-{hashlib.sha256(found.head).hexdigest()[:16]}.zip"


def test_it_is_verified_and_judged_again(file: Path):
    said = verified(file)
    assert f"Signed by this installation: {signing.own_key().fingerprint}" in said
    assert "Nothing was changed" in said
    assert "the same verdicts on all" in said


def test_rows_of_earlier_checks_are_judged_by_their_own_facts(work: Submission, people: People, tmp_path: Path):
    """The hand-in had nothing left to look at: one row stands by a check of it alone, the others by one of everything."""
    made = submissions.join(work.cohort, code="K8", owner=people.other)
    documents.take(made, CANDIDATES / "S0" / "submission")
    looked(runs.start(made, people.other))
    alone = runs.start(made, people.other, scope=["final-creative"])
    handing_in.ask(made, people.other)
    looked(alone)
    Submission.objects.filter(pk=made.pk).update(document="")
    handing_in.go_on(made.pk)
    path = tmp_path / "evidence.zip"
    path.write_bytes(taken(Submission.objects.select_related("cohort__version").get(pk=made.pk), people))
    with zipfile.ZipFile(path) as archive:
        assert [name for name in archive.namelist() if name.startswith("bundle/looks/")] != []
    found = evidence_file.examine(path)
    assert (found.differ, found.wrong) == ((), ())
    assert found.judged > 20


def test_the_verifier_alone_judges_the_zip(graded: Submission, file: Path):
    command = [sys.executable, "-m", "verifier", "judge", str(file), "--json"]
    judged = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    verdicts = {step["key"]: step["verdict"] for step in json.loads(judged.stdout)["steps"]}
    assert graded.hand_in_run is not None
    assert verdicts == dict(graded.hand_in_run.judgments.values_list("step__key", "verdict"))


def better(files: dict[str, bytes]) -> None:
    """Somebody makes a row look better, and everything else fit to it but the signature."""
    files["bundle/verdicts.json"] = files["bundle/verdicts.json"].replace(b'"verdict": "fail"', b'"verdict": "pass"')
    told = json.loads(files["evidence.json"])
    manifest = json.loads(files["bundle/manifest.json"])
    manifest["files"]["verdicts.json"] = told_of(files["bundle/verdicts.json"])
    files["bundle/manifest.json"] = json.dumps(manifest).encode()
    for name in ("bundle/verdicts.json", "bundle/manifest.json"):
        told["files"][name] = told_of(files[name])
    told["bundle"] = hashlib.sha256(files["bundle/manifest.json"]).hexdigest()
    files["evidence.json"] = json.dumps(told).encode()


def told_of(data: bytes) -> dict[str, object]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def resigned(files: dict[str, bytes]) -> None:
    files["signature.json"] = json.dumps(evidence_bundle.signature(files["evidence.json"])).encode()


CHANGES: dict[str, tuple[Change, str]] = {
    "a decision": (lambda files: files.update({"decisions.json": b"[]"}), "decisions.json was changed"),
    "a grade taken out": (lambda files: files.pop("grade.json") and None, "grade.json is missing"),
    "something added": (lambda files: files.update({"more.txt": b"x"}), "more.txt was added"),
    "a fact": (
        lambda files: files.update({"bundle/bundle.json": files["bundle/bundle.json"] + b" "}),
        "bundle/bundle.json is not as it was frozen",
    ),
    "all but the signature": (better, "signature does not fit"),
    "no signature": (lambda files: files.update({"signature.json": b"{}"}), "signature does not fit"),
    "a key too short": (
        lambda files: files.update({"signature.json": b'{"key": "eA==", "signature": "eA=="}'}),
        "signature does not fit",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_was_changed_is_told(file: Path, name: str):
    change, told = CHANGES[name]
    with pytest.raises(CommandError, match=told) as refused:
        verified(changed(file, change))
    assert refused.value.returncode == 1


def test_verdicts_that_do_not_follow_from_the_facts_are_told_even_when_signed(file: Path):
    def forged(files: dict[str, bytes]) -> None:
        better(files)
        resigned(files)

    with pytest.raises(CommandError, match="when judged again"):
        verified(changed(file, forged))


def test_another_installations_key_is_named_and_known_by_its_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pem = tmp_path / "theirs.pem"
    pem.write_text(signing.own_key().pem)
    signer = signing.own_key().fingerprint
    monkeypatch.setattr(settings, "PROOFBOARD_SIGNING_KEY", environment.new_seed())
    with pytest.raises(CommandError, match="another key") as refused:
        verified(file)
    assert signer in str(refused.value)
    assert "Signed by the key of theirs.pem" in verified(file, "--key", pem)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_evidence_is_one_sentence(tmp_path: Path, data: bytes):
    path = tmp_path / "none.zip"
    path.write_bytes(data)
    with pytest.raises(CommandError, match="no evidence"):
        verified(path)


def test_it_says_where_the_record_stood_and_a_record_that_was_cut_off_is_found_by_it(file: Path):
    call_command("verify_log", "--evidence", file, stdout=StringIO())
    told = json.loads(zipfile.ZipFile(file).read("evidence.json"))["record"]
    assert told["digest"] == Event.objects.get(pk=told["event"]).digest
    Event.objects.filter(pk__gte=told["event"]).delete()
    with pytest.raises(CommandError, match="was noted and is not there"):
        call_command("verify_log", "--evidence", file)


def test_an_anchor_of_a_zip_that_was_changed_is_none(file: Path):
    changed(
        file,
        lambda files: files.update({"evidence.json": files["evidence.json"].replace(b'"digest": "', b'"digest": "0')}),
    )
    with pytest.raises(CommandError, match="not signed by this installation"):
        call_command("verify_log", "--evidence", file)


def damaged(data: bytes, name: str) -> bytes:
    """The first bytes of what is packed under this name are others."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name)
    return data[:start] + b"\xff" * 12 + data[start + 12 :]


def cut(data: bytes, name: str) -> bytes:
    """The directory says where a member begins, and there the file is over."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told, other = archive.getinfo(name), io.BytesIO()
        with zipfile.ZipFile(other, "w") as made:
            made.writestr(name, b"x" * 40)
    whole = bytearray(other.getvalue())
    size = told.file_size.to_bytes(4, "little")
    place = whole.index(b"PK\x01\x02")
    whole[place + 20 : place + 28] = size * 2
    whole[18:26] = size * 2
    return bytes(whole)


@pytest.mark.parametrize("hurt", [damaged, cut])
@pytest.mark.parametrize("name", ["evidence.json", "bundle/bundle.json", "bundle/manifest.json"])
def test_a_damaged_zip_is_one_sentence(file: Path, name: str, hurt: Callable[[bytes, str], bytes]):
    file.write_bytes(hurt(file.read_bytes(), name))
    with pytest.raises(CommandError, match="is no evidence of Proofboard, or not all of it"):
        verified(file)
    if name == "bundle/bundle.json":
        with pytest.raises(RecordingError, match="no bundle"):
            bundle.read(file)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_otherwise_is_not_unpacked(tmp_path: Path, method: int):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("bundle/bundle.json", b"{}" * 10_000)
    with pytest.raises(CommandError, match="packed as no evidence"):
        verified(path)
    with pytest.raises(RecordingError, match="packed as no evidence"):
        bundle.read(path)


def test_a_member_larger_than_any_of_ours_is_not_read_to_its_end(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evidence_file, "LARGEST_TEXT", 10)
    with pytest.raises(CommandError, match=r"evidence\.json is larger than any of ours"):
        verified(file)


def test_a_zip_that_would_fill_the_disk_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evidence_file, "MOST_BYTES", 1_000)
    with pytest.raises(CommandError, match="more than any"):
        verified(file)


def test_what_was_changed_on_our_disk_is_not_signed(graded: Submission, people: People):
    folder = bundles.folder_of(graded)
    assert folder is not None
    (folder / "verdicts.json").write_text("{}")
    with pytest.raises(evidence_bundle.NotAsFrozen):
        evidence_bundle.evidence(people.reviewer, graded)


def test_it_is_for_reviewers_of_what_was_handed_in(graded: Submission, people: People):
    for person in (people.candidate, people.other, people.viewer, people.stranger):
        with pytest.raises(access.Hidden):
            evidence_bundle.evidence(person, graded)
    Membership.objects.create(cohort=graded.cohort, user=people.candidate, role="lead")
    with pytest.raises(access.Hidden):
        evidence_bundle.evidence(people.candidate, graded)
    graded.bundle = ""
    with pytest.raises(access.Hidden):
        evidence_bundle.evidence(people.reviewer, graded)


def test_where_names_are_hidden_the_own_pass_comes_first(work: Submission, people: People):
    work.cohort.names_hidden = True
    with pytest.raises(access.Hidden):
        evidence_bundle.evidence(people.reviewer, work)
    reviewing.save(work, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(work, people.reviewer)
    assert evidence_bundle.evidence(people.reviewer, work).head


def test_it_opens_with_what_the_python_library_reads(file: Path):
    assert zipfile.ZipFile(io.BytesIO(file.read_bytes())).testzip() is None
