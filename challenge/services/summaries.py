"""Keeps what the work list says of each submission. `events.append` calls `keep` for whatever may have changed it.

Deriving is the truth and keeping a convenience: `rebuild` says how many differed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from challenge.database import one_at_a_time
from challenge.models import Comment, Judgment, Review, Run, Step, Submission, Summary
from challenge.rows.counts import Standing, settled
from challenge.rows.decided import Decided, agreed, in_force, own_rules
from challenge.rows.histories import standings_of
from challenge.rows.passes import decided
from challenge.rows.summed import IN_A_PICTURE, Said, Stands, Summed, summed
from verifier.verdicts import RestsOn

QUIET = ("secret.", "keys.", "pictures.", "results.", "reminder.", "own-look.", "source.reading", "run.running")
"""How the kinds of event begin that change nothing the work list shows."""
AT_ONCE = 200


def concerns(kind: str) -> bool:
    """Whether such an event may have changed a summary; an unknown kind may."""
    return not kind.startswith(QUIET)


def keep(submission_ids: Collection[int]) -> None:
    """Write what is derived of these, within the transaction that changed them. A withdrawn one has no summary.

    Of two at once the second must see what the first wrote, so the caller holds the lock of the record.
    """
    if submission_ids:
        rows = [Summary(submission_id=pk, **asdict(found)) for pk, found in derived(submission_ids).items()]
        Summary.objects.bulk_create(rows, update_conflicts=True, unique_fields=["submission"], update_fields=COLUMNS)


def keep_rows(cohort_id: int, steps: Collection[str]) -> None:
    """After something was decided on these rows for a whole cohort, within that transaction: of all of whom it concerns."""
    one_at_a_time()
    rows = Summary.objects.filter(submission__cohort=cohort_id).values_list("submission_id", "verdicts")
    some = [pk for pk, verdicts in rows.iterator() if any(verdicts.get(key, "pass") != "pass" for key in steps)]
    for start in range(0, len(some), AT_ONCE):
        keep(some[start : start + AT_ONCE])


def rebuild(ids: Iterable[int]) -> int:
    """Derive all of these anew. Returns how many had said something else."""
    ids, differed = list(ids), 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            one_at_a_time()
            differed += _right(ids[start : start + AT_ONCE])
    return differed


def _right(some: list[int]) -> int:
    before, after = kept(some), derived(some)
    wrong = [pk for pk, found in after.items() if before.get(pk) != found]
    keep(wrong)
    return len(wrong)


def kept(submission_ids: Collection[int]) -> dict[int, Summed]:
    """What is kept of them."""
    rows = Summary.objects.filter(submission_id__in=submission_ids).values("submission_id", *COLUMNS)
    return {row.pop("submission_id"): Summed(**row) for row in rows}


def derived(submission_ids: Collection[int]) -> dict[int, Summed]:
    """What there is to keep of them, in a number of queries that does not depend on how many they are."""
    rows = Submission.objects.filter(pk__in=submission_ids, withdrawn_at=None).select_related("cohort", "team")
    submissions = {row.pk: row for row in rows.prefetch_related("team__members")}
    standing = {pk: settled(one) for pk, one in standings_of(submissions).items()}
    pictured, asked, decisions = _pictured(standing), _asked(submissions.values()), decided(submissions)
    finished, said, checked = _finished(submissions), _said(submissions), _checked(submissions)
    found = {}
    for pk, row in submissions.items():
        holds, disputed = _counting(row, decisions.get(pk, ()), finished[pk])
        stands = standing.get(pk, {})
        found[pk] = summed(
            [
                Stands(step.key, look.verdict, look.id in pictured, step.judge == "person")
                for step in asked[row.cohort.version_id]
                if step.key not in row.not_asked and (look := stands[step.key].look if step.key in stands else None)
            ],
            holds,
            rules=own_rules(row.cohort.own_rules),
            excused=row.cohort.excused,
            disputed=disputed,
            said=said[pk],
            handed_in_at=(row.hand_in_asked_at or row.handed_in_at) if row.handed_in_at else None,
            graded_at=row.graded_at,
            checked=checked.get(pk),
        )
    return found


COLUMNS = [one.name for one in Summary._meta.fields if one.name != "submission"]


def _counting(
    row: Submission, history: tuple[Decided, ...], finished: list[int]
) -> tuple[dict[str, Decided], frozenset[str]]:
    if row.cohort.first_passes == 1:
        return in_force(history), frozenset()
    return agreed(history, finished, row.cohort.first_passes)


def _asked(submissions: Iterable[Submission]) -> Mapping[int, list[Step]]:
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(version__in={row.cohort.version_id for row in submissions}).order_by("position"):
        steps[step.version_id].append(step)
    return steps


def _pictured(standing: Mapping[int, Mapping[str, Standing]]) -> set[int]:
    """The judgments among whose findings is one that goes by a picture, of those where it matters."""
    shown = [
        row.look.id
        for rows in standing.values()
        for row in rows.values()
        if row.look and row.look.verdict in IN_A_PICTURE
    ]
    found = Judgment.objects.filter(pk__in=shown).values_list("pk", "findings")
    return {pk for pk, findings in found if any(_by_picture(one) for one in findings)}


def _by_picture(finding: Mapping[str, Any]) -> bool:
    return finding.get("rests_on") == RestsOn.PICTURE


def _finished(ids: Collection[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    done = Review.objects.filter(submission_id__in=ids, finished_at__isnull=False).order_by("finished_at", "id")
    for pk, reviewer in done.values_list("submission_id", "reviewer_id"):
        found[pk].append(reviewer)
    return found


def _said(submissions: Mapping[int, Submission]) -> Mapping[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    rows = Comment.objects.filter(submission_id__in=submissions, audience="candidate").order_by("id")
    for pk, step_key, author in rows.values_list("submission_id", "step_key", "author_id"):
        row = submissions[pk]
        owners = {row.owner_id} if row.team is None else {one.pk for one in row.team.members.all()}
        found[pk].append(Said(step_key, author in owners))
    return found


def _checked(ids: Collection[int]) -> Mapping[int, tuple[int, datetime | None]]:
    ended = Run.objects.filter(submission_id__in=ids, state="finished").values("submission_id")
    rows = ended.annotate(run=Max("pk"), at=Max("ended_at")).values_list("submission_id", "run", "at").order_by()
    return {pk: (run, at) for pk, run, at in rows}
