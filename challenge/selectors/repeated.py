"""What reviewers of a cohort decided alike again and again: reason enough to make it a rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef

from challenge import access
from challenge.models import Cohort, Decision, Review, Submission
from challenge.rows.decided import Decided, OwnRule, agreed, in_force, own_rules, repeated
from challenge.selectors.decisions import decided

TIMES = 3
"""So often the same has to be decided before it is offered as a rule."""


def repeated_overrides(cohort: Cohort) -> Mapping[str, OwnRule]:
    """step -> the rule that is offered. Of two passes only what counts, so nobody learns of a first pass that is on."""
    often = (
        Decision.objects.filter(submission__cohort=cohort, kind="override", undone_by=None)
        .order_by()
        .values("step_key", "verdict")
        .annotate(times=Count("submission", distinct=True))
        .filter(times__gte=TIMES)
    )
    steps = {row["step_key"] for row in often}
    if not steps:
        return {}
    overrides = [(pk, one) for pk, rows in in_force_of(cohort, steps).items() for one in rows.values()]
    return repeated(overrides, own_rules(cohort.own_rules), times=TIMES)


def decided_so(cohort: Cohort, step_key: str, upon: str, verdict: str) -> list[int]:
    """The submissions of which this row stood at the one and was decided to be the other."""
    mine = {pk: rows[step_key] for pk, rows in in_force_of(cohort, {step_key}).items() if step_key in rows}
    return [pk for pk, one in mine.items() if (one.kind, one.upon, one.verdict) == ("override", upon, verdict)]


def in_force_of(cohort: Cohort, steps: set[str]) -> dict[int, dict[str, Decided]]:
    """submission -> step -> the decision that counts, of those whose results are open to reviewers; in a few queries."""
    on_them = Decision.objects.filter(submission=OuterRef("pk"), step_key__in=steps)
    rows = Submission.objects.filter(access.open_results(), Exists(on_them), cohort=cohort)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    history = decided(ids, steps=steps)
    if cohort.first_passes == 1:
        return {pk: in_force(history.get(pk, ())) for pk in ids}
    finished: dict[int, list[int]] = defaultdict(list)
    done = Review.objects.filter(submission_id__in=ids, finished_at__isnull=False).order_by("id")
    for pk, reviewer in done.values_list("submission_id", "reviewer_id"):
        finished[pk].append(reviewer)
    return {pk: agreed(history.get(pk, ()), finished[pk], cohort.first_passes)[0] for pk in ids}
