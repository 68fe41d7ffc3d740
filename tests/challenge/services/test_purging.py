from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from challenge.models import Cohort, Contest, Credential, Entry, Event, Submission
from challenge.services import collecting, contests, submissions
from challenge.services.purging import purge, purge_at, purge_contests
from challenge.services.runs import start
from challenge.tasks import collect
from tests.challenge.conftest import People
from tests.challenge.services.looks import UBUNTU, ended, give

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def stored(submission: Submission) -> Submission:
    submissions.set_account(submission, site="datadoghq.eu", api_key="made up", app_key="made up")
    return submission


@pytest.mark.parametrize(
    ("handed_in", "due", "started", "box", "after"),
    [
        (None, None, None, None, None),
        (None, None, NOW, None, None),
        (NOW, None, None, None, timedelta(days=30)),
        (None, NOW, None, None, timedelta(days=30)),
        (NOW - timedelta(days=3), NOW, None, None, timedelta(days=27)),
        (None, NOW, NOW - timedelta(days=2), 24, timedelta(days=29)),
        (None, NOW, NOW, 24, timedelta(days=30)),
    ],
    ids=[
        "no end",
        "no box",
        "handed in",
        "due",
        "handed in early",
        "the own box ends first",
        "the due date comes first",
    ],
)
def test_keys_are_kept_for_a_while_after_the_end(stored, handed_in, due, started, box, after):
    stored.handed_in_at, stored.started_at = handed_in, started
    stored.cohort.due_at, stored.cohort.time_box_hours = due, box
    assert purge_at(stored) == (NOW + after if after is not None else None)


def over(submission: Submission, days: float) -> None:
    submission.cohort.due_at = NOW - timedelta(days=days)
    submission.cohort.save()


def test_what_is_over_is_forgotten_once_with_a_line_in_the_record(stored: Submission, other_submission: Submission):
    over(stored, 30.1)
    call_command("scheduler", "--once")
    assert not Credential.objects.exists()
    event = Event.objects.get(kind="keys.forgotten")
    assert event.data == {"secrets": ["dd_api_key", "dd_app_key", "ssh_password"], "because": "retention"}
    assert event.actor_id is None
    assert purge() == 0
    assert Event.objects.filter(kind="keys.forgotten").count() == 1


def test_before_its_time_nothing_is_forgotten(stored: Submission):
    over(stored, 29.9)
    assert purge() == 0
    assert stored.credentials.count() == 3


def test_while_it_is_looked_at_nothing_is_forgotten(stored: Submission, people: People):
    over(stored, 31)
    run = start(stored, people.candidate)
    assert purge() == 0
    ended(run)
    assert purge() == 1


def test_keys_forgotten_between_two_parts_of_a_check_do_not_break_it(stored: Submission, people: People):
    run = start(stored, people.candidate)
    give(run, "host", UBUNTU)
    submissions.forget_keys(stored, people.candidate)
    for source in ("account", "document"):
        collect(run.collections.get(source=source).pk)
    run.refresh_from_db()
    assert run.state == "finished"
    account = run.collections.get(source="account")
    assert (account.state, account.reason) == ("failed", "The account cannot be read: there is no API key.")


def test_keys_forgotten_while_they_are_in_use_leave_the_look_alone(stored: Submission, people: People):
    run = start(stored, people.candidate)
    lease = collecting.claim(run.collections.get(source="host").pk)
    assert lease is not None
    submissions.forget_keys(stored, people.candidate)
    collecting.end(lease, UBUNTU)
    assert run.collections.get(source="host").state == "read"


def test_only_the_keys_of_the_account_are_forgotten_where_the_machine_is_to_stay(stored: Submission, people: People):
    assert submissions.forget_keys(stored, people.candidate, machines=False) == 2
    assert stored.credentials.get().kind == "ssh_password"
    assert Event.objects.get(kind="keys.forgotten").data == {
        "secrets": ["dd_api_key", "dd_app_key"],
        "because": "asked",
    }


def test_the_keys_of_a_contest_are_forgotten_when_the_last_extension_is_long_over(contest: Contest, entry: Entry):
    contests.set_account(contest, site="datadoghq.com", api_key="feed" * 8, app_key="beef" * 10)
    long_ago = timezone.now() - timedelta(days=contest.cohort.retention_days, minutes=30)
    Cohort.objects.update(due_at=long_ago)
    Entry.objects.update(extra_minutes=60)
    assert purge_contests() == 0
    Entry.objects.update(extra_minutes=20)
    assert purge_contests() == 1
    assert not contest.keys.exists()
    assert purge_contests() == 0
