"""Who may know who hands in what, where a cohort hides names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from challenge.access.may import Person, is_owner, own_submissions, roles
from challenge.models import Cohort, Membership, Review, Submission


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
