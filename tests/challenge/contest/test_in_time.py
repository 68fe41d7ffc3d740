"""What an entry shows before the opening, while the clock stands still, or after its end, counts nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.board.boards import present
from challenge.models import Cohort, Contest, ContestAct, Entry, Run, Submission, Sweep
from challenge.selectors.watching import NAMED, watched
from challenge.services import contest_acts, runs, sweep_looks
from tests.challenge.services.looks import UBUNTU, give

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def press(submission: Submission) -> Run:
    submission = Submission.objects.get(pk=submission.pk)
    run = runs.start(submission, submission.owner)
    for source in run.collections.exclude(source="host").values_list("pk", flat=True):
        run.collections.filter(pk=source).delete()
    give(run, "host", UBUNTU)
    return run


def shown(cohort: Cohort) -> tuple[float, int]:
    (row,) = watched(Cohort.objects.get(pk=cohort.pk), NAMED).rows
    return row.points, row.hatched


def not_open(cohort: Cohort, lead: User) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(opens_at=timezone.now() + HOUR)


def is_open(cohort: Cohort, lead: User) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(opens_at=timezone.now() - HOUR)


def over(cohort: Cohort, lead: User) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(due_at=timezone.now() - HOUR)


def stands_still(cohort: Cohort, lead: User) -> None:
    contest_acts.pause(cohort, lead, reason="Fire alarm")


@pytest.mark.parametrize(("before", "after"), [(not_open, is_open), (stands_still, None), (over, None)])
def test_what_a_press_shows_out_of_time_counts_nothing(
    cohort: Cohort, entry: Entry, lead: User, before: Callable[..., None], after: Callable[..., None] | None
) -> None:
    before(cohort, lead)
    press(entry.submission)
    if after is not None:
        after(cohort, lead)
    points, hatched = shown(cohort)
    assert points == 0 and hatched


def test_in_time_it_counts(cohort: Cohort, entry: Entry, lead: User) -> None:
    press(entry.submission)
    assert shown(cohort) == (1.0, 0)


def test_who_was_given_minutes_is_in_time(cohort: Cohort, entry: Entry, lead: User) -> None:
    over(cohort, lead)
    Entry.objects.update(extra_minutes=90)
    press(entry.submission)
    assert shown(cohort)[0] == 1.0


def test_a_pause_that_is_over_lets_nothing_count_that_was_seen_in_it(
    contest: Contest, cohort: Cohort, entry: Entry, lead: User
) -> None:
    press(entry.submission)
    run, now = Run.objects.get(), timezone.now()
    ContestAct.objects.create(contest=contest, kind="paused", at=now - HOUR)
    ContestAct.objects.create(contest=contest, kind="resumed", at=now + HOUR)
    runs.judge_kept(run, None)
    assert shown(cohort)[0] == 0.0
    ContestAct.objects.filter(kind="resumed").update(at=now - HOUR / 2)
    runs.judge_kept(run, None)
    assert shown(cohort)[0] == 1.0


def test_what_was_seen_in_a_pause_counts_from_the_next_look_on_that_sees_it_still(
    contest: Contest, cohort: Cohort, entry: Entry, lead: User
) -> None:
    contest.sweep_seconds = 1
    contest.save()
    stands_still(cohort, lead)
    press(entry.submission)
    past = timezone.now() - HOUR
    Contest.objects.update(paused_at=None)
    ContestAct.objects.create(contest=contest, kind="resumed", at=timezone.now() + timedelta(seconds=5))
    Run.objects.update(created_at=past)
    stamp = next(
        at
        for at in (timezone.now().replace(microsecond=0) + timedelta(seconds=30 + more) for more in range(5))
        if (int(at.timestamp()) + entry.pk) % 5 == 0
    )
    (look,) = sweep_looks.ask(Sweep.objects.create(contest=contest, asked_at=stamp, state="read"))
    give(look, "host", UBUNTU)
    assert shown(cohort) == (1.0, 0)
    assert [row.hatched for row in present(cohort, [entry.submission_id])] == [{}]
