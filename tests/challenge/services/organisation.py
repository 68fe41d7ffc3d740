"""Three entries that share one organisation of the sandbox, and what a sweep over it says of each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from django.utils import timezone

from challenge.models import Contest, Entry, Run, Sweep
from challenge.services import sweeps

Site = Callable[..., AbstractContextManager[str]]


def swept(contest: Contest, asked_at: datetime | None = None) -> Sweep:
    sweep = Sweep.objects.create(contest=contest, asked_at=asked_at or timezone.now())
    sweeps.go_on(sweep.pk)
    sweep.refresh_from_db()
    return sweep


def verdicts(entry: Entry) -> dict[str, str]:
    run = Run.objects.filter(submission=entry.submission).latest("pk")
    return dict(run.judgments.values_list("step__key", "verdict"))


def proved(entry: Entry) -> set[str]:
    return {key for key, verdict in verdicts(entry).items() if verdict == "pass"}
