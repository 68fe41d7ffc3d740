"""Who has a submission, and what is kept of a grade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Assignment, Event, Membership, Review, Submission
from challenge.services import reviewing
from tests.challenge.conftest import People

pytestmark = pytest.mark.usefixtures("handed_in")


@pytest.fixture
def second(submission: Submission) -> User:
    user = User.objects.create_user("second")
    Membership.objects.create(cohort=submission.cohort, user=user, role="reviewer")
    return user


def test_taken_it_is_theirs_for_the_hours_of_the_cohort(submission: Submission, people: People, second: User) -> None:
    assignment = reviewing.take(submission, people.reviewer)
    assert assignment.until - assignment.at == timedelta(hours=48)
    with pytest.raises(reviewing.CannotReview, match="Somebody else has taken it"):
        reviewing.take(submission, second)


def test_after_the_hours_somebody_else_may_take_it(submission: Submission, people: People, second: User) -> None:
    reviewing.take(submission, people.reviewer)
    Assignment.objects.update(until=timezone.now() - timedelta(minutes=1))
    reviewing.take(submission, second)
    assert [one.reviewer for one in reviewing.holders(submission)] == [second]


def test_given_back_anybody_may_take_it(submission: Submission, people: People, second: User) -> None:
    reviewing.take(submission, people.reviewer)
    reviewing.give_back(submission, people.reviewer)
    assert reviewing.take(submission, second).ended_at is None


def test_a_save_from_an_older_page_overwrites_nothing(submission: Submission, people: People) -> None:
    first = {"rubric": {"depth": 3}, "outcome": "advance", "summary": "Clear."}
    reviewing.save(submission, people.reviewer, edition=0, **first)
    with pytest.raises(reviewing.SavedBefore):
        reviewing.save(submission, people.reviewer, edition=0, rubric={}, outcome="", summary="")
    kept = Review.objects.get()
    assert (kept.rubric, kept.outcome, kept.summary, kept.edition) == ({"depth": 3}, "advance", "Clear.", 1)


@pytest.mark.parametrize(("rubric", "outcome"), [({"depth": 5}, ""), ({"charm": 2}, ""), ({}, "hire")])
def test_nonsense_is_refused(rubric: dict[str, int], outcome: str, submission: Submission, people: People) -> None:
    with pytest.raises(reviewing.CannotReview):
        reviewing.save(submission, people.reviewer, edition=0, rubric=rubric, outcome=outcome, summary="")


def test_finishing_needs_an_outcome_and_ends_the_hold(submission: Submission, people: People) -> None:
    reviewing.take(submission, people.reviewer)
    with pytest.raises(reviewing.CannotReview, match="Choose an outcome"):
        reviewing.finish(submission, people.reviewer)
    reviewing.save(submission, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(submission, people.reviewer)
    submission.refresh_from_db()
    assert (submission.outcome, submission.graded_at is not None, reviewing.holders(submission)) == (
        "advance",
        True,
        [],
    )


def test_two_outcomes_that_differ_grade_nobody(submission: Submission, people: People, second: User) -> None:
    submission.cohort.first_passes = 2
    submission.cohort.save()
    for user, outcome in ((people.reviewer, "advance"), (second, "decline")):
        reviewing.save(submission, user, edition=0, rubric={}, outcome=outcome, summary="")
        reviewing.finish(submission, user)
    submission.refresh_from_db()
    assert (submission.outcome, submission.graded_at) == ("", None)


def test_only_who_finished_opens_a_grade_again(submission: Submission, people: People, second: User) -> None:
    reviewing.save(submission, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(submission, people.reviewer)
    with pytest.raises(reviewing.CannotReview, match="finished no pass"):
        reviewing.open_again(submission, second)
    submission.refresh_from_db()
    assert submission.outcome == "advance"
    reviewing.open_again(submission, people.reviewer)
    submission.refresh_from_db()
    assert (submission.outcome, submission.graded_at) == ("", None)


def test_who_knows_the_person_gives_it_back(submission: Submission, people: People) -> None:
    reviewing.take(submission, people.reviewer)
    reviewing.know_person(submission, people.reviewer)
    assert Review.objects.get().knows_person and reviewing.holders(submission) == []


def test_passed_on_another_has_it_for_the_hours_from_then_on(
    submission: Submission, people: People, second: User
) -> None:
    reviewing.take(submission, people.reviewer)
    Assignment.objects.update(until=timezone.now() + timedelta(minutes=5))
    got = reviewing.pass_on(submission, people.reviewer, second.pk)
    assert [one.reviewer for one in reviewing.holders(submission)] == [second]
    assert got.until - got.at == timedelta(hours=48)
    assert Event.objects.get(kind="review.passed-on").data == {"to": second.pk}
    with pytest.raises(reviewing.CannotReview, match="do not have it any more"):
        reviewing.pass_on(submission, people.reviewer, second.pk)


def test_it_is_passed_on_to_a_reviewer_who_does_not_have_it(
    submission: Submission, people: People, second: User
) -> None:
    reviewing.take(submission, people.reviewer)
    for to in (people.reviewer.pk, people.candidate.pk, people.viewer.pk, people.stranger.pk, 0, None):
        with pytest.raises(reviewing.CannotReview, match="Choose another reviewer"):
            reviewing.pass_on(submission, people.reviewer, to)
    assert [one.reviewer for one in reviewing.holders(submission)] == [people.reviewer]


def test_after_the_hours_of_the_first_the_second_may_get_it_again(
    submission: Submission, people: People, second: User
) -> None:
    reviewing.take(submission, second)
    Assignment.objects.update(until=timezone.now() - timedelta(minutes=1))
    reviewing.take(submission, people.reviewer)
    reviewing.pass_on(submission, people.reviewer, second.pk)
    assert [one.reviewer for one in reviewing.holders(submission)] == [second]
