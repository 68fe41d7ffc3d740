"""A board is drawn once for all who ask, and anew as soon as it would look different."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenge.live.shown import MOST, Shown, _places, mark_of, shown
from challenge.models import Cohort, Contest, Entry, Sweep
from challenge.selectors.watching import CODED, NAMED, PUBLIC
from challenge.services import contest_acts
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db


def at(level: str = NAMED) -> Shown:
    """As somebody is shown it who asks now."""
    return shown(Cohort.objects.select_related("version").get(key="autumn"), level)


def test_what_did_not_move_is_drawn_once_for_all_levels_apart(entry: Entry) -> None:
    first = at()
    with CaptureQueriesContext(connection) as queries:
        assert at() is first
    assert len(queries) == 4  # the cohort itself, its contest, its newest event, and who is on the board
    assert at(CODED) is not first and "candidate" in first.html and "candidate" not in at(CODED).html


def test_whoever_is_taken_off_the_board_or_renamed_is_gone_at_once(
    entry: Entry, other_entry: Entry, people: People
) -> None:
    assert [row.code for row in at(PUBLIC).board.rows] == ["K7", "K8"]
    Entry.objects.filter(pk=entry.pk).update(hidden=True)
    assert [row.code for row in at(PUBLIC).board.rows] == ["K8"] and "K7" not in at(PUBLIC).html
    people.other.first_name = "Renamed"
    people.other.save()
    assert "Renamed" in at(PUBLIC).html
    Cohort.objects.update(names_hidden=True)
    assert "Renamed" not in at(PUBLIC).html


def test_the_freeze_the_reveal_and_the_archive_are_seen_at_once(entry: Entry) -> None:
    states, now = [at().board.state], timezone.now()
    for change in (
        lambda: Cohort.objects.update(freezes_at=now),
        lambda: Contest.objects.update(revealed_at=now + timedelta(seconds=1)),
        lambda: Cohort.objects.update(archived_at=now),
    ):
        change()
        states.append(at().board.state)
    assert states == ["live", "frozen", "live", "over"]


def test_a_pause_and_what_it_says_are_seen_at_once(entry: Entry, people: People) -> None:
    at()
    entry.submission.cohort.memberships.create(user=people.stranger, role="lead")
    contest_acts.pause(entry.submission.cohort, people.stranger, reason="The account is full.")
    assert at().board.state == "paused" and "The account is full." in at().html


NOW = datetime(2026, 11, 28, 12, 0, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("name", ["opens_at", "freezes_at", "due_at"])
def test_a_moment_that_no_event_tells_draws_it_anew_when_it_has_come(name: str, entry: Entry) -> None:
    cohort = Cohort.objects.get()
    before = mark_of(cohort, NOW - SECOND)
    assert mark_of(cohort, NOW) == before
    setattr(cohort, name, NOW)
    assert mark_of(cohort, NOW - SECOND) != mark_of(cohort, NOW) == mark_of(cohort, NOW + SECOND)


def test_the_next_look_and_each_minute_of_a_countdown_draw_it_anew(contest: Contest) -> None:
    cohort = Cohort.objects.get()
    assert mark_of(cohort, NOW) != mark_of(cohort, NOW + timedelta(minutes=1))
    asked = NOW - timedelta(seconds=contest.sweep_seconds)
    Sweep.objects.create(contest=contest, asked_at=asked, ended_at=asked, state="read")
    assert mark_of(cohort, NOW - SECOND) != mark_of(cohort, NOW)


def test_no_more_boards_are_kept_than_there_is_room_for(cohort: Cohort) -> None:
    for number in range(MOST + 3):
        shown(Cohort.objects.create(key=f"c{number}", name="C", version=cohort.version), NAMED)
    assert len(_places) == MOST
