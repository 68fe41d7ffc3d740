"""Finds what somebody asks for, if it is there for them; `Hidden` becomes a 404, whatever the reason."""

from __future__ import annotations

from django.http import Http404

from challenge.access.may import (
    Person,
    is_owner,
    may_grade,
    may_import,
    may_judge_cohort_again,
    may_read_grade,
    may_read_own,
    may_run_cohort,
    may_see_results,
    may_see_submission,
    may_write_challenges,
    roles,
)
from challenge.access.names import may_see_name
from challenge.models import Cohort, DefinitionDraft, Import, Run, Submission


class Hidden(Http404):
    """It is not there, or not for this person."""


class Withdrawn(Hidden):
    """It was this person's own, and was deleted on their word: they are told so."""


def cohort_for(user: Person, key: str) -> Cohort:
    """The cohort, if this person is anything to it."""
    cohort = Cohort.objects.select_related("version__challenge").filter(key=key).first()
    if cohort is None or not roles(user, cohort):
        raise Hidden("There is no such cohort for you.")
    return cohort


def led_by(user: Person, key: str) -> Cohort:
    """The cohort, if this person leads it."""
    cohort = cohort_for(user, key)
    if not may_run_cohort(user, cohort):
        raise Hidden("This is for its leads.")
    return cohort


def judged_again_by(user: Person, key: str) -> Cohort:
    """The cohort, if this person may have all of it checked or judged again."""
    cohort = cohort_for(user, key)
    if not may_judge_cohort_again(user, cohort):
        raise Hidden("This is for its reviewers.")
    return cohort


def author(user: Person) -> None:
    """Raises Hidden unless this person writes challenges."""
    if not may_write_challenges(user):
        raise Hidden("This is for authors.")


def draft_for(user: Person, draft_id: int) -> DefinitionDraft:
    """The draft, if it is this author's own."""
    author(user)
    draft = DefinitionDraft.objects.filter(pk=draft_id, author_id=user.pk).first()
    if draft is None:
        raise Hidden("There is no such draft for you.")
    return draft


def import_into(user: Person, key: str) -> Cohort:
    """The cohort, if this person may bring in submissions."""
    cohort = cohort_for(user, key)
    if not may_import(user, cohort):
        raise Hidden("This is for the cohort's reviewers.")
    return cohort


def submission_for(user: Person, submission_id: int) -> Submission:
    """The submission, if this person may know of it."""
    submission = (
        Submission.objects.select_related("cohort__version__challenge", "cohort__contest", "entry", "team", "owner")
        .filter(pk=submission_id)
        .first()
    )
    if submission is not None and submission.withdrawn_at is not None and is_owner(user, submission):
        raise Withdrawn("This submission was deleted on your word.")
    if submission is None or not may_see_submission(user, submission):
        raise Hidden("There is no such submission for you.")
    return submission


def named_for(user: Person, submission_id: int) -> Submission:
    """The submission, if this person may know who hands it in: for whatever cannot be veiled, as a signed file."""
    submission = submission_for(user, submission_id)
    if not may_see_name(user, submission):
        raise Hidden("It carries a name; finish your first pass.")
    return submission


def results_for(user: Person, submission_id: int) -> Submission:
    """The submission, if this person may see its results."""
    submission = submission_for(user, submission_id)
    if not may_see_results(user, submission):
        raise Hidden("Its results are not for you yet.")
    return submission


def owned_for(user: Person, submission_id: int) -> Submission:
    """The submission, if it is this person's own."""
    submission = submission_for(user, submission_id)
    if not may_read_own(user, submission):
        raise Hidden("This is for the candidate alone.")
    return submission


def known_cohort(user: Person, *, submission_id: int | None, run_id: int | None, key: str | None) -> Cohort | None:
    """The cohort that something is about, if this person may know of it; one of the three says what."""
    if run_id is not None:
        submission_id = Run.objects.filter(pk=run_id).values_list("submission_id", flat=True).first()
    try:
        return submission_for(user, submission_id or 0).cohort if key is None else cohort_for(user, key)
    except Hidden:
        return None


def graded_by(user: Person, submission_id: int) -> Submission:
    """The submission, if this person may grade it."""
    submission = submission_for(user, submission_id)
    if not may_grade(user, submission):
        raise Hidden("This is for its reviewers.")
    return submission


def read_by(user: Person, submission_id: int) -> Submission:
    """The submission, if this person may read how it was graded."""
    submission = submission_for(user, submission_id)
    if not may_read_grade(user, submission):
        raise Hidden("This is for its reviewers.")
    return submission


def run_for(user: Person, run_id: int) -> Run:
    """The run, if this person may see the results of its submission."""
    run = (
        Run.objects.select_related("submission__cohort__version__challenge", "submission__team", "started_by")
        .filter(pk=run_id)
        .first()
    )
    if run is None or not may_see_results(user, run.submission):
        raise Hidden("There is no such run for you.")
    return run


def imported_for(user: Person, key: str, import_id: int) -> Import:
    """What somebody brought in and nobody has joined for yet, if this person may invite whoever did it."""
    cohort = import_into(user, key)
    found = cohort.imports.filter(pk=import_id, state="taken", joined_at=None, submission__withdrawn_at=None)
    row = found.select_related("submission__cohort").first()
    if row is None:
        raise Hidden("There is nobody to invite to it.")
    return row
