"""Many are checked at once, a few at a time, and it can be stopped."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from challenge import left_out
from challenge.models import Cohort, Event, Recheck, Run, Submission
from challenge.services import rechecking
from challenge.services.rechecking import CannotRecheck
from challenge.services.runs import cool_downs, start
from tests.challenge.conftest import People
from tests.challenge.services.looks import ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(submission: Submission, other_submission: Submission) -> list[int]:
    return [submission.pk, other_submission.pk]


def states(recheck: Recheck) -> list[str]:
    return list(recheck.wanted.values_list("state", flat=True))


def test_so_many_are_on_at_once_and_the_next_begins_as_one_ends(
    ids: list[int], cohort: Cohort, people: People, settings: Any
):
    settings.RECHECKS_AT_ONCE = 1
    made = rechecking.ask(cohort, people.reviewer, ids)
    assert states(made) == ["started", "waiting"]
    rechecking.go_on()
    assert states(made) == ["started", "waiting"]
    ended(Run.objects.get())
    rechecking.go_on()
    assert states(made) == ["started", "started"]
    ended(Run.objects.get(state="waiting"))
    rechecking.go_on()
    made.refresh_from_db()
    assert made.ended_at is not None
    assert set(Run.objects.values_list("purpose", "started_by")) == {("re-check", people.reviewer.pk)}


def test_a_candidates_own_check_is_waited_for_and_cools_down_alone(
    ids: list[int], submission: Submission, cohort: Cohort, people: People
):
    Cohort.objects.update(cool_down_seconds=600)
    own = start(submission, people.candidate)
    made = rechecking.ask(cohort, people.reviewer, ids)
    assert states(made) == ["waiting", "started"]
    rechecking.stop(made, people.reviewer)
    own.refresh_from_db()
    assert own.is_open, "stopping the others does not stop theirs"
    other = Submission.objects.select_related("cohort").get(pk=ids[1])
    assert cool_downs(other) == {}


def test_stopped_none_is_started_and_those_that_are_on_end(
    ids: list[int], cohort: Cohort, people: People, settings: Any
):
    settings.RECHECKS_AT_ONCE = 1
    made = rechecking.ask(cohort, people.reviewer, ids)
    rechecking.stop(made, people.reviewer)
    rechecking.go_on()
    assert states(made) == ["started", "stopped"]
    assert Run.objects.get().state == "cancelled"
    rechecking.stop(made, people.reviewer)
    assert Event.objects.filter(kind="recheck.stopped").count() == 1
    assert rechecking.ask(cohort, people.reviewer, ids).pk != made.pk


def test_one_at_a_time_a_cohort(ids: list[int], cohort: Cohort, people: People):
    rechecking.ask(cohort, people.reviewer, ids)
    with pytest.raises(CannotRecheck):
        rechecking.ask(cohort, people.reviewer, ids)


def test_what_is_not_for_this_person_is_not_checked(ids: list[int], cohort: Cohort, people: People):
    with pytest.raises(PermissionDenied):
        rechecking.ask(cohort, people.candidate, ids)
    Cohort.objects.update(practice_visible_to="candidate")
    with pytest.raises(CannotRecheck):
        rechecking.ask(cohort, people.reviewer, ids)
    assert not Run.objects.exists()


def test_what_cannot_be_looked_at_is_left_out_and_said(
    ids: list[int], other_submission: Submission, cohort: Cohort, people: People
):
    Submission.objects.filter(pk=other_submission.pk).update(document="")
    made = rechecking.ask(cohort, people.reviewer, ids)
    assert list(made.wanted.values_list("state", "why")) == [("started", ""), ("left", left_out.NOT_NOW)]


def test_who_is_no_reviewer_any_more_starts_nothing(ids: list[int], cohort: Cohort, people: People, settings: Any):
    settings.RECHECKS_AT_ONCE = 1
    made = rechecking.ask(cohort, people.reviewer, ids)
    cohort.memberships.filter(user=people.reviewer).delete()
    ended(Run.objects.get())
    rechecking.go_on()
    assert made.wanted.last().why == left_out.HIDDEN
