"""What somebody is to a cohort or a submission, and what they may do there. Answers yes or no, or gives a filter."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Q

from challenge.models import Cohort, Entry, Membership, Run, Submission

Person = User | AbstractBaseUser | AnonymousUser

SEES_ALL = ("reviewer", "lead")


def roles(user: Person, cohort: Cohort) -> frozenset[str]:
    """What this person is to the cohort; a superuser is a lead everywhere."""
    if not user.is_authenticated:
        return frozenset()
    named = frozenset(Membership.objects.filter(cohort=cohort, user_id=user.pk).values_list("role", flat=True))
    return named | {"lead"} if getattr(user, "is_superuser", False) else named


def is_owner(user: Person, submission: Submission) -> bool:
    if not user.is_authenticated:
        return False
    if submission.owner_id is not None:
        return bool(submission.owner_id == user.pk)
    return submission.team is not None and submission.team.members.filter(pk=user.pk).exists()


def own_submissions(user: Person) -> Q:
    """A filter: the submissions this person hands in, alone or with a team."""
    return Q(owner_id=user.pk) | Q(team__members__id=user.pk)


def is_reviewer(user: Person, cohort: Cohort) -> bool:
    return not roles(user, cohort).isdisjoint(SEES_ALL)


def may_see_submission(user: Person, submission: Submission) -> bool:
    """That it exists, who hands it in, and where it is looked at (never a secret)."""
    if submission.withdrawn_at is not None:
        return False
    return is_owner(user, submission) or is_reviewer(user, submission.cohort)


def may_see_results(user: Person, submission: Submission) -> bool:
    """Verdicts and evidence. Practice is private unless the cohort says otherwise."""
    if submission.withdrawn_at is not None:
        return False
    if is_owner(user, submission):
        return True
    if not is_reviewer(user, submission.cohort):
        return False
    return results_are_open(submission)


def results_are_open(submission: Submission) -> bool:
    return submission.handed_in_at is not None or submission.cohort.practice_visible_to == "coach"


def is_gradable(submission: Submission) -> bool:
    """Practice is looked at and not graded; in a contest there is none, and what is wrong is put right while it is on."""
    return submission.handed_in_at is not None or Entry.objects.filter(submission=submission.pk).exists()


def open_results() -> Q:
    """A filter: the submissions whose results are open to reviewers."""
    return Q(withdrawn_at=None) & (Q(handed_in_at__isnull=False) | Q(cohort__practice_visible_to="coach"))


def may_read_own(user: Person, submission: Submission) -> bool:
    """Look at what was given, and take it back: the owner alone, whoever else may look; in an archive too."""
    return submission.withdrawn_at is None and is_owner(user, submission)


def may_connect(user: Person, submission: Submission) -> bool:
    """Give documents, machines, keys and answers, and hand them in: the owner alone. In an archive nobody."""
    return may_read_own(user, submission) and not is_archived(submission.cohort)


def may_talk(user: Person, submission: Submission) -> bool:
    """Write a question or an answer beside a row: the owner and the reviewers. In an archive nobody."""
    return may_see_submission(user, submission) and not is_archived(submission.cohort)


def is_archived(cohort: Cohort) -> bool:
    """It can be read, and takes nothing new."""
    return cohort.archived_at is not None


def may_start_run(user: Person, submission: Submission) -> bool:
    """The owner at any time; a reviewer once the results are open to reviewers. In an archive nobody."""
    return may_see_results(user, submission) and submission.cohort.archived_at is None


def may_cancel_run(user: Person, run: Run) -> bool:
    """Who started it, or a reviewer. A candidate cannot stop a reviewer's check, and nobody the last look of a hand-in."""
    if not user.is_authenticated or run.purpose == "hand-in":
        return False
    if run.started_by_id == user.pk:
        return may_see_submission(user, run.submission)
    if is_reviewer(user, run.submission.cohort):
        return may_see_results(user, run.submission)
    return run.started_by_id is None and is_owner(user, run.submission)


def may_judge_again(user: Person, run: Run) -> bool:
    """A reviewer, from what was kept of a finished check; never of work of their own, nor in an archive."""
    return run.state == "finished" and may_grade(user, run.submission)


def may_choose_judged(user: Person, submission: Submission) -> bool:
    """Say which objects are judged: the owner until the hand-in, a reviewer of others' work where the results are open to
    reviewers. In an archive nobody.
    """
    if not is_owner(user, submission):
        return may_grade(user, submission)
    asked = submission.handed_in_at or submission.hand_in_asked_at
    return asked is None and submission.withdrawn_at is None and submission.cohort.archived_at is None


def may_grade(user: Person, submission: Submission) -> bool:
    """Decide on rows and grade: a reviewer who sees the results, never of work of their own, nor in an archive."""
    return submission.cohort.archived_at is None and may_read_grade(user, submission)


def may_read_grade(user: Person, submission: Submission) -> bool:
    """What reviewers decided and wrote: a reviewer who sees the results, never of work of their own; in an archive too."""
    if submission.withdrawn_at is not None or not results_are_open(submission) or is_owner(user, submission):
        return False
    return is_reviewer(user, submission.cohort)


def may_run_cohort(user: Person, cohort: Cohort) -> bool:
    """Change what the cohort asks, its dates and its people: its leads."""
    return "lead" in roles(user, cohort)


def may_judge_cohort_again(user: Person, cohort: Cohort) -> bool:
    """Have a cohort checked again, or judged again by the judge of today, and write what came of it: its reviewers."""
    return is_reviewer(user, cohort) and cohort.archived_at is None


def may_write_challenges(user: Person) -> bool:
    """Write and publish definitions: whoever was given Django's permission to add one, and superusers."""
    return isinstance(user, User) and user.has_perm("challenge.add_definitionversion")


def may_import(user: Person, cohort: Cohort) -> bool:
    """Bring in submissions and invite who did them: its reviewers and leads, while it is no archive."""
    return is_reviewer(user, cohort) and cohort.archived_at is None


def may_see_board(user: Person, cohort: Cohort) -> bool:
    return cohort.has_board and bool(roles(user, cohort))
