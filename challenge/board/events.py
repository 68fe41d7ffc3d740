"""What a board is made of, as the database has it: the cohort's rule, and the events. Asks nothing: who shows it asks `access`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from challenge.board.happened import JOINED, OF_AN_ENTRY, OF_THE_CONTEST, Happened
from challenge.board.rule import CLOCK, Adopted, Rule
from challenge.models import Cohort, Contest, Event, Rejudging, Step, Submission
from challenge.rows.decided import own_rules

FIELDS = ("id", "kind", "submission_id", "run_id", "data", "at", "effective_at", "actor_id")


def rules_of(cohorts: Iterable[Cohort]) -> dict[int, Rule]:
    """cohort -> by what it counts. A cohort that is no contest breaks ties by the clock."""
    there = {row.pk: row for row in cohorts}
    versions = {row.version_id for row in there.values()}
    rows: dict[int, dict[str, tuple[float, bool]]] = {pk: {} for pk in versions}
    steps = Step.objects.filter(version_id__in=versions)
    for version, key, worth, bonus in steps.values_list("version_id", "key", "points", "bonus"):
        rows[version][key] = (float(worth), bonus)
    ties = dict(Contest.objects.filter(cohort_id__in=there).values_list("cohort_id", "tie_rule"))
    return {
        pk: Rule(
            ties=ties.get(pk, CLOCK),
            opens_at=row.opens_at,
            points=row.points,
            rows=rows[row.version_id],
            passes=row.first_passes,
            own=_adopted(row),
        )
        for pk, row in there.items()
    }


def rule_of(cohort: Cohort) -> Rule:
    return rules_of([cohort])[cohort.pk]


def frozen_at(cohort: Cohort, now: datetime) -> datetime | None:
    """As of when the board is shown, where it is frozen: its time has come, and nobody has revealed it.

    Where the clock of the contest stands still, the time of the freeze does not come: it moves on by as long as the pause.
    """
    if cohort.freezes_at is None or cohort.freezes_at > now:
        return None
    there = Contest.objects.filter(cohort_id=cohort.pk).values_list("revealed_at", "paused_at").first()
    revealed, paused = there or (None, None)
    stands_still = paused is not None and paused < cohort.freezes_at
    return None if stands_still or is_revealed(cohort, revealed) else cohort.freezes_at


def is_revealed(cohort: Cohort, at: datetime | None) -> bool:
    """Whether what was revealed then is the freeze that there is: one that was named afterwards is to be revealed anew."""
    return at is not None and cohort.freezes_at is not None and cohort.freezes_at <= at


def excused_for_all(cohort: Cohort, frozen: datetime | None) -> dict[str, str]:
    """step -> why nobody is held to it, as it was at the freeze, if there is one."""
    there = dict(cohort.excused)
    if frozen is None:
        return there
    since = cohort.decisions.filter(Q(at__gt=frozen) | Q(ended_at__gt=frozen), kind="excuse")
    for one in since.order_by("-pk"):
        if one.at > frozen:
            there.pop(one.step_key, None)
        else:
            there[one.step_key] = one.reason
    return there


def on_the_board(cohort: Cohort) -> dict[int, Submission]:
    """Who is on it: without those that were withdrawn, and without rehearsals."""
    rows = cohort.submissions.filter(withdrawn_at=None).exclude(entry__hidden=True)
    return {row.pk: row for row in rows.select_related("owner", "team")}


def happened(submissions: Mapping[int, datetime]) -> Iterator[Happened]:
    """Of these, each with when it joined."""
    for pk, created in submissions.items():
        yield Happened(0, JOINED, pk, None, {}, created, created)
    rows = Event.objects.filter(submission_id__in=submissions, kind__in=OF_AN_ENTRY).order_by("id")
    yield from (Happened(*row) for row in rows.values_list(*FIELDS))


def paused(cohort: Cohort) -> list[Happened]:
    """What stopped the clock of everybody, and let it go on."""
    rows = Event.objects.filter(cohort_id=cohort.pk, kind__in=OF_THE_CONTEST).order_by("id")
    return [Happened(*row) for row in rows.values_list(*FIELDS)]


def joined(ids: Collection[int]) -> dict[int, datetime]:
    """submission -> when it joined, of those that were not withdrawn."""
    return dict(Submission.objects.filter(pk__in=ids, withdrawn_at=None).values_list("pk", "created_at"))


def _adopted(cohort: Cohort) -> dict[str, Adopted]:
    """The cohort's own rules, each since the time when it was written; what a copy took over was there from the beginning."""
    if not cohort.own_rules:
        return {}
    changes = Event.objects.filter(cohort_id=cohort.pk, kind="cohort.changed").order_by("id").values_list("data", "at")
    written: dict[Any, datetime] = {data["rejudging"]: at for data, at in changes if data.get("rejudging")}
    since: dict[str, datetime] = {}
    for pk, rules in Rejudging.objects.filter(pk__in=written).order_by("pk").values_list("pk", "own_rules"):
        since |= {key: written[pk] for key in rules if rules[key] == cohort.own_rules.get(key)}
    return {key: Adopted(rule, since.get(key)) for key, rule in own_rules(cohort.own_rules).items()}
