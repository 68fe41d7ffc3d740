"""While the clock of a contest stands still it does so for everything: what is late, reminders, keys, pages, exports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from challenge.models import Cohort, Contest, ContestKey, Entry, Event, Submission, Team
from challenge.selectors import cohort_csv, sweeps
from challenge.selectors.contest import contest_page
from challenge.services import contest_acts, contests, invitations, reminders, submissions
from challenge.services.bundle_parts import is_late
from challenge.services.purging import purge, purge_at, purge_contests
from challenge.services.sweep_entries import has_time
from challenge.time_box import ends_at, left
from tests.challenge.conftest import People

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def paused(contest: Contest, at: datetime) -> None:
    Contest.objects.filter(pk=contest.pk).update(paused_at=at)


def gone_on(contest: Contest, lead: User) -> None:
    contest_acts.resume(contest.cohort, lead)


def row() -> Submission:
    return Submission.objects.select_related("cohort__contest", "entry", "owner", "team").get()


def by_date(now: datetime) -> None:
    Cohort.objects.update(due_at=now - 20 * MINUTE)


def by_own_hours(now: datetime) -> None:
    Cohort.objects.update(time_box_hours=2, due_at=now + 9 * HOUR)
    Submission.objects.update(started_at=now - 2 * HOUR - 20 * MINUTE)


def by_given_minutes(now: datetime) -> None:
    Cohort.objects.update(due_at=now - 80 * MINUTE)
    Entry.objects.update(extra_minutes=60)


def by_own_hours_and_minutes(now: datetime) -> None:
    Cohort.objects.update(time_box_hours=2, due_at=now - 50 * MINUTE)
    Entry.objects.update(extra_minutes=60)
    Submission.objects.update(started_at=now - 200 * MINUTE)


ENDS = pytest.mark.parametrize("ended", [by_date, by_own_hours, by_given_minutes])
"""Each end came twenty minutes ago."""


@ENDS
def test_a_hand_in_while_the_clock_stands_is_not_late_then_nor_afterwards(
    contest: Contest, entry: Entry, lead: User, now: datetime, ended: Callable[[datetime], None]
) -> None:
    ended(now)
    paused(contest, now - 30 * MINUTE)
    Submission.objects.update(hand_in_asked_at=now - 5 * MINUTE, handed_in_at=now - 5 * MINUTE)
    assert not is_late(row())
    assert ",no," in cohort_csv_of(contest, lead)
    gone_on(contest, lead)
    assert not is_late(row())
    assert ",no," in cohort_csv_of(contest, lead)


def cohort_csv_of(contest: Contest, lead: User) -> str:
    return b"".join(cohort_csv.lines(lead, Cohort.objects.get(pk=contest.cohort_id))).decode()


@ENDS
def test_what_was_late_before_the_clock_stopped_stays_late(
    contest: Contest, entry: Entry, lead: User, now: datetime, ended: Callable[[datetime], None]
) -> None:
    ended(now)
    Submission.objects.update(hand_in_asked_at=now - 15 * MINUTE, handed_in_at=now - 15 * MINUTE)
    paused(contest, now - 10 * MINUTE)
    assert is_late(row())
    gone_on(contest, lead)
    assert is_late(row())
    assert ends_at(row(), timezone.now()) == ends_at(row(), now - HOUR)


@pytest.mark.parametrize("ended", [by_date, by_own_hours, by_given_minutes, by_own_hours_and_minutes])
def test_as_much_is_left_when_it_goes_on_as_when_it_was_stopped(
    contest: Contest, entry: Entry, lead: User, now: datetime, ended: Callable[[datetime], None]
) -> None:
    ended(now)
    before = left(row(), now - 30 * MINUTE)
    assert before == 10 * MINUTE
    paused(contest, now - 30 * MINUTE)
    assert left(row(), now - 25 * MINUTE) == before == left(row(), now)
    gone_on(contest, lead)
    after = left(row(), timezone.now())
    assert after is not None and abs(after - before) < timedelta(seconds=5)
    assert has_time(Entry.objects.get(), timezone.now())


@ENDS
def test_the_page_tells_what_is_left_and_not_that_it_is_over(
    contest: Contest, entry: Entry, lead: User, people: People, now: datetime, ended: Callable[[datetime], None]
) -> None:
    ended(now)
    paused(contest, now - 30 * MINUTE)
    client = Client()
    client.force_login(people.candidate)
    home = client.get(f"/submissions/{entry.submission_id}/").content.decode()
    assert "<strong>10 min left</strong> when it goes on" in home
    assert "The time is over" not in home and "due 20" not in home
    assert "Your time ended" not in client.get(f"/submissions/{entry.submission_id}/hand-in/").content.decode()


def test_the_lead_reads_paused_and_what_is_left(contest: Contest, entry: Entry, lead: User, now: datetime) -> None:
    by_date(now)
    paused(contest, now - 30 * MINUTE)
    page = contest_page(lead, Cohort.objects.get())
    assert page.state.phase == "paused"
    assert page.left is not None and abs(page.left - 10 * MINUTE) < timedelta(seconds=5)
    paused(contest, now - 10 * MINUTE)
    assert contest_page(lead, Cohort.objects.get()).state.phase == "over"


def test_a_contest_is_on_as_long_as_somebody_has_minutes_that_stood_still(
    contest: Contest, entry: Entry, lead: User, now: datetime
) -> None:
    contests.set_account(contest, site="datadoghq.com", api_key="feed" * 8, app_key="beef" * 10)
    by_given_minutes(now)
    paused(contest, now - 30 * MINUTE)
    gone_on(contest, lead)
    assert sweeps.state_of(lead, Cohort.objects.get()).phase == "on"


def addressed(people: People) -> None:
    people.candidate.email = "ada@example.org"
    people.candidate.save()


@ENDS
def test_nobody_is_reminded_while_the_clock_stands_and_all_are_afterwards(
    contest: Contest,
    entry: Entry,
    lead: User,
    people: People,
    now: datetime,
    ended: Callable[[datetime], None],
) -> None:
    addressed(people)
    ended(now)
    paused(contest, now - 30 * MINUTE)
    assert reminders.remind() == 0
    gone_on(contest, lead)
    assert [reminders.remind() for _ in range(2)] == [1, 0]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_each_of_a_team_is_reminded_once(cohort: Cohort, people: People, now: datetime) -> None:
    addressed(people)
    people.other.email = "bob@example.org"
    people.other.save()
    team = Team.objects.create(cohort=cohort, name="Otter")
    team.members.add(people.candidate, people.other)
    contests.make(cohort)
    contests.enter(submissions.join(cohort, code="T1", team=team))
    Cohort.objects.update(due_at=now + HOUR)
    assert [reminders.remind() for _ in range(2)] == [1, 0]
    assert sorted(message.to[0] for message in mail.outbox) == ["ada@example.org", "bob@example.org"]
    assert Event.objects.filter(kind="reminder.sent").count() == 1


def test_keys_are_kept_while_the_clock_stands(contest: Contest, entry: Entry, lead: User, now: datetime) -> None:
    contests.set_account(contest, site="datadoghq.com", api_key="feed" * 8, app_key="beef" * 10)
    by_date(now)
    Cohort.objects.update(retention_days=0)
    paused(contest, now - 30 * MINUTE)
    due = purge_at(row())
    assert due is not None and due > timezone.now()
    assert (purge_contests(), purge()) == (0, 0)
    assert ContestKey.objects.count() == 2
    paused(contest, now - 10 * MINUTE)
    due = purge_at(row())
    assert due is not None and due < timezone.now(), "it was over before the clock was stopped"


def test_whoever_comes_while_the_clock_stands_is_let_in(contest: Contest, now: datetime) -> None:
    by_date(now)
    Cohort.objects.update(sign_up=True)
    assert invitations.cohort_to_join(contest.cohort.key) is None
    paused(contest, now - 30 * MINUTE)
    assert invitations.cohort_to_join(contest.cohort.key) is not None
