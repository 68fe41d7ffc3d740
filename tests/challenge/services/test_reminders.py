"""One reminder each, within a day of the end, however many schedulers there are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from challenge.models import Event, MailRefused, Profile, Submission
from challenge.services.reminders import remind
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(submission: Submission, people: People) -> Submission:
    """Started an hour ago; nothing ends."""
    people.candidate.email = "ada@example.org"
    people.candidate.save()
    submission.started_at = timezone.now() - timedelta(hours=1)
    submission.save()
    return submission


def due(submission: Submission, offset: timedelta) -> None:
    submission.cohort.due_at = timezone.now() + offset
    submission.cohort.save()


def boxed(submission: Submission, offset: timedelta) -> None:
    submission.cohort.time_box_hours = 1 + int(offset.total_seconds() // 3600)
    submission.cohort.save()


def trial(submission: Submission, offset: timedelta) -> None:
    submission.trial_ends_on = timezone.localdate() + offset
    submission.save()


@pytest.mark.parametrize(
    ("ends", "subject"),
    [(due, "Your time ends soon"), (boxed, "Your time ends soon"), (trial, "Your Datadog trial ends soon")],
)
def test_it_comes_once(begun: Submission, ends: Callable[[Submission, timedelta], None], subject: str):
    ends(begun, timedelta(days=3))
    assert remind() == 0
    ends(begun, timedelta(hours=5))
    assert [remind() for _ in range(3)] == [1, 0, 0]
    assert [(message.subject, message.to) for message in mail.outbox] == [(subject, ["ada@example.org"])]
    assert f"/submissions/{begun.pk}/" in mail.outbox[0].body
    assert Event.objects.filter(kind="reminder.sent", submission_id=begun.pk).count() == 1


def test_time_and_trial_are_two(begun: Submission):
    due(begun, timedelta(hours=5))
    trial(begun, timedelta(0))
    assert remind() == 2
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    "change", [{"handed_in_at": timezone.now}, {"withdrawn_at": timezone.now}, {"started_at": lambda: None}]
)
def test_whoever_is_done_or_has_not_begun_is_left_alone(begun: Submission, change: dict[str, Callable[[], datetime]]):
    due(begun, timedelta(hours=5))
    Submission.objects.filter(pk=begun.pk).update(**{name: value() for name, value in change.items()})
    assert remind() == 0


@pytest.mark.parametrize("ends", [due, trial])
def test_what_is_past_is_not_reminded_of(begun: Submission, ends: Callable[[Submission, timedelta], None]):
    ends(begun, timedelta(days=-1))
    assert remind() == 0


def test_who_turned_it_off_gets_none_and_is_not_asked_again(begun: Submission, people: People):
    MailRefused.objects.create(user=people.candidate, kind="reminder")
    due(begun, timedelta(hours=5))
    remind()
    MailRefused.objects.all().delete()
    remind()
    assert mail.outbox == []


def test_it_speaks_in_the_zone_of_the_candidate(begun: Submission, people: People):
    Profile.objects.create(user=people.candidate, time_zone="Asia/Tokyo")
    due(begun, timedelta(hours=5))
    remind()
    assert "(Tokyo)" in mail.outbox[0].body


def test_the_scheduler_does_it(begun: Submission):
    due(begun, timedelta(hours=5))
    call_command("scheduler", "--once")
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_send_one(begun: Submission):
    due(begun, timedelta(hours=5))
    together = threading.Barrier(3)

    def round_() -> None:
        try:
            together.wait()
            remind()
        finally:
            connection.close()

    threads = [threading.Thread(target=round_) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1
    assert Event.objects.filter(kind="reminder.sent").count() == 1
