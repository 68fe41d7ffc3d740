"""Writes the judgments of a run: only those that are new or say something else than before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from challenge.models import Judgment, Run
from challenge.rows.counts import OWN_RUN, TOLD, WAITS
from verifier.engine import StepVerdict
from verifier.verdicts import Finding, How, Outcome


def write_difference(run: Run, steps: Sequence[StepVerdict], *, settle: bool) -> dict[str, str]:
    """Write the judgments that are new or changed. Returns step -> verdict of the rows that turned."""
    return write_told(run, told(steps, settle=settle))


def told(steps: Sequence[StepVerdict], *, settle: bool) -> dict[str, dict[str, Any]]:
    """step -> what its judgment is to say, plain enough to be kept as JSON; without those of which nothing is known."""
    return {step.key: _told(step, provisional=step.provisional and not settle) for step in steps if step.verdict}


def write_told(run: Run, told: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """As `write_difference`, of what was told before."""
    rows = {row.step.key: row for row in run.judgments.select_related("step")}
    ids = dict(run.version.steps.values_list("key", "pk"))
    now = timezone.now()
    new, changed, turned = [], [], {}
    for key, said in told.items():
        before, values = rows.get(key), _values(said, now)
        if before is None:
            new.append(Judgment(run=run, step_id=ids[key], at=now, **values))
            turned[key] = values["verdict"]
        elif differs(before, said):
            if (before.verdict, before.provisional) != (values["verdict"], values["provisional"]):
                turned[key] = values["verdict"]
            for name, value in (values | {"at": now}).items():
                setattr(before, name, value)
            changed.append(before)
    Judgment.objects.bulk_create(new)
    Judgment.objects.bulk_update(changed, [*_VALUES, "at"])
    return turned


def differs(row: Judgment, told: Mapping[str, Any]) -> bool:
    """Whether a row must be written again. A time to come back that was only reckoned anew is no change."""
    if (row.again_at is None) == bool(told["again_in"]):
        return True
    return any(_plain(getattr(row, name)) != _plain(told[name]) for name in _VALUES if name != "again_at")


_VALUES = ("verdict", "points", "max", "reason", "note", "findings", "seen", "again_at", "provisional")


def _told(step: StepVerdict, *, provisional: bool) -> dict[str, Any]:
    assert step.verdict is not None
    return {
        "verdict": step.verdict.value,
        "points": step.points,
        "max": step.max,
        "reason": step.reason,
        "note": " ".join(step.notes),
        "findings": [asdict(finding) for finding in step.findings],
        "seen": _seen(step),
        "again_in": step.again_in,
        "provisional": provisional,
    }


def _values(told: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """As columns: the time to come back is reckoned from now."""
    again = {"again_at": now + timedelta(seconds=told["again_in"]) if told["again_in"] else None}
    return {name: value for name, value in told.items() if name != "again_in"} | again


def _seen(step: StepVerdict) -> dict[str, str]:
    """What the sources that may prove it saw; one that could not look says nothing here."""
    outcomes = {_place(finding): _outcome(finding) for finding in step.observed}
    for finding in step.findings:
        if finding.how is How.OWN_RUN and finding.outcome is Outcome.PASS:
            outcomes[_place(finding)] = TOLD
    return {place: outcome for place, outcome in outcomes.items() if outcome != Outcome.UNKNOWN.value}


def _place(finding: Finding) -> str:
    return f"{finding.criterion}/{finding.source}{OWN_RUN if finding.how is How.OWN_RUN else ''}"


def _outcome(finding: Finding) -> str:
    return WAITS if finding.looked and finding.wait_seconds else finding.outcome.value


def _plain(value: Any) -> Any:
    """As JSON gives it back: tuples have become lists."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
