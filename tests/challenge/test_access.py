from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, Comment, Submission, Team
from challenge.selectors.talk import comments_for
from challenge.services import submissions
from challenge.services.runs import start
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

# who -> (knows of the submission, sees its results, may start a run, sees the board)
WHILE_PRACTICE_IS_PRIVATE = {
    "candidate": (True, True, True, True),
    "other": (False, False, False, True),
    "reviewer": (True, False, False, True),
    "viewer": (False, False, False, True),
    "stranger": (False, False, False, False),
}
WHEN_REVIEWERS_MAY_SEE = WHILE_PRACTICE_IS_PRIVATE | {"reviewer": (True, True, True, True)}


def rights(user: User | AnonymousUser, submission: Submission) -> tuple[bool, bool, bool, bool]:
    return (
        access.may_see_submission(user, submission),
        access.may_see_results(user, submission),
        access.may_start_run(user, submission),
        access.may_see_board(user, submission.cohort),
    )


@pytest.mark.parametrize(("who", "may"), WHILE_PRACTICE_IS_PRIVATE.items())
def test_practice_is_private(submission: Submission, people: People, who: str, may: tuple[bool, ...]):
    submission.cohort.practice_visible_to = "candidate"
    assert rights(getattr(people, who), submission) == may


@pytest.mark.parametrize(("who", "may"), WHEN_REVIEWERS_MAY_SEE.items())
def test_a_cohort_may_let_its_reviewers_see(submission: Submission, people: People, who: str, may: tuple[bool, ...]):
    assert rights(getattr(people, who), submission) == may


@pytest.mark.parametrize(("who", "may"), WHEN_REVIEWERS_MAY_SEE.items())
def test_what_is_handed_in_is_seen_by_reviewers(
    submission: Submission, people: People, who: str, may: tuple[bool, ...]
):
    submission.cohort.practice_visible_to = "candidate"
    submission.handed_in_at = timezone.now()
    assert rights(getattr(people, who), submission) == may


def test_who_is_not_signed_in_sees_nothing(submission: Submission):
    assert rights(AnonymousUser(), submission) == (False, False, False, False)
    assert access.roles(AnonymousUser(), submission.cohort) == frozenset()


def test_a_team_owns_its_submission_together(cohort: Cohort, people: People):
    team = Team.objects.create(cohort=cohort, name="Otter")
    team.members.add(people.other)
    submission = submissions.join(cohort, code="T1", team=team)
    assert rights(people.other, submission) == (True, True, True, True)
    assert not access.may_see_submission(people.candidate, submission)


def test_a_reviewer_of_another_cohort_is_a_stranger(submission: Submission, people: People, version):
    elsewhere = Cohort.objects.create(key="spring", name="Spring", version=version)
    elsewhere.memberships.create(user=people.stranger, role="reviewer")
    assert rights(people.stranger, submission) == (False, False, False, False)


@pytest.mark.parametrize("who", ["other", "viewer", "stranger"])
def test_what_somebody_may_not_see_does_not_exist_for_them(submission: Submission, people: People, who: str):
    run = start(submission, people.candidate)
    user = getattr(people, who)
    for ask in (
        lambda: access.submission_for(user, submission.pk),
        lambda: access.results_for(user, submission.pk),
        lambda: access.run_for(user, run.pk),
        lambda: access.run_for(user, 10_000),
    ):
        with pytest.raises(access.Hidden):
            ask()


@pytest.mark.parametrize(
    ("starter", "who", "may"),
    [
        ("candidate", "candidate", True),
        ("candidate", "reviewer", True),
        ("candidate", "other", False),
        ("candidate", "viewer", False),
        ("reviewer", "candidate", False),
        ("reviewer", "reviewer", True),
    ],
)
def test_who_may_stop_a_check(submission: Submission, people: People, starter: str, who: str, may: bool):
    run = start(submission, getattr(people, starter))
    assert access.may_cancel_run(getattr(people, who), run) is may


def test_a_check_that_began_by_itself_may_be_stopped_by_its_owner(submission: Submission, people: People):
    run = start(submission, None)
    assert access.may_cancel_run(people.candidate, run)
    assert not access.may_cancel_run(people.other, run)


@pytest.mark.parametrize("by_team", [False, True])
def test_a_reviewer_has_nothing_of_their_own_work_judged_otherwise_once_it_is_handed_in(
    cohort: Cohort, people: People, by_team: bool
):
    team = Team.objects.create(cohort=cohort, name="Otter")
    team.members.add(people.reviewer)
    owner = {"team": team} if by_team else {"owner": people.reviewer}
    own = submissions.join(cohort, code="R1", **owner)
    own.document = "documents/R1"
    own.save()
    run = start(own, people.reviewer)
    run.state = "finished"
    assert access.may_choose_judged(people.reviewer, own) and not access.may_judge_again(people.reviewer, run)
    own.handed_in_at = timezone.now()
    assert not access.may_choose_judged(people.reviewer, own)
    Comment.objects.create(submission=own, step_key="env-host", text="between us", audience="reviewers")
    assert [*comments_for(people.reviewer, own)] == []


def test_in_an_archive_nothing_is_judged_otherwise(submission: Submission, people: People):
    run = start(submission, people.candidate)
    run.state = "finished"
    run.submission.cohort.archived_at = submission.cohort.archived_at = timezone.now()
    for user in (people.candidate, people.reviewer):
        assert not access.may_choose_judged(user, submission) and not access.may_judge_again(user, run)
        assert not access.may_start_run(user, submission)
