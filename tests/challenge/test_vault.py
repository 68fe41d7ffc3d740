from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from challenge import vault
from challenge.models import Credential, Event, Submission
from challenge.site.checks import credentials_can_be_read
from config import settings as settings_module

SECRET = "correct horse"


@pytest.fixture
def stored(submission: Submission) -> Credential:
    return Credential.objects.get(kind="ssh_password")


def test_a_secret_comes_back_and_does_not_lie_open(stored: Credential):
    assert vault.open_(stored) == SECRET
    assert SECRET not in stored.ciphertext


def test_opening_a_secret_notes_the_time(stored: Credential):
    assert stored.opened_at is None
    vault.open_(stored)
    stored.refresh_from_db()
    assert stored.opened_at is not None


def test_a_row_copied_to_another_submission_does_not_open(stored: Credential, other_submission: Submission):
    copied = Credential.objects.create(
        submission=other_submission,
        target=other_submission.targets.create(primary=True, address="192.0.2.8", username="eve"),
        kind="ssh_password",
        ciphertext=stored.ciphertext,
    )
    with pytest.raises(vault.CannotOpen, match="another row"):
        vault.open_(copied)


def test_a_row_turned_into_another_kind_does_not_open(stored: Credential):
    stored.kind = "ssh_key"
    with pytest.raises(vault.CannotOpen):
        vault.open_(stored)


def test_a_new_secret_takes_the_place_of_the_old_one(stored: Credential, submission: Submission):
    vault.store(submission, "ssh_password", "another", target=stored.target)
    assert Credential.objects.filter(kind="ssh_password").count() == 1
    assert vault.open_(Credential.objects.get(pk=stored.pk)) == "another"


def test_rotating_makes_the_old_key_needless(stored: Credential, settings):
    old, new = settings.PROOFBOARD_KEYS[0], Fernet.generate_key().decode()
    settings.PROOFBOARD_KEYS = [new, old]
    call_command("rotate_credentials")
    settings.PROOFBOARD_KEYS = [new]
    stored.refresh_from_db()
    assert vault.open_(stored) == SECRET


def test_rotating_without_the_old_key_changes_nothing(stored: Credential, settings):
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("rotate_credentials")
    before = stored.ciphertext
    stored.refresh_from_db()
    assert stored.ciphertext == before


def test_the_start_check_names_rows_that_do_not_open(stored: Credential, settings):
    assert credentials_can_be_read(databases=["default"]) == []
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    assert [problem.id for problem in credentials_can_be_read(databases=["default"])] == ["challenge.E001"]


def test_the_key_of_an_installation_is_its_own_and_not_the_secret_key():
    assert settings_module.SECRET_KEY not in settings_module.PROOFBOARD_KEYS


def test_no_process_starts_over_a_credential_that_does_not_open(stored: Credential, settings):
    vault.refuse_unreadable()
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SystemExit, match="1 stored credentials cannot be decrypted"):
        vault.refuse_unreadable()


@pytest.mark.django_db(transaction=True)
def test_the_web_process_refuses_to_start_over_it(stored: Credential, settings):
    from config.asgi import application

    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    said: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    async_to_sync(application)({"type": "lifespan"}, receive, send)
    assert [message["type"] for message in said] == ["lifespan.startup.failed"]


def kinds() -> list[tuple[str, dict[str, object]]]:
    secrets = Event.objects.filter(kind__startswith="secret.")
    return [(event.kind, event.data) for event in secrets]


def test_everything_that_happens_to_a_secret_stands_in_the_record(stored: Credential, submission: Submission):
    vault.open_(stored)
    vault.store(submission, "ssh_password", "another", target=stored.target)
    told = {"secret": "ssh_password"}
    assert kinds() == [("secret.stored", told), ("secret.used", told), ("secret.replaced", told)]


def test_a_secret_that_does_not_open_is_not_used(stored: Credential, settings):
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(vault.CannotOpen):
        vault.open_(stored)
    assert [kind for kind, _ in kinds()] == ["secret.stored"]


def test_no_record_no_secret(stored: Credential, monkeypatch: pytest.MonkeyPatch):
    """Where the line cannot be written, the secret is not handed over."""
    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", _broken)
    with pytest.raises(DatabaseError):
        vault.open_(stored)
    stored.refresh_from_db()
    assert stored.opened_at is None


def _broken(*_args: object, **_kwargs: object) -> None:
    raise DatabaseError("The disk is full.")


def test_the_same_secret_once_more_is_no_news(stored: Credential, submission: Submission):
    vault.store(submission, "ssh_password", SECRET, target=stored.target)
    assert [kind for kind, _ in kinds()] == ["secret.stored"]
