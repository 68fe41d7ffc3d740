"""Starts, stops and judges again. How a collection lives is told in `services.collecting`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, bell
from challenge.access import Person
from challenge.looks import at_hand, looking
from challenge.models import Collection, Run, Submission
from challenge.models.run import OPEN_COLLECTION, OPEN_RUN
from challenge.rows.asked import definition_of, drawn_for, sources_for, steps_of_sources
from challenge.services import events, judging, sweep_looks
from challenge.services.events import News
from challenge.services.judging import Known, judge_facts
from challenge.services.locking import changed, lock
from challenge.services.settling import TRIES
from verifier.verdicts import Source


class CannotStart(Exception):
    """A run cannot start now; the message is one sentence for the person who asked."""


class TooSoon(CannotStart):
    """What was to be looked at still cools down, until this time."""

    def __init__(self, until: datetime) -> None:
        seconds = max(1, round((until - timezone.now()).total_seconds()))
        super().__init__(gettext("The next check can start in %(seconds)s seconds.") % {"seconds": seconds})
        self.until = until


def start(
    submission: Submission,
    actor: Person | None,
    scope: Sequence[str] = (),
    *,
    sources: Sequence[Source] = (),
    purpose: str = "check",
) -> Run:
    """Check now. While a run is open it is returned, so a double click is one run. Only a "check" has to cool down.

    sources: look at these alone, for the steps that they may say something about; () = at all.
    actor None is the program itself. Raises PermissionDenied, TooSoon while it cools down, or CannotStart
    where there is nothing to look at.
    """
    if actor is not None and not access.may_start_run(actor, submission):
        raise PermissionDenied("This submission is not yours to check.")
    with transaction.atomic():
        # The row is the queue of the door: of two who start at once, the second finds the first one's run.
        submission = (
            Submission.objects.select_for_update(of=("self",), no_key=True)
            .select_related("cohort__version", "team")
            .get(pk=submission.pk)
        )
        running = submission.runs.filter(state__in=OPEN_RUN).first()
        if running is not None and not running.is_quiet:
            return running
        if access.is_archived(submission.cohort) and purpose != "hand-in":
            raise CannotStart(gettext("This cohort is in the archive, and nothing new is looked at."))
        scope = _known_steps(submission, scope, sources)
        there = at_hand.for_hand_in(submission) if purpose == "hand-in" else at_hand.possible(submission)
        looked_at = _looked_at(submission, scope, sources, there)
        if purpose == "check":
            _not_too_soon(submission, actor, looked_at)
        if running is not None:
            sweep_looks.make_way(running)
        run, collections = _create(submission, actor, scope, looked_at, purpose)
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
    return judge_kept(run, actor)


def judge_kept(run: Run, actor: Person | None, *, choices: Mapping[str, str] | None = None) -> Run:
    """As `rejudge`, for a caller that asked whether this person may. choices: what is judged from now on.

    Read and judged outside of any transaction, as in `services.settling`. Who is overtaken again and again leaves it
    to whoever changes the run, or to the sweep.
    """
    if choices is not None:
        _choose(run.pk, choices)
    for _ in range(TRIES):
        known = judging.known(run.pk)
        if known is None or known.run.state != "finished":
            raise CannotStart("Only a finished check can be judged again.")
        judgement = judge_facts(read_again(known))
        with transaction.atomic():
            run = lock(run.pk)
            if run.facts_version == known.version:
                news = judging.write_again(run, judgement)
                events.append([replace(item, actor_id=actor.pk if actor is not None else None) for item in news])
                return run
    return run


def cool_downs(submission: Submission) -> dict[Source, datetime]:
    """Source -> no new check of the candidate's own that looks at it before this time; without those that are free."""
    length = timedelta(seconds=submission.cohort.cool_down_seconds)
    if not length:
        return {}
    now = timezone.now()
    last = Collection.objects.filter(
        run__submission=submission,
        run__started_by__isnull=False,
        run__purpose="check",
        run__created_at__gt=now - length,
    )
    newest = last.order_by("source").values_list("source").annotate(at=Max("run__created_at"))
    return {Source(source): at + length for source, at in newest}


def cool_down_until(submission: Submission, sources: Iterable[Source] = Source) -> datetime | None:
    """No new check of these sources, of the candidate's own, before this time; None = at once."""
    busy = cool_downs(submission)
    return max((busy[source] for source in sources if source in busy), default=None)


def what_is_looked_at(submission: Submission, scope: Sequence[str], sources: Sequence[Source]) -> list[Source]:
    """The sources that such a check would look at. Raises CannotStart where there is nothing to look at."""
    known = _known_steps(submission, scope, sources)
    return _looked_at(submission, known, sources, at_hand.possible(submission))


def _choose(run_id: int, choices: Mapping[str, str]) -> None:
    with transaction.atomic():
        run = lock(run_id)
        if run.state != "finished":
            raise CannotStart("Only a finished check can be judged again.")
        run.choices = dict(choices)
        run.save(update_fields=["choices"])
        changed(run)


def read_again(known: Known) -> Known:
    """The same, by the readers of today where the raw answer is kept."""
    sources = dict(known.sources)
    for collection in known.run.collections.filter(state="read"):
        again = looking.read_again(collection, sources[Source(collection.source)])
        if again is not None:
            sources[again.source] = again
    return replace(known, sources=sources)


def _not_too_soon(submission: Submission, actor: Person | None, looked_at: Sequence[Source]) -> None:
    if actor is None or access.is_reviewer(actor, submission.cohort):
        return
    until = cool_down_until(submission, looked_at)
    if until is not None:
        raise TooSoon(until)


def _known_steps(submission: Submission, scope: Sequence[str], sources: Sequence[Source]) -> list[str]:
    definition = definition_of(submission.cohort.version)
    if sources and not scope:
        return steps_of_sources(definition, sources)
    known = [step.key for step in definition.steps]
    unknown = sorted(set(scope) - set(known))
    if unknown:
        raise CannotStart(f"There is no step called {unknown[0]}.")
    return [key for key in known if key in set(scope)]


def _looked_at(
    submission: Submission, scope: Sequence[str], sources: Sequence[Source], there: Sequence[Source]
) -> list[Source]:
    useful = sources_for(definition_of(submission.cohort.version), scope)
    found = [source for source in there if source in useful and (not sources or source in sources)]
    if not found:
        raise CannotStart("There is nothing to look at yet: no machine, no account, no document.")
    return found


def _create(
    submission: Submission, actor: Person | None, scope: list[str], sources: Sequence[Source], purpose: str
) -> tuple[Run, list[Collection]]:
    version, cohort = submission.cohort.version, submission.cohort
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
        drawn=drawn_for(submission, version),
    )
    return run, [Collection.objects.create(run=run, source=source.value) for source in sources]
