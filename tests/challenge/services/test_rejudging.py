"""A cohort is judged again: what is written is what the preview showed, whatever happens between."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge import left_out
from challenge.models import Cohort, Event, RejudgingLine, Run, Submission
from challenge.services import deciding, rejudging
from challenge.services.events import broken_links
from challenge.services.rejudging import CannotRejudge
from challenge.services.rejudging_rounds import go_on
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.judged_again import (
    also_checked,
    as_an_older_judge_said,
    checked,
    looked,
    stands,
    written,
)
from tests.challenge.services.looks import NO_ANSWER

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    """A machine that is old; by the rules of the cohort that is accepted."""
    return checked(submission, people)


@pytest.fixture
def other(other_submission: Submission, people: People) -> Run:
    return also_checked(other_submission, people)


def test_the_preview_says_what_turns_and_why_and_nothing_is_written(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    as_an_older_judge_said(run, "fail")
    before = list(run.judgments.order_by("pk").values())
    made = looked(cohort, people)
    assert (made.state, made.total) == ("ready", 1)
    (line,) = made.lines.all()
    (row,) = line.rows
    assert (row["step"], row["old"], row["new"], row["lower"]) == ("env-host", "fail", "pass", False)
    assert row["old_reason"] == "An older check said so." and "12.04" in row["new_reason"]
    assert list(run.judgments.order_by("pk").values()) == before
    assert not Event.objects.filter(kind="run.rejudged").exists()


def test_what_is_written_is_what_the_preview_showed(run: Run, submission: Submission, cohort: Cohort, people: People):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    (shown,) = made.lines.get().rows
    assert written(made, people).state == "applied"
    row = run.judgments.get(step__key="env-host")
    assert (row.verdict, row.reason) == (shown["new"], shown["new_reason"])
    assert stands(submission) == "pass"
    event = Event.objects.get(kind="run.rejudged")
    assert (event.actor_id, event.data["gained"]) == (people.reviewer.pk, ["env-host"])
    applied = Event.objects.get(kind="rejudging.applied")
    assert applied.data == {"rejudging": made.pk, "reason": True, "written": 1, "left": 0}
    assert not list(broken_links(Event.objects.order_by("pk")))
    assert looked(cohort, people).lines.get().state == "same"


def test_a_row_that_would_get_lower_is_said(run: Run, cohort: Cohort, people: People):
    Cohort.objects.update(rules={"old_system": "refuse"})
    Run.objects.update(rules={"old_system": "refuse"})
    as_an_older_judge_said(run, "pass")
    (row,) = looked(cohort, people).lines.get().rows
    assert (row["old"], row["new"], row["lower"]) == ("pass", "fail", True)


def test_after_the_hand_in_judging_the_last_look_again_may_lower(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    Run.objects.update(rules={"old_system": "refuse"})
    as_an_older_judge_said(run, "pass")
    Submission.objects.update(handed_in_at=timezone.now(), hand_in_run=run)
    made = looked(cohort, people)
    assert made.lines.get().rows[0]["lower"]
    written(made, people)
    assert stands(submission) == "fail"


@pytest.mark.usefixtures("handed_in")
@pytest.mark.parametrize("what", ["check", "decision", "choice"])
def test_what_changed_after_the_preview_is_left_out_and_said(
    what: str, run: Run, other: Run, submission: Submission, cohort: Cohort, people: People
):
    for one in (run, other):
        as_an_older_judge_said(one, "fail")
    made = looked(cohort, people)
    if what == "check":
        checked(submission, people, NO_ANSWER["host"])
    elif what == "decision":
        deciding.decide(submission, people.reviewer, "env-host", "confirm")
    else:
        Submission.objects.filter(pk=submission.pk).update(choices={"host": "another"})
    written(made, people)
    line = made.lines.get(submission=submission)
    assert (line.state, line.why) == ("left", left_out.CHANGED)
    assert run.judgments.get(step__key="env-host").verdict == "fail"
    assert made.lines.get(submission=other.submission).state == "applied"
    assert stands(other.submission) == "pass"
    assert Event.objects.get(kind="rejudging.applied").data["left"] == 1


def test_of_practice_in_private_nothing_is_looked_at(run: Run, cohort: Cohort, people: People):
    Cohort.objects.update(practice_visible_to="candidate")
    assert not looked(cohort, people).lines.exists()


def test_while_a_check_is_on_nothing_is_judged_again(run: Run, submission: Submission, cohort: Cohort, people: People):
    start(submission, people.candidate)
    assert looked(cohort, people).lines.get().why == left_out.CHECK_ON


def test_a_judge_that_stumbles_leaves_one_out(
    run: Run, other: Run, cohort: Cohort, people: People, submission: Submission
):
    run.collections.filter(source="host").update(facts={"schema": 1, "nonsense": True})
    Run.objects.filter(pk=run.pk).update(choices={"no such": "choice"})
    made = looked(cohort, people)
    assert made.state == "ready"
    assert made.lines.get(submission=submission).why == left_out.FAULT
    assert made.lines.get(submission=other.submission).state == "same"


def test_dropped_nothing_is_written_and_another_one_may_be_asked_for(run: Run, cohort: Cohort, people: People):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    rejudging.drop(made, people.reviewer)
    go_on(made.pk)
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="After all.")
    assert run.judgments.get(step__key="env-host").verdict == "fail"
    assert rejudging.ask(cohort, people.reviewer).pk != made.pk


def test_one_at_a_time_a_cohort(run: Run, cohort: Cohort, people: People):
    first = rejudging.ask(cohort, people.reviewer)
    assert rejudging.ask(cohort, people.reviewer) == first
    with pytest.raises(CannotRejudge):
        rejudging.ask(cohort, people.reviewer, rules={"old_system": "refuse"})


def test_it_needs_a_reason_and_a_reviewer(run: Run, cohort: Cohort, people: People):
    made = looked(cohort, people)
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="  ")
    with pytest.raises(PermissionDenied):
        rejudging.apply(made, people.candidate, reason="Mine.")
    with pytest.raises(PermissionDenied):
        rejudging.ask(cohort, people.viewer)


def test_a_submission_that_is_deleted_takes_its_line_along(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    from challenge.services.withdrawing import withdraw

    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    withdraw(submission, people.candidate, code=submission.code)
    assert not RejudgingLine.objects.exists()
    assert written(made, people).state == "applied"


def test_a_mistake_that_each_check_repeated_is_gone_from_all(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    """The older one would be a fault that nobody took back."""
    newer = checked(submission, people)
    for one in (run, newer):
        as_an_older_judge_said(one, "fail")
    newest = checked(submission, people, NO_ANSWER["host"])
    assert stands(submission) == "fail"
    written(looked(cohort, people), people)
    assert stands(submission) == "pass"
    assert set(Event.objects.filter(kind="run.rejudged").values_list("run_id", flat=True)) == {run.pk, newer.pk}
    assert newest.judgments.get(step__key="env-host").verdict == "unknown"
