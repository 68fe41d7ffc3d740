"""What everybody has on a board: from the rows that are kept, from the events, and as of a freeze. Asks nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from challenge.board.events import happened, rule_of, rules_of
from challenge.board.rule import Rule
from challenge.board.standings import Happened, tallies
from challenge.board.tallied import Proof, Tally
from challenge.models import Cohort, StandingRow, Submission

EVER = datetime.max.replace(tzinfo=UTC)
TIMES = ("last_gain", "joined_at", "started_at")
COLUMNS = tuple(one.name for one in StandingRow._meta.fields if one.name not in ("submission", "rule"))

STILL_WRITTEN = timedelta(minutes=1)
"""So long after a freeze somebody who wrote an event before it may not have committed, or had a clock that was behind."""
BRIEFLY, FOR_LONG = 2, 7 * 24 * 3600
"""Seconds that a frozen board is kept, before and after that. Whoever comes later makes the same again."""


def present(cohort: Cohort, ids: Collection[int], rule: Rule | None = None) -> list[Tally]:
    """What these have now, in a number of queries that does not depend on how many they are."""
    rule = rule or rule_of(cohort)
    there = kept(ids, rule.digest())
    missing = [pk for pk in ids if pk not in there]
    return [*there.values(), *(row for row, _digest in derived(missing).values())]


def frozen(cohort: Cohort, ids: Collection[int], as_of: datetime, rule: Rule) -> list[Tally]:
    """What these had then. Made once for all who ask: whatever is written after it cannot change it."""
    then = rule.at(as_of)
    key = f"frozen-board:{cohort.pk}:{as_of.isoformat()}:{then.digest()}"
    found = cache.get(key)
    if found is None:
        joined = dict(cohort.submissions.filter(withdrawn_at=None).values_list("pk", "created_at"))
        found = [_as_json(row) for row in tallies(happened(joined), as_of, then)]
        cache.set(key, found, FOR_LONG if timezone.now() > as_of + STILL_WRITTEN else BRIEFLY)
    wanted = set(ids)
    return [_from_json(row) for row in found if row["submission"] in wanted]


def kept(ids: Collection[int], digest: str | None = None) -> dict[int, Tally]:
    """What is kept of these. digest: only of those that were counted by this rule."""
    rows = StandingRow.objects.filter(submission_id__in=ids)
    rows = rows if digest is None else rows.filter(rule=digest)
    return {row["submission_id"]: _tally(row) for row in rows.values("submission_id", *COLUMNS)}


def derived(ids: Collection[int]) -> dict[int, tuple[Tally, str]]:
    """submission -> what its own events come to, and the digest of its cohort's rule. Withdrawn ones have nothing."""
    if not ids:
        return {}
    rows = {row.pk: row for row in Submission.objects.filter(pk__in=ids, withdrawn_at=None).select_related("cohort")}
    rules = rules_of({row.cohort_id: row.cohort for row in rows.values()}.values())
    events: dict[int, list[Happened]] = defaultdict(list)
    for one in happened({pk: row.created_at for pk, row in rows.items()}):
        events[rows[one.submission or 0].cohort_id].append(one)
    found: dict[int, tuple[Tally, str]] = {}
    for cohort_id, happenings in events.items():
        digest = rules[cohort_id].digest()
        found |= {row.submission: (row, digest) for row in tallies(happenings, EVER, rules[cohort_id])}
    return found


def as_columns(row: Tally) -> dict[str, Any]:
    """As `models.StandingRow` keeps it."""
    proofs = [
        {"step": one.step, "worth": one.worth, "bonus": one.bonus, "first": _said(one.first), "last": _said(one.last)}
        for one in row.proofs
    ]
    plain = {"latest": dict(row.latest), "hatched": dict(row.hatched), "left_out": list(row.left_out)}
    return {
        "proofs": proofs,
        **plain,
        **{name: getattr(row, name) for name in COLUMNS if name not in (*plain, "proofs")},
    }


def _tally(columns: Mapping[str, Any]) -> Tally:
    return Tally(
        submission=columns["submission_id"],
        points=columns["points"],
        bonus=columns["bonus"],
        proofs=tuple(
            Proof(one["step"], one["worth"], one["bonus"], _meant(one["first"]), _meant(one["last"]))
            for one in columns["proofs"]
        ),
        latest=columns["latest"],
        hatched=columns["hatched"],
        left_out=tuple(columns["left_out"]),
        **{name: columns[name] for name in TIMES},
    )


def _as_json(row: Tally) -> dict[str, Any]:
    columns = as_columns(row)
    times = {name: _said(columns[name]) if columns[name] else None for name in TIMES}
    return {"submission": row.submission, **columns, **times}


def _from_json(said: Mapping[str, Any]) -> Tally:
    times = {name: _meant(said[name]) if said[name] else None for name in TIMES}
    return _tally({**said, **times, "submission_id": said["submission"]})


def _said(at: datetime) -> str:
    return at.isoformat()


def _meant(said: str) -> datetime:
    return datetime.fromisoformat(said)
