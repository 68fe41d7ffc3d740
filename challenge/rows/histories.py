"""The looks at the steps of submissions, as they are kept, and where the steps stand by them (`challenge.rows.counts` is the rule).

Asks no permission itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from challenge.models import Collection, Judgment
from challenge.models.run import OPEN_RUN
from challenge.rows.counts import HandIn, Look, Standing, standing


def standings_of(
    submission_ids: Iterable[int],
    *,
    before_run: int | None = None,
    until_run: int | None = None,
    steps: Iterable[str] | None = None,
    instead: Mapping[int, Mapping[str, Mapping[str, Any]]] | None = None,
) -> Mapping[int, Mapping[str, Standing]]:
    """submission -> step -> where it stands, or stood before or with this run. Cancelled runs say nothing.

    steps: those alone; None = all of them.
    instead: run -> step -> fields of `Look` that are taken to be otherwise than they are kept: where it would stand.
    """
    looks, handed_in = _histories(
        submission_ids, before_run=before_run, until_run=until_run, steps=steps, instead=instead
    )
    return {
        submission_id: {key: standing(history, handed_in[submission_id]) for key, history in rows.items()}
        for submission_id, rows in looks.items()
    }


def would_turn(submission_id: int, told: Mapping[str, Mapping[str, Any]], *, asked: frozenset[str]) -> frozenset[str]:
    """The steps that would stand at another verdict after one more look, at these sources, that told this.

    told: step -> what its judgment would say (verdict, seen).
    """
    looks, handed_in = _histories([submission_id])
    steps = looks.get(submission_id, {})
    last = max((look.run_id for history in steps.values() for look in history), default=0)
    now = timezone.now()
    turned = set()
    for key, said in told.items():
        fields = {name: said[name] for name in ("verdict", "points", "max", "reason", "note", "seen")}
        look = Look(0, last + 1, False, key, provisional=False, at=now, again_at=None, asked=asked, **fields)
        history = steps.get(key, [])
        before = standing(history, handed_in.get(submission_id)).look if history else None
        after = standing([*history, look], handed_in.get(submission_id)).look
        if (before.verdict if before else None) != (after.verdict if after else None):
            turned.add(key)
    return frozenset(turned)


Histories = tuple[dict[int, dict[str, list[Look]]], dict[int, HandIn | None]]


def _histories(
    submission_ids: Iterable[int],
    *,
    before_run: int | None = None,
    until_run: int | None = None,
    steps: Iterable[str] | None = None,
    instead: Mapping[int, Mapping[str, Mapping[str, Any]]] | None = None,
) -> Histories:
    """submission -> step -> its looks, oldest first; and what is known of each hand-in."""
    submission_ids = list(submission_ids)
    fields = (
        "id",
        "run_id",
        "run__state",
        "step__key",
        "verdict",
        "points",
        "max",
        "reason",
        "note",
        "provisional",
        "at",
        "again_at",
        "seen",
        "run__submission_id",
        "run__submission__handed_in_at",
        "run__submission__hand_in_run_id",
    )
    wanted: dict[str, Any] = {"run__submission_id__in": submission_ids}
    wanted |= {} if before_run is None else {"run_id__lt": before_run}
    wanted |= {} if until_run is None else {"run_id__lte": until_run}
    wanted |= {} if steps is None else {"step__key__in": list(steps)}
    asked = _asked(submission_ids)
    rows = Judgment.objects.filter(**wanted).exclude(run__state="cancelled").order_by("run_id").values_list(*fields)
    looks: dict[int, dict[str, list[Look]]] = defaultdict(lambda: defaultdict(list))
    handed_in: dict[int, HandIn | None] = {}
    for id_, run_id, state, key, *rest, submission_id, at, last_look in rows:
        handed_in[submission_id] = HandIn(at, last_look) if at else None
        look = Look(id_, run_id, state in OPEN_RUN, key, *rest)
        if instead and (other := instead.get(run_id, {}).get(key)):
            look = replace(look, **other)
        looks[submission_id][key].append(replace(look, asked=asked[run_id]) if run_id in asked else look)
    return looks, handed_in


def _asked(submission_ids: list[int]) -> dict[int, frozenset[str]]:
    """run -> the sources that it was to look at, of the runs that were not over everything."""
    found: dict[int, frozenset[str]] = {}
    rows = Collection.objects.filter(run__submission_id__in=submission_ids).exclude(run__scope=[])
    for run_id, source in rows.values_list("run_id", "source"):
        found[run_id] = found.get(run_id, frozenset()) | {source}
    return found
