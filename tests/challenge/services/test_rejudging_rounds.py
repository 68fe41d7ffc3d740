"""Judging a cohort again is done in rounds, by one worker at a time, whoever dies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from challenge import left_out
from challenge.models import Cohort, Event, Rejudging, RejudgingLine, Run, Submission
from challenge.services import rejudging, rejudging_rounds
from challenge.services.rejudging import CannotRejudge
from challenge.services.rejudging_rounds import go_on
from tests.challenge.conftest import People
from tests.challenge.services.judged_again import (
    also_checked,
    as_an_older_judge_said,
    checked,
    looked,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    """A machine that is old; by the rules of the cohort that is accepted."""
    return checked(submission, people)


@pytest.fixture
def other(other_submission: Submission, people: People) -> Run:
    return also_checked(other_submission, people)


def test_it_is_done_a_few_seconds_at_a_time_and_rung_for_again(
    run: Run,
    other: Run,
    cohort: Cohort,
    people: People,
    take_messages: Callable,
    django_capture_on_commit_callbacks: Callable,
):
    with django_capture_on_commit_callbacks(execute=True):
        made = rejudging.ask(cohort, people.reviewer)
    take_messages()
    with django_capture_on_commit_callbacks(execute=True):
        go_on(made.pk, slice_seconds=0)
    assert made.lines.count() == 1
    assert len(take_messages()) == 1
    made.refresh_from_db()
    assert (made.state, made.lease_until, made.total) == ("looking", None, 2)
    go_on(made.pk)
    made.refresh_from_db()
    assert (made.state, made.lines.count()) == ("ready", 2)


def test_who_lost_the_lease_writes_nothing(run: Run, cohort: Cohort, people: People):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    rejudging.apply(made, people.reviewer, reason="Mended.")
    first = rejudging_rounds._claim(made.pk)
    assert first is not None and rejudging_rounds._claim(made.pk) is None
    Rejudging.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = rejudging_rounds._claim(made.pk)
    assert second is not None
    with pytest.raises(rejudging_rounds.Lost):
        rejudging_rounds._step(first)
    assert not Event.objects.filter(kind="run.rejudged").exists()
    assert rejudging_rounds._step(second) and not rejudging_rounds._step(second)
    assert Event.objects.filter(kind="run.rejudged").count() == 1


def test_the_scheduler_rings_again_and_a_submission_that_kills_workers_is_left_out(
    run: Run, cohort: Cohort, people: People, take_messages: Callable
):
    made = rejudging.ask(cohort, people.reviewer)
    take_messages()
    for _ in range(3):
        Rejudging.objects.update(lease_until=None, rung_at=None)
        rejudging_rounds.sweep()
        assert len(take_messages()) == 1
        assert rejudging_rounds._claim(made.pk) is not None  # and dies
    Rejudging.objects.update(lease_until=None)
    go_on(made.pk)
    made.refresh_from_db()
    assert made.state == "ready"
    assert made.lines.get().why == left_out.FAULT


def test_a_preview_of_another_judge_is_not_written_and_begun_anew_where_it_was_not_ready(
    run: Run, cohort: Cohort, people: People
):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    Rejudging.objects.update(engine="another")
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="Mended.")
    Rejudging.objects.update(state="looking")
    RejudgingLine.objects.update(rows=[], state="same")
    go_on(made.pk)
    assert made.lines.get().state == "differs"
    made.refresh_from_db()
    assert written(made, people).state == "applied"
