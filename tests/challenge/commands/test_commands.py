from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from challenge import vault
from challenge.models import Cohort, Credential, DefinitionVersion, Membership, Run, Submission
from challenge.services.definitions import publish
from challenge.services.runs import start
from challenge.site import beats
from tests.challenge.conftest import DEFINITION
from tests.challenge.services.looks import ended
from verifier.gate import load

pytestmark = pytest.mark.django_db

CANDIDATES = Path(__file__).resolve().parents[3] / "sandbox" / "candidates"


def said(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def fill(port: int = 8126) -> str:
    return said(
        *("fill_demo", "--candidates", CANDIDATES),
        *("--api-url", f"http://127.0.0.1:{port}", "--ssh-port-base", "2201"),
    )


def test_a_definition_is_loaded_once():
    assert "is published." in said("load_definition", DEFINITION)
    assert "was published before." in said("load_definition", DEFINITION)


def test_every_challenge_comes_with_the_trials_that_it_passed() -> None:
    for path in sorted(DEFINITION.parent.glob("*.yaml")):
        said("load_definition", path)
    loaded = DefinitionVersion.objects.order_by("challenge__key")
    assert [one.challenge.key for one in loaded] == [
        "solutions-engineer",
        "solutions-engineer-drawn",
        "solutions-engineer-levels",
    ]
    assert all(load(one.trials) for one in loaded)


def test_trials_are_added_to_a_version_that_came_without() -> None:
    publish(DEFINITION.read_text("utf-8"))
    said("load_definition", DEFINITION)
    assert DefinitionVersion.objects.get().trials


def test_a_cohort_does_the_challenge_that_is_named() -> None:
    for path in sorted(DEFINITION.parent.glob("*.yaml")):
        said("load_definition", path)
    said("add_cohort", "old", "--name", "Old", "--challenge", "solutions-engineer-levels")
    said("add_cohort", "new", "--name", "New")
    keys = dict(Cohort.objects.values_list("key", "version__challenge__key"))
    assert keys == {"old": "solutions-engineer-levels", "new": "solutions-engineer"}


def test_a_file_that_is_no_definition_is_one_sentence(tmp_path: Path):
    (tmp_path / "broken.yaml").write_text("name: 7\n")
    with pytest.raises(CommandError, match=r"broken\.yaml"):
        said("load_definition", tmp_path / "broken.yaml")


def test_the_demo_has_five_candidates_and_somebody_in_every_role(settings):
    settings.PROOFBOARD_DEMO = True
    assert "5 candidates" in fill()
    assert list(Submission.objects.values_list("code", flat=True)) == ["S0", "S1", "S2", "S3", "S4"]
    assert set(Membership.objects.values_list("role", flat=True)) == {"reviewer", "lead", "candidate", "viewer"}
    for submission in Submission.objects.all():
        assert (settings.VAR / submission.document / "answers.md").is_file()
        kinds = set(submission.credentials.values_list("kind", flat=True))
        assert {"dd_api_key", "dd_app_key"} < kinds
        assert kinds & {"ssh_key", "ssh_password"}
    assert vault.unreadable() == []


def test_nobody_of_the_demo_has_a_password(settings):
    settings.PROOFBOARD_DEMO = True
    fill()
    assert not any(member.user.has_usable_password() for member in Membership.objects.select_related("user"))


def test_filling_again_keeps_what_was_found_and_follows_the_ports(settings):
    settings.PROOFBOARD_DEMO = True
    fill()
    run = ended(start(Submission.objects.get(code="S0"), None))
    credentials = Credential.objects.count()
    fill(port=9999)
    assert Run.objects.get() == run
    assert Credential.objects.count() == credentials
    assert Submission.objects.get(code="S0").account.api_url == "http://127.0.0.1:9999"


def test_the_demo_is_not_filled_into_an_installation_that_is_none():
    with pytest.raises(CommandError, match="demo only"):
        fill()
    assert not Cohort.objects.exists()


def test_one_round_of_the_scheduler_gives_a_sign_of_life():
    said("scheduler", "--once")
    assert beats.last("scheduler") is not None


def test_the_scheduler_does_not_start_with_credentials_that_do_not_open(submission: Submission, settings):
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="cannot be decrypted"):
        said("scheduler", "--once")


def test_verifying_without_waiting_tells_the_runs(submission: Submission):
    assert said("verify_cohort", "autumn", "--no-wait").split() == [str(Run.objects.get().pk)]


def test_verifying_nobody_is_one_sentence(submission: Submission):
    with pytest.raises(CommandError, match="no such submission"):
        said("verify_cohort", "winter")


def test_the_report_of_a_cohort_has_every_step(submission: Submission, monkeypatch: pytest.MonkeyPatch):
    """The workers' part is done here by hand, while the command waits."""
    monkeypatch.setattr("time.sleep", lambda _seconds: ended(Run.objects.get()))
    report = json.loads(said("verify_cohort", "autumn", "K7", "--format", "json"))
    (candidate,) = report["candidates"]
    assert (candidate["code"], len(candidate["steps"])) == ("K7", submission.cohort.version.steps.count())
    assert set(candidate["steps"][0]) >= {"key", "verdict", "points", "max", "required", "bonus", "findings"}
