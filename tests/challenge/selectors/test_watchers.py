"""The board as people read it: who is on it, what is told, and how often the database is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenge.board.events import happened, paused, rule_of
from challenge.board.standings import standings
from challenge.models import Cohort, Contest, Entry, Membership, StandingRow, Submission
from challenge.selectors import watchers
from challenge.services import deciding, submissions
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, give

pytestmark = pytest.mark.django_db


def check(submission: Submission, people: People) -> None:
    run = start(submission, submission.owner)
    for source in run.collections.values_list("source", flat=True):
        give(run, source, UBUNTU if source == "host" else NO_ANSWER[source])


@pytest.fixture
def contestants(contest: Contest, people: People) -> list[Submission]:
    """Six with a machine, of whom the first four have proved a row."""
    made = []
    for number in range(6):
        user = User.objects.create_user(f"c{number}")
        Membership.objects.create(cohort=contest.cohort, user=user, role="candidate")
        made.append(submissions.join(contest.cohort, code=f"C{number}", owner=user))
        submissions.set_machine(made[-1], address="192.0.2.7", username="ada", password="correct horse")
        if number < 4:
            check(made[-1], people)
    return made


def decide(submission: Submission, people: People, step: str, kind: str, **more: str) -> None:
    """What is handed in, a reviewer decides on."""
    Submission.objects.filter(pk=submission.pk).update(handed_in_at=timezone.now())
    submission.refresh_from_db()
    deciding.decide(submission, people.reviewer, step, kind, **more)


def apart(contestants: list[Submission]) -> None:
    """As if they had gained a minute after one another, not within a second."""
    for number, one in enumerate(contestants):
        rows = StandingRow.objects.filter(submission=one, last_gain__isnull=False)
        rows.update(last_gain=timezone.now() + timedelta(minutes=number))


def places(cohort: Cohort, people: People) -> list[tuple[int | None, str]]:
    return [(row.rank, row.code) for row in watchers.board_for(people.viewer, cohort).rows]


def test_with_equal_points_a_contest_shares_the_place(contest: Contest, contestants: list[Submission], people: People):
    shared = [(1, "C0"), (1, "C1"), (1, "C2"), (1, "C3"), (None, "C4"), (None, "C5")]
    assert places(contest.cohort, people) == shared
    Contest.objects.update(tie_rule="clock")
    apart(contestants)
    assert [rank for rank, _code in places(contest.cohort, people)] == [1, 2, 3, 4, None, None]


def test_who_began_later_is_before_where_the_own_time_counts(
    contest: Contest, contestants: list[Submission], people: People
):
    Contest.objects.update(tie_rule="elapsed")
    Cohort.objects.update(opens_at=timezone.now() - timedelta(days=1))
    contest.cohort.refresh_from_db()
    assert places(contest.cohort, people)[0] == (1, "C0")
    rows = watchers.board_for(people.viewer, contest.cohort).rows
    assert [row.elapsed is not None for row in rows] == [True] * 4 + [False] * 2


def test_a_rehearsal_is_on_no_board_and_shifts_nobody(contest: Contest, contestants: list[Submission], people: People):
    Contest.objects.update(tie_rule="clock")
    apart(contestants)
    before = places(contest.cohort, people)
    Entry.objects.create(submission=contestants[0], tag="proof:abcdef", hidden=True)
    assert places(contest.cohort, people) == [(1, "C1"), (2, "C2"), (3, "C3"), (None, "C4"), (None, "C5")]
    Entry.objects.update(hidden=False)
    assert places(contest.cohort, people) == before


def test_a_row_that_the_cohort_does_not_count_is_no_row_of_the_board(
    contest: Contest, contestants: list[Submission], people: People
):
    first = contestants[0]

    def told() -> set[str]:
        profile = watchers.profile_for(first.owner, contest.cohort, first.pk)
        return {row.title for row in (*profile.passed, *(profile.open or ()))}

    of, before = watchers.board_for(people.viewer, contest.cohort).rows[0].of, told()
    assert of == contest.cohort.version.steps.exclude(points=0).filter(bonus=False).count()
    Cohort.objects.update(points={"env-host": 0, "db-install": 5})
    contest.cohort.refresh_from_db()
    page = watchers.board_for(people.viewer, contest.cohort)
    assert (page.rows[0].of, page.rows[0].points, page.rows[0].passes) == (of - 1, 0, 0)
    assert before - told() == {contest.cohort.version.steps.get(key="env-host").title}
    assert len(told()) == len(before) - 1


def test_an_excused_row_leaves_what_there_is_of_that_submission_alone(
    contest: Contest, contestants: list[Submission], people: People
):
    before = {row.code: (row.of, row.points) for row in watchers.board_for(people.viewer, contest.cohort).rows}
    decide(contestants[1], people, "env-host", "excuse", reason="It was not asked.")
    after = {row.code: (row.of, row.points) for row in watchers.board_for(people.viewer, contest.cohort).rows}
    assert after == before | {"C1": (before["C1"][0] - 1, 0)}


def test_a_board_that_was_revealed_is_as_it_is_now(contest: Contest, contestants: list[Submission], people: People):
    Cohort.objects.update(freezes_at=timezone.now())
    contest.cohort.refresh_from_db()
    frozen = places(contest.cohort, people)
    check(contestants[4], people)
    assert places(contest.cohort, people) == frozen
    assert watchers.board_for(people.viewer, contest.cohort).state == "frozen"
    Contest.objects.update(revealed_at=timezone.now())
    assert watchers.board_for(people.viewer, contest.cohort).state == "live"
    assert (1, "C4") in places(contest.cohort, people)


@pytest.mark.parametrize("ties", ["shared", "elapsed", "clock"])
@pytest.mark.parametrize("how", ["now", "frozen", "frozen and made anew", "rows are missing"])
def test_the_database_is_asked_as_often_for_many_as_for_few(
    contest: Contest, contestants: list[Submission], people: People, ties: str, how: str
):
    Contest.objects.update(tie_rule=ties)
    if "frozen" in how:
        Cohort.objects.update(freezes_at=timezone.now())

    def asked() -> int:
        cohort = Cohort.objects.get(pk=contest.cohort_id)
        if how == "rows are missing":
            StandingRow.objects.all().delete()
        if how == "frozen and made anew":
            cache.clear()
        else:
            watchers.board_for(people.viewer, cohort)
        with CaptureQueriesContext(connection) as queries:
            assert watchers.board_for(people.viewer, cohort).rows
        return len(queries)

    many = asked()
    Submission.objects.filter(pk__in=[row.pk for row in contestants[2:]]).update(withdrawn_at=timezone.now())
    assert asked() == many


@pytest.mark.parametrize("ties", ["shared", "elapsed", "clock"])
def test_it_is_what_the_pure_function_says_of_the_record(
    contest: Contest, contestants: list[Submission], people: People, ties: str
):
    Contest.objects.update(tie_rule=ties)
    decide(contestants[0], people, "env-host", "override", verdict="fail", reason="Not theirs.")
    decide(contestants[4], people, "db-install", "confirm")
    decide(contestants[1], people, "metric-range", "excuse", reason="It was not asked.")
    deciding.undo(contestants[1], people.reviewer)
    check(contestants[2], people)
    cohort = Cohort.objects.get(pk=contest.cohort_id)
    record = [*happened({row.pk: row.created_at for row in contestants}), *paused(cohort)]
    said = standings(record, timezone.now(), rule_of(cohort))
    shown = watchers.board_for(people.viewer, cohort).rows
    assert [(row.submission_id, row.points, row.passes, row.last_gain, row.elapsed) for row in shown] == [
        (row.submission, row.points, row.passes, row.last_gain, row.elapsed if ties == "elapsed" else None)
        for row in said
    ]
    assert [row.rank for row in shown if row.rank] == [row.rank for row in said if row.latest]
    assert {row.points for row in shown} == {0, 1}
