"""What was decided alike three times is offered as a rule, and no unfinished first pass shows through."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from challenge.models import Cohort, Decision, Membership, Review, Submission
from challenge.rows.decided import OwnRule
from challenge.selectors.repeated import decided_so, repeated_overrides
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

OFFERED = {"env-host": OwnRule("fail", "pass", "Old is fine.")}


@pytest.fixture
def three(cohort: Cohort, people: People) -> list[Submission]:
    made = [
        Submission.objects.create(cohort=cohort, code=f"T{number}", owner=User.objects.create_user(f"t{number}"))
        for number in range(3)
    ]
    for one in made:
        overrides(one, people.reviewer)
    return made


def overrides(submission: Submission, reviewer: User) -> Decision:
    review = Review.objects.get_or_create(submission=submission, reviewer=reviewer)[0]
    decision = Decision(
        review=review,
        submission=submission,
        step_key="env-host",
        kind="override",
        verdict="pass",
        upon="fail",
        reason="Old is fine.",
    )
    decision.save()
    return decision


def test_the_third_is_offered_and_what_was_taken_back_is_none(three: list[Submission], cohort: Cohort):
    assert repeated_overrides(cohort) == OFFERED
    assert decided_so(cohort, "env-host", "fail", "pass") == [one.pk for one in three]
    last = Decision.objects.latest("pk")
    Decision(review=last.review, submission=last.submission, step_key="env-host", kind="undo", undoes=last).save()
    assert repeated_overrides(cohort) == {}


def test_where_two_passes_are_asked_for_only_finished_ones_count(
    three: list[Submission], cohort: Cohort, people: People
):
    cohort.first_passes = 2
    cohort.save()
    second = User.objects.create_user("second")
    Membership.objects.create(cohort=cohort, user=second, role="reviewer")
    for one in three:
        overrides(one, second)
    assert repeated_overrides(cohort) == {}
    Review.objects.update(state="finished", finished_at=cohort.due_at or "2026-03-02T09:00:00Z")
    assert repeated_overrides(cohort) == OFFERED


def test_it_takes_as_many_queries_for_many(three: list[Submission], cohort: Cohort, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        repeated_overrides(cohort)


def test_practice_in_private_is_not_counted(three: list[Submission], cohort: Cohort):
    cohort.practice_visible_to = "candidate"
    cohort.save()
    assert repeated_overrides(cohort) == {}
