"""Starts, stops and judges again. How a collection lives is told in `services.collecting`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from challenge import access, bell, kept, looking
from challenge.access import Person
from challenge.asked import definition_of, sources_for
from challenge.models import Collection, Run, Submission
from challenge.models.run import OPEN_COLLECTION, OPEN_RUN
from challenge.services import events, judging
from challenge.services.collecting import lock
from challenge.services.events import News
from verifier.verdicts import Source


class CannotStart(Exception):
    """A run cannot start now; the message is one sentence for the person who asked."""


def start(submission: Submission, actor: Person | None, scope: Sequence[str] = (), *, purpose: str = "check") -> Run:
    """Check now. While a run is open it is returned, so a double click is one run. Only a "check" has to cool down.

    actor None is the program itself. Raises PermissionDenied, or CannotStart while it cools down or
    where there is nothing to look at.
    """
    if actor is not None and not access.may_start_run(actor, submission):
        raise PermissionDenied("This submission is not yours to check.")
    with transaction.atomic():
        # The row is the queue of the door: of two who start at once, the second finds the first one's run.
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("cohort__version", "team")
            .get(pk=submission.pk)
        )
        running = submission.runs.filter(state__in=OPEN_RUN).first()
        if running is not None:
            return running
        if purpose == "check":
            _not_too_soon(submission, actor)
        run, collections = _create(submission, actor, _known_steps(submission, scope), purpose)
        news = News("run.started", submission, run, actor_id=run.started_by_id, data={"scope": run.scope})
        events.append([news])
        transaction.on_commit(lambda: bell.ring(collections))
    return run


def cancel(run: Run, actor: Person) -> Run:
    """Stop an open run; one that has ended stays as it is. PermissionDenied for the wrong person."""
    if not access.may_cancel_run(actor, run):
        raise PermissionDenied("Only who started this check, or a reviewer, can stop it.")
    with transaction.atomic():
        run = lock(run.pk)
        if not run.is_open:
            return run
        now = timezone.now()
        run.collections.filter(state__in=OPEN_COLLECTION).update(state="cancelled", ended_at=now, lease_until=None)
        run.state, run.ended_at, run.ended_because = "cancelled", now, "It was stopped."
        run.save(update_fields=["state", "ended_at", "ended_because"])
        events.append([News("run.cancelled", run.submission, run, actor_id=actor.pk)])
    return run


def rejudge(run: Run, actor: Person | None = None) -> Run:
    """Judge a finished run again from what was kept: the raw answers, or else the facts made of them.

    actor None is the program itself. Raises PermissionDenied, or CannotStart for a run that has not finished.
    """
    if actor is not None and not access.may_judge_again(actor, run):
        raise PermissionDenied("Only a reviewer can have a finished check judged again.")
    with transaction.atomic():
        run = lock(run.pk)
        if run.state != "finished":
            raise CannotStart("Only a finished check can be judged again.")
        sources = kept.known_facts(run)
        for collection in run.collections.filter(state="read"):
            again = looking.read_again(collection, sources[Source(collection.source)])
            if again is not None:
                sources[again.source] = again
        news = judging.judge_again(run, sources)
        events.append([replace(item, actor_id=actor.pk if actor is not None else None) for item in news])
    return run


def cool_down_until(submission: Submission) -> datetime | None:
    """No new check of the candidate's own before this time; None = at once."""
    last = submission.runs.filter(started_by__isnull=False).order_by("-id").first()
    if last is None or not submission.cohort.cool_down_seconds:
        return None
    until = last.created_at + timedelta(seconds=submission.cohort.cool_down_seconds)
    return until if until > timezone.now() else None


def _not_too_soon(submission: Submission, actor: Person | None) -> None:
    if actor is None or access.is_reviewer(actor, submission.cohort):
        return
    until = cool_down_until(submission)
    if until is not None:
        seconds = max(1, round((until - timezone.now()).total_seconds()))
        raise CannotStart(f"The next check can start in {seconds} seconds.")


def _known_steps(submission: Submission, scope: Sequence[str]) -> list[str]:
    known = [step.key for step in definition_of(submission.cohort.version).steps]
    unknown = sorted(set(scope) - set(known))
    if unknown:
        raise CannotStart(f"There is no step called {unknown[0]}.")
    return [key for key in known if key in set(scope)]


def _create(
    submission: Submission, actor: Person | None, scope: list[str], purpose: str
) -> tuple[Run, list[Collection]]:
    version, cohort = submission.cohort.version, submission.cohort
    useful = sources_for(definition_of(version), scope)
    sources = [source for source in looking.possible(submission) if source in useful]
    if not sources:
        raise CannotStart("There is nothing to look at yet: no machine, no account, no document.")
    now = timezone.now()
    run = Run.objects.create(
        submission=submission,
        version=version,
        purpose=purpose,
        scope=scope,
        started_by_id=actor.pk if actor is not None else None,
        created_at=now,
        deadline_at=now + timedelta(seconds=settings.RUN_DEADLINE_SECONDS),
        claims=cohort.claims,
        rules=cohort.rules,
        choices=submission.choices,
    )
    return run, [Collection.objects.create(run=run, source=source.value) for source in sources]
