"""From an empty installation to a check that can start, with commands alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import paramiko
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from challenge import vault
from challenge.models import AccountLink, Cohort, Credential, Membership, Submission, Target
from challenge.services.runs import start
from tests.challenge.conftest import DEFINITION

ROOT = Path(__file__).resolve().parents[3]
API_KEY, APP_KEY = "a1" * 16, "b2" * 20
PASSWORD = "an invented way in"


@pytest.fixture
def entered(db: None, settings, tmp_path: Path) -> None:
    """The challenge and a cohort, and nobody."""
    settings.VAR = tmp_path / "var"
    said("load_definition", DEFINITION)
    said("add_cohort", "spring", "--name", "Spring")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, secret in (("DD_API_KEY", API_KEY), ("DD_APP_KEY", APP_KEY), ("PROOFBOARD_SSH_PASSWORD", PASSWORD)):
        monkeypatch.setenv(name, secret)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    (folder / "agent").mkdir(parents=True)
    (folder / "answers.md").write_text("# Answers\n")
    (folder / "agent" / "datadog.yaml").write_text(f"api_key: {API_KEY}\n")
    return folder


def said(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def test_a_cohort_follows_the_newest_version_and_is_entered_once(entered):
    cohort = Cohort.objects.get()
    assert (cohort.claims, cohort.practice_visible_to, cohort.has_board) == ("full", "candidate", False)
    with pytest.raises(CommandError, match="already"):
        said("add_cohort", "spring", "--name", "Spring")
    said("add_cohort", "cup", "--name", "Cup", "--claims", "none", "--practice-visible-to", "coach", "--board")
    cup = Cohort.objects.get(key="cup")
    assert (cup.claims, cup.practice_visible_to, cup.has_board) == ("none", "coach", True)


@pytest.mark.django_db
def test_without_a_challenge_there_is_no_cohort():
    with pytest.raises(CommandError, match="prepare"):
        said("add_cohort", "spring", "--name", "Spring")


def test_a_key_that_is_no_address_is_one_sentence(entered):
    with pytest.raises(CommandError, match="slug"):
        said("add_cohort", "no key", "--name", "Spring")


def test_a_person_without_a_password_is_told_how_to_get_one(entered):
    assert "changepassword ada" in said("add_person", "ada", "spring", "reviewer", "--name", "Ada Example")
    ada = User.objects.get()
    assert (ada.get_full_name(), ada.has_usable_password()) == ("Ada Example", False)
    assert Membership.objects.get().role == "reviewer"


def test_a_password_comes_from_the_environment_and_is_said_nowhere(entered, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROOFBOARD_PASSWORD", PASSWORD)
    assert PASSWORD not in said("add_person", "ada", "spring", "lead")
    assert User.objects.get().check_password(PASSWORD)
    assert "PROOFBOARD_PASSWORD" not in os.environ
    monkeypatch.setenv("PROOFBOARD_PASSWORD", "another one, long")
    with pytest.raises(CommandError, match="has a password already"):
        said("add_person", "ada", "spring", "candidate")
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (("ada", "winter", "lead"), "", "no cohort winter"),
        (("ada", "spring", "lead"), "short", "too short"),
        (("a da", "spring", "lead"), "", "valid username"),
        (("ada", "spring", "queen"), "", "invalid choice"),
    ],
)
def test_a_person_that_cannot_be_entered_is_one_sentence(entered, monkeypatch, words, password, sentence):
    monkeypatch.setenv("PROOFBOARD_PASSWORD", password)
    with pytest.raises(CommandError, match=sentence):
        said("add_person", *words)
    assert not User.objects.exists()


def test_everything_of_a_submission_is_entered_and_can_be_checked(entered, keys, work: Path, settings):
    said("add_person", "ada", "spring", "candidate")
    told = said(
        *("add_submission", "spring", "K7", "--owner", "ada", "--document", work),
        *("--host", "vagrant@203.0.113.7:2222", "--sudo", "--site", "eu1"),
    )
    assert "the machine, the account, the document" in told
    submission = Submission.objects.get()
    assert (submission.code, submission.owner, submission.document) == ("K7", User.objects.get(), "documents/spring/K7")
    target = Target.objects.get()
    assert (str(target), target.use_sudo, target.host_key) == ("vagrant@203.0.113.7:2222", True, "")
    assert AccountLink.objects.get().site == "datadoghq.eu"
    secrets = {row.kind: vault.open_(row) for row in Credential.objects.all()}
    assert secrets == {"ssh_password": PASSWORD, "dd_api_key": API_KEY, "dd_app_key": APP_KEY}
    run = start(submission, submission.owner)
    assert [collection.source for collection in run.collections.all()] == ["host", "account", "document"]


def test_the_secrets_are_in_no_output_no_environment_and_no_column(entered, keys, work: Path):
    told = said(
        *("add_submission", "spring", "K7", "--name", "Ada", "--document", work, "--host", "vagrant@203.0.113.7")
    )
    kept = said("dumpdata")
    assert "K7" in kept and "ciphertext" in kept
    for secret in (API_KEY, APP_KEY, PASSWORD):
        assert secret not in told
        assert secret not in kept
        assert secret not in os.environ.values()


def test_no_secret_can_be_written_as_an_argument(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "add_submission", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PROOFBOARD_VAR": str(tmp_path)},
    )
    assert "--identity FILE" in done.stdout
    assert not any(word in done.stdout for word in ("--api-key", "--app-key", "--password"))


def test_the_copy_of_a_document_is_for_its_owner_only(entered, work: Path, settings):
    (work / "elsewhere").symlink_to("/etc/hostname")
    said("add_submission", "spring", "K7", "--name", "Ada", "--document", work)
    root = settings.VAR / "documents"
    paths = [root, *root.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in paths if p.is_file() and not p.is_symlink()} == {0o600}
    assert (root / "spring" / "K7" / "elsewhere").is_symlink()


def test_said_again_it_brings_up_to_date_what_is_given(entered, keys, work: Path, tmp_path: Path, settings):
    said("add_submission", "spring", "K7", "--name", "Ada", "--document", work, "--host", "vagrant@203.0.113.7")
    single = tmp_path / "my answers.md"
    single.write_text("# Better answers\n")
    said("add_submission", "spring", "K7", "--document", single)
    submission = Submission.objects.get()
    assert (settings.VAR / submission.document).read_text() == "# Better answers\n"
    assert [path.name for path in (settings.VAR / "documents/spring/K7").iterdir()] == ["my answers.md"]
    assert Credential.objects.count() == 3


def test_a_machine_may_be_entered_with_a_key_file_and_the_key_it_must_show(entered, tmp_path: Path):
    identity, known = tmp_path / "id", f"SHA256:{'A' * 43}"
    paramiko.ECDSAKey.generate().write_private_key_file(str(identity))
    said(
        *("add_submission", "spring", "K7", "--name", "Ada", "--host", "vagrant@203.0.113.7"),
        *("--identity", identity, "--host-key", known),
    )
    assert Target.objects.get().host_key == known
    assert vault.open_(Credential.objects.get()) == identity.read_text()


ADA = ("spring", "K7", "--name", "Ada")
NOTHING: dict[str, str] = {}
SSH = {"PROOFBOARD_SSH_PASSWORD": PASSWORD}


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (("winter", "K7", "--name", "Ada"), NOTHING, "no cohort winter"),
        (("spring", "../K7", "--name", "Ada"), NOTHING, "letters, digits"),
        (("spring", "K7"), NOTHING, "--name or --owner"),
        (("spring", "K7", "--owner", "bob"), NOTHING, "bob is nobody in this cohort"),
        ((*ADA, "--host", "203.0.113.7"), NOTHING, "USER@ADDR"),
        ((*ADA, "--host", "a@203.0.113.7"), NOTHING, "needs --identity, or PROOFBOARD_SSH_PASSWORD"),
        ((*ADA, "--host", "a@203.0.113.7", "--identity", "/no/such"), NOTHING, "such cannot be read"),
        ((*ADA, "--host", "a@203.0.113.7", "--identity", __file__), NOTHING, "private key cannot be read"),
        ((*ADA, "--host", "a@203.0.113.7", "--host-key", "abc"), NOTHING, "ssh-keygen -l"),
        ((*ADA, "--host", f"{'a' * 65}@203.0.113.7"), SSH, "--host: .* at most 64"),
        ((*ADA, "--host", f"a@{'b' * 254}"), SSH, "--host: .* at most 253"),
        ((*ADA, "--sudo"), NOTHING, "go with --host"),
        ((*ADA, "--site", "datadoghq.eu"), NOTHING, "--site goes with"),
        (ADA, {"DD_API_KEY": API_KEY}, "needs both"),
        ((*ADA, "--site", "example.com"), {"DD_API_KEY": API_KEY, "DD_APP_KEY": APP_KEY}, "not a Datadog site"),
        ((*ADA, "--document", "/no/such"), NOTHING, "no file or folder such"),
    ],
)
def test_what_cannot_be_entered_is_one_sentence_and_changes_nothing(
    entered, monkeypatch: pytest.MonkeyPatch, words, environment, sentence
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandError, match=sentence):
        said("add_submission", *words)
    assert (Submission.objects.count(), User.objects.count(), Credential.objects.count()) == (0, 0, 0)


def test_a_document_whose_name_no_column_takes_is_one_sentence(entered, tmp_path: Path):
    said("add_cohort", "k" * 50, "--name", "A long key")
    document = tmp_path / f"{'n' * 240}.md"
    document.write_text("# Answers\n")
    with pytest.raises(CommandError, match="name is too long"):
        said("add_submission", "k" * 50, "K7", "--name", "Ada", "--document", document)
    assert not Submission.objects.exists()


def test_a_code_stays_its_owners(entered):
    said("add_person", "ada", "spring", "candidate")
    said("add_person", "bob", "spring", "candidate")
    said("add_submission", "spring", "K7", "--owner", "ada")
    with pytest.raises(CommandError, match="belongs to somebody else"):
        said("add_submission", "spring", "K7", "--owner", "bob")
    with pytest.raises(CommandError, match="another submission"):
        said("add_submission", "spring", "K8", "--owner", "ada")
