"""The keys of a contest's own account are held as the candidates' are."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from challenge import vault
from challenge.models import Cohort, Contest, ContestKey, Credential, Event, Submission, Sweep
from challenge.services import contests
from challenge.site.checks import credentials_can_be_read

SECRET = "feed" * 8


@pytest.fixture
def stored(contest: Contest) -> ContestKey:
    return vault.store_key(contest, "dd_api_key", SECRET)


def kinds() -> list[tuple[str, dict[str, object]]]:
    lines = Event.objects.filter(kind__in=["secret.stored", "secret.replaced", "secret.used", "keys.forgotten"])
    return [(event.kind, event.data) for event in lines]


def test_a_key_comes_back_and_does_not_lie_open(stored: ContestKey, contest: Contest):
    assert vault.open_keys(contest) == {"dd_api_key": SECRET}
    assert SECRET not in stored.ciphertext


def test_opening_notes_the_time(stored: ContestKey, contest: Contest):
    assert stored.opened_at is None
    vault.open_keys(contest)
    stored.refresh_from_db()
    assert stored.opened_at is not None


def test_a_row_copied_to_another_contest_does_not_open(stored: ContestKey, cohort: Cohort):
    other = contests.make(Cohort.objects.create(key="winter", name="Winter", version=cohort.version))
    ContestKey.objects.create(contest=other, kind="dd_api_key", ciphertext=stored.ciphertext)
    with pytest.raises(vault.CannotOpen, match="another row"):
        vault.open_keys(other)


def test_a_row_turned_into_another_kind_does_not_open(stored: ContestKey, contest: Contest):
    ContestKey.objects.update(kind="dd_app_key")
    with pytest.raises(vault.CannotOpen):
        vault.open_keys(contest)


def test_a_row_moved_to_a_candidate_or_from_one_does_not_open(
    stored: ContestKey, contest: Contest, submission: Submission
):
    moved = Credential.objects.create(submission=submission, kind="dd_api_key", ciphertext=stored.ciphertext)
    with pytest.raises(vault.CannotOpen):
        vault.open_(moved)
    moved.delete()
    of_candidate = vault.store(submission, "dd_app_key", "beef" * 10)
    ContestKey.objects.create(contest=contest, kind="dd_app_key", ciphertext=of_candidate.ciphertext)
    with pytest.raises(vault.CannotOpen):
        vault.open_keys(contest)


def test_a_new_key_takes_the_place_of_the_old_one(stored: ContestKey, contest: Contest):
    vault.store_key(contest, "dd_api_key", "another")
    assert ContestKey.objects.count() == 1
    assert vault.open_keys(contest) == {"dd_api_key": "another"}


def test_rotating_makes_the_old_key_needless(stored: ContestKey, contest: Contest, settings):
    old, new = settings.PROOFBOARD_KEYS[0], Fernet.generate_key().decode()
    settings.PROOFBOARD_KEYS = [new, old]
    call_command("rotate_credentials")
    settings.PROOFBOARD_KEYS = [new]
    assert vault.open_keys(contest) == {"dd_api_key": SECRET}


def test_rotating_without_the_old_key_changes_nothing(stored: ContestKey, settings):
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    before = stored.ciphertext
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("rotate_credentials")
    stored.refresh_from_db()
    assert stored.ciphertext == before


def test_no_process_starts_over_a_key_that_does_not_open(stored: ContestKey, settings):
    vault.refuse_unreadable()
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    assert [problem.id for problem in credentials_can_be_read(databases=["default"])] == ["challenge.E001"]
    with pytest.raises(SystemExit, match="1 stored credentials cannot be decrypted"):
        vault.refuse_unreadable()


def test_everything_that_happens_to_a_key_stands_in_the_record_of_the_cohort(stored: ContestKey, contest: Contest):
    sweep = Sweep.objects.create(contest=contest)
    vault.open_keys(contest, sweep=sweep)
    vault.store_key(contest, "dd_api_key", "another")
    assert vault.forget_contest_keys(contest, because="asked") == 1
    assert kinds() == [
        ("secret.stored", {"secret": "dd_api_key"}),
        ("secret.used", {"secret": "dd_api_key", "sweep": sweep.pk}),
        ("secret.replaced", {"secret": "dd_api_key"}),
        ("keys.forgotten", {"secrets": ["dd_api_key"], "because": "asked"}),
    ]
    assert set(Event.objects.filter(kind__startswith="secret.").values_list("cohort_id", flat=True)) == {
        contest.cohort_id
    }
    assert not ContestKey.objects.exists()


def test_forgetting_what_is_not_there_says_nothing(contest: Contest):
    assert vault.forget_contest_keys(contest, because="asked") == 0
    assert kinds() == []


def test_the_same_key_once_more_is_no_news(stored: ContestKey, contest: Contest):
    vault.store_key(contest, "dd_api_key", SECRET)
    assert [kind for kind, _ in kinds()] == ["secret.stored"]


def test_no_record_no_key(stored: ContestKey, contest: Contest, monkeypatch: pytest.MonkeyPatch):
    """Where the line cannot be written, the key is not handed over."""

    def broken(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", broken)
    with pytest.raises(DatabaseError):
        vault.open_keys(contest)
    stored.refresh_from_db()
    assert stored.opened_at is None
