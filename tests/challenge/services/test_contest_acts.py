"""Pausing, giving time, hiding and revealing: each a line with its reason, and another one undoes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge.models import Cohort, Contest, ContestAct, Entry, Event, Membership
from challenge.selectors.watching import NAMED, watched
from challenge.services import contest_acts, time_box
from challenge.services.cohorts import CannotChange
from challenge.time_box import ends_at, state

HOUR = timedelta(hours=1)


def paused_an_hour_ago(contest: Contest, lead: User) -> None:
    contest_acts.pause(contest.cohort, lead, reason="The network is down.")
    Contest.objects.update(paused_at=timezone.now() - HOUR)


def test_a_pause_is_in_the_record_once_and_its_reason_beside_it(contest: Contest, entry: Entry, lead: User) -> None:
    contest_acts.pause(contest.cohort, lead, reason=" The network is down. ")
    contest_acts.pause(contest.cohort, lead)
    act = ContestAct.objects.get()
    assert (act.kind, act.reason, act.by) == ("paused", "The network is down.", lead)
    event = Event.objects.get(kind="contest.paused")
    assert (event.data, event.cohort_id, event.effective_at) == ({"act": act.pk}, contest.cohort_id, act.at)


def test_everybody_has_the_time_that_the_clock_stood(contest: Contest, entry: Entry, lead: User) -> None:
    now, row = timezone.now(), contest.cohort
    row.opens_at, row.due_at, row.freezes_at, row.time_box_hours = now - 3 * HOUR, now + HOUR, now - 2 * HOUR, 4
    row.save()
    entry.submission.started_at = now - 2 * HOUR
    entry.submission.save()
    paused_an_hour_ago(contest, lead)
    contest_acts.resume(row, lead)
    row.refresh_from_db()
    entry.refresh_from_db()
    assert row.due_at is not None and abs(row.due_at - (now + 2 * HOUR)) < timedelta(seconds=5)
    assert row.freezes_at == now - 2 * HOUR and row.opens_at == now - 3 * HOUR  # both were over before
    assert abs(entry.stood_seconds - 3600) < 5
    end = ends_at(Entry.objects.get().submission, now)
    assert end is not None and abs(end - (now + 2 * HOUR)) < timedelta(seconds=5)
    data = Event.objects.get(kind="contest.resumed").data
    assert abs(data["seconds"] - 3600) < 5
    assert Event.objects.get(kind="cohort.changed").data == {"fields": ["due_at"]}


def test_nothing_is_over_while_the_clock_stands(contest: Contest, entry: Entry, lead: User) -> None:
    row = contest.cohort
    row.due_at = timezone.now() + timedelta(minutes=1)
    row.save()
    contest_acts.pause(row, lead)
    found = Entry.objects.get().submission
    assert state(found, timezone.now() + HOUR) == "unstarted"
    with pytest.raises(time_box.NotNow, match="paused"):
        time_box.start(found, lead)


def test_nothing_is_paused_before_it_opens(contest: Contest, lead: User) -> None:
    Cohort.objects.update(opens_at=timezone.now() + HOUR)
    with pytest.raises(CannotChange, match="not opened yet"):
        contest_acts.pause(contest.cohort, lead)


def test_minutes_are_given_with_a_reason_and_taken_back(contest: Contest, entry: Entry, lead: User) -> None:
    now = timezone.now()
    Cohort.objects.update(due_at=now + HOUR)
    for minutes in (30, -10):
        contest_acts.extend(contest.cohort, lead, entry.submission_id, minutes=minutes, reason="Their VM was lost.")
    assert ends_at(Entry.objects.get().submission, now) == now + HOUR + timedelta(minutes=20)
    told = list(Event.objects.filter(kind="entry.extended").order_by("id").values_list("data", flat=True))
    assert [(one["minutes"], one["extra"]) for one in told] == [(30, 30), (-10, 20)]
    assert "VM" not in str(told)


@pytest.mark.parametrize(("minutes", "reason"), [(0, "why"), (-1, "why"), (7 * 24 * 60 + 1, "why"), (5, "  ")])
def test_no_time_is_given_without_sense(minutes: int, reason: str, contest: Contest, entry: Entry, lead: User) -> None:
    with pytest.raises(CannotChange):
        contest_acts.extend(contest.cohort, lead, entry.submission_id, minutes=minutes, reason=reason)
    assert not ContestAct.objects.exists()


def test_an_entry_is_taken_off_the_board_and_put_on_again(contest: Contest, entry: Entry, lead: User) -> None:
    for hidden in (True, True, False):
        contest_acts.hide(contest.cohort, lead, entry.submission_id, hidden=hidden)
    assert list(ContestAct.objects.order_by("pk").values_list("kind", flat=True)) == ["hidden", "shown"]
    assert not Entry.objects.get().hidden


def test_a_frozen_board_is_revealed_and_frozen_again(contest: Contest, lead: User) -> None:
    with pytest.raises(CannotChange, match="not frozen"):
        contest_acts.reveal(contest.cohort, lead, revealed=True)
    Cohort.objects.update(freezes_at=timezone.now() - HOUR)
    contest_acts.reveal(contest.cohort, lead, revealed=True)
    assert Contest.objects.get().revealed_at is not None
    contest_acts.reveal(contest.cohort, lead, revealed=False)
    assert Contest.objects.get().revealed_at is None
    kinds = Event.objects.filter(kind__startswith="board.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["board.revealed", "board.covered"]


def test_a_freeze_that_is_named_after_the_reveal_is_a_secret_of_its_own(contest: Contest, lead: User) -> None:
    Cohort.objects.update(freezes_at=timezone.now() - 2 * HOUR)
    contest_acts.reveal(contest.cohort, lead, revealed=True)
    Contest.objects.update(revealed_at=timezone.now() - HOUR)
    assert watched(Cohort.objects.get(), NAMED).state == "live"
    Cohort.objects.update(freezes_at=timezone.now() - HOUR / 2)
    assert watched(Cohort.objects.get(), NAMED).state == "frozen"
    contest_acts.reveal(contest.cohort, lead, revealed=True)
    assert watched(Cohort.objects.get(), NAMED).state == "live"


def test_an_entry_of_another_contest_is_none_of_ours(
    contest: Contest, entry: Entry, lead: User, version: object
) -> None:
    other = Cohort.objects.create(key="other", name="Other", version=contest.cohort.version)
    Contest.objects.create(cohort=other)
    Membership.objects.create(cohort=other, user=lead, role="lead")
    with pytest.raises(CannotChange, match="no such entry"):
        contest_acts.hide(other, lead, entry.submission_id, hidden=True)


def test_only_a_lead_does_any_of_it(contest: Contest, entry: Entry) -> None:
    with pytest.raises(PermissionDenied):
        contest_acts.pause(contest.cohort, User.objects.create_user("nobody"))


def test_a_reason_that_no_database_takes_is_kept_as_far_as_it_can_be(contest: Contest, lead: User) -> None:
    contest_acts.pause(contest.cohort, lead, reason="Fire\x00 alarm\ud800")
    assert "\x00" not in ContestAct.objects.get().reason and "alarm" in ContestAct.objects.get().reason
