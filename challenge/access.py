"""Who may see and do what. Every selector and service asks here; templates never decide.

What somebody may not see does not exist for them: `Hidden` becomes a 404, whatever the reason.

| | own submission | others' submissions | practice results of others | board |
|---|---|---|---|---|
| candidate | all | nothing | nothing | cohort's own, if it has one |
| viewer | - | nothing | nothing | yes |
| reviewer, lead | - | all | if the cohort says coach, or after the hand-in | yes |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from challenge.models import Cohort, DefinitionDraft, Import, Membership, Review, Run, Submission

Person = User | AbstractBaseUser | AnonymousUser

SEES_ALL = ("reviewer", "lead")


class Hidden(Http404):
    """It is not there, or not for this person."""


class Withdrawn(Hidden):
    """It was this person's own, and was deleted on their word: they are told so."""


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


def open_results() -> Q:
    """A filter: the submissions whose results are open to reviewers."""
    return Q(withdrawn_at=None) & (Q(handed_in_at__isnull=False) | Q(cohort__practice_visible_to="coach"))


def may_connect(user: Person, submission: Submission) -> bool:
    """Give and take back documents, machines, keys and answers: the owner alone, whoever else may look."""
    return submission.withdrawn_at is None and is_owner(user, submission)


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
    reviews = is_reviewer(user, submission.cohort) and may_see_results(user, submission)
    return reviews and not is_owner(user, submission) and submission.cohort.archived_at is None


def may_read_grade(user: Person, submission: Submission) -> bool:
    """What reviewers decided and wrote: a reviewer who sees the results, never of work of their own; in an archive too."""
    reviews = is_reviewer(user, submission.cohort) and may_see_results(user, submission)
    return reviews and not is_owner(user, submission)


def names_hidden_from(user: Person, submissions: Iterable[Submission]) -> frozenset[int]:
    """Ids of those whose names this person must not see yet: where the cohort hides names, a reviewer before their own
    first pass is finished. A lead knows whom they invited, and is treated so only where they review: as a member who is
    reviewer too, or of a submission they have begun to grade.
    """
    hiding = [one for one in submissions if one.cohort.names_hidden and not (one.owner_id and one.owner_id == user.pk)]
    if not hiding or not user.is_authenticated:
        return frozenset()
    named: dict[int, set[str]] = defaultdict(set)
    cohorts = {one.cohort_id for one in hiding}
    for cohort, role in Membership.objects.filter(user_id=user.pk, cohort__in=cohorts).values_list("cohort_id", "role"):
        named[cohort].add(role)
    if getattr(user, "is_superuser", False):
        for cohort in cohorts:
            named[cohort].add("lead")
    passes = Review.objects.filter(reviewer_id=user.pk, submission__cohort__in=cohorts)
    finished = dict(passes.values_list("submission_id", "finished_at"))
    return frozenset(
        one.pk
        for one in hiding
        if finished.get(one.pk) is None
        and ("reviewer" in named[one.cohort_id] or ("lead" in named[one.cohort_id] and one.pk in finished))
        and not (one.team_id and is_owner(user, one))
    )


def open_names(user: Person, cohort: Cohort) -> Q:
    """As `names_hidden_from`, as a filter: the submissions of the cohort whose names this person may see."""
    if not cohort.names_hidden:
        return Q(pk__isnull=False)
    own = Q(pk__in=list(cohort.submissions.filter(own_submissions(user)).values_list("pk", flat=True)))
    passes = Review.objects.filter(submission=OuterRef("pk"), reviewer_id=user.pk)
    finished = Q(Exists(passes.filter(finished_at__isnull=False)))
    named = roles(user, cohort)
    if "lead" in named and "reviewer" not in named:
        return own | finished | ~Q(Exists(passes))
    return own | finished


def may_see_name(user: Person, submission: Submission) -> bool:
    """Whether this person may know who hands it in."""
    return submission.pk not in names_hidden_from(user, [submission])


def named_for(user: Person, submission_id: int) -> Submission:
    """The submission, if this person may know who hands it in: for whatever cannot be veiled, as a signed file."""
    submission = submission_for(user, submission_id)
    if not may_see_name(user, submission):
        raise Hidden("It carries a name; finish your first pass.")
    return submission


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
        Submission.objects.select_related("cohort__version__challenge", "team", "owner")
        .filter(pk=submission_id)
        .first()
    )
    if submission is not None and submission.withdrawn_at is not None and is_owner(user, submission):
        raise Withdrawn("This submission was deleted on your word.")
    if submission is None or not may_see_submission(user, submission):
        raise Hidden("There is no such submission for you.")
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
    if not may_connect(user, submission):
        raise Hidden("This is for the candidate alone.")
    return submission


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


def own_submissions(user: Person) -> Q:
    """A filter: the submissions this person hands in, alone or with a team."""
    return Q(owner_id=user.pk) | Q(team__members__id=user.pk)


def imported_for(user: Person, key: str, import_id: int) -> Import:
    """What somebody brought in and nobody has joined for yet, if this person may invite whoever did it."""
    cohort = import_into(user, key)
    found = cohort.imports.filter(pk=import_id, state="taken", joined_at=None, submission__withdrawn_at=None)
    row = found.select_related("submission__cohort").first()
    if row is None:
        raise Hidden("There is nobody to invite to it.")
    return row
