"""Looks at the machines of a contest's entries, each at every fifth stamp: ordinary checks of the source "host" that tell
nothing unless something changed. What one finds as it was is forgotten, with its rows; only the machine's row says when.

They wait for no machine: a dead one has its worker in the queue of the silent ones, and who presses "check now" takes its place.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from challenge import bell
from challenge.contest.sweep_clock import machine_is_due
from challenge.looks import at_hand
from challenge.models import Collection, Entry, Run, Submission, Sweep
from challenge.models.run import OPEN_RUN
from challenge.rows.histories import would_turn
from challenge.services import judging, sweep_entries
from challenge.services.events import News
from challenge.services.judgments import told
from verifier.engine import Judgement
from verifier.verdicts import Source

log = logging.getLogger(__name__)


def ask(sweep: Sweep) -> list[Run]:
    """Ask for looks at the machines whose turn this stamp is; for whoever asked for the sweep, once."""
    found = []
    earlier = Sweep.objects.filter(contest=sweep.contest_id, asked_at__lt=sweep.asked_at)
    before = earlier.aggregate(at=Max("asked_at"))["at"]  # of the stamps between the two there was no sweep
    rows = Entry.objects.filter(submission__cohort__contest=sweep.contest_id, submission__withdrawn_at=None)
    for entry in rows.select_related("submission__cohort").order_by("pk"):
        due = machine_is_due(sweep.asked_at, sweep.contest.sweep_seconds, entry.pk, before=before)
        if due and sweep_entries.has_time(entry, sweep.asked_at):
            try:
                run = _asked(entry.submission_id, sweep)
            except Exception:  # the others' turn is now, too
                log.exception("The look at the machine of entry %s could not be asked for.", entry.pk)
                continue
            found += [run] if run is not None else []
    return found


def make_way(run: Run) -> None:
    """Somebody wants a check of his own now. Its worker finds no row any more, and throws its look away."""
    run.delete()


def end(run: Run, judgement: Judgement | None) -> list[News]:
    """All that it looked at has ended, in the transaction that holds the run: it is written, or it was never there."""
    if judgement is None or not _differs(run, judgement):
        run.delete()
        return []
    return judging.finish(run, judgement)


def _asked(submission_id: int, sweep: Sweep) -> Run | None:
    with transaction.atomic():
        rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__version")
        submission = rows.get(pk=submission_id)
        target = at_hand.machine(submission)
        over = submission.withdrawn_at or submission.hand_in_asked_at
        if over or target is None or target.kind != "ssh" or submission.runs.filter(state__in=OPEN_RUN).exists():
            return None
        run = sweep_entries.run_of(submission, sweep.asked_at, Source.HOST)
        run.state, run.started_at = "waiting", None
        run.deadline_at = timezone.now() + timedelta(seconds=settings.RUN_DEADLINE_SECONDS)
        run.save(force_insert=True)
        look = Collection.objects.create(run=run, source=Source.HOST.value)
        transaction.on_commit(lambda: bell.ring([look]))
    return run


def _differs(run: Run, judgement: Judgement) -> bool:
    """A verdict would stand otherwise, the machine answers or does not any more, or its name or its metric's is another."""
    now, before = _host_look(run), _last_host_look(run)
    if before is None or now.state != before.state:
        return True
    steps = [step for step in judgement.steps if step.key in run.scope]
    if would_turn(run.submission_id, told(steps, settle=True), asked=frozenset({Source.HOST.value})):
        return True
    if sweep_entries.proves_more(run, judgement):
        return True
    last = Run.objects.filter(submission=run.submission_id, state="finished").order_by("-pk").first()
    names, known = _names(judging.told_again(run, judgement).judged), _names(last.judged if last else {})
    return any(name and name != known[subject] for subject, name in names.items())


def _host_look(run: Run) -> Collection:
    return run.collections.defer("raw", "facts").get(source=Source.HOST.value)


def _last_host_look(run: Run) -> Collection | None:
    rows = Collection.objects.filter(
        run__submission=run.submission_id, source=Source.HOST.value, state__in=("read", "failed"), run__state="finished"
    )
    return rows.exclude(run=run).defer("raw", "facts").order_by("-run_id").first()


def _names(judged: Mapping[str, Any]) -> dict[str, str]:
    """What the account is asked for by these names, so that another one is looked for there too."""
    return {subject: (judged.get(subject) or {}).get("name", "") for subject in ("host", "metric")}
