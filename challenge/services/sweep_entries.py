"""What one sweep says of one entry. A run is written only where something of it changes what stands."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from challenge import time_box
from challenge.board import boards
from challenge.contest import shared_account
from challenge.looks import kept
from challenge.models import Collection, Entry, Run, Submission
from challenge.rows.asked import definition_of, drawn_for, steps_of_sources
from challenge.rows.histories import would_turn
from challenge.services import judging, outcomes
from challenge.services.events import News
from challenge.services.judging import Known
from challenge.services.judgments import told
from verifier import recording
from verifier.engine import Judgement
from verifier.facts import SourceFacts
from verifier.facts.account import AccountHosts
from verifier.shares import share
from verifier.verdicts import Source

log = logging.getLogger(__name__)

OTHERS = (Source.HOST, Source.DOCUMENT)


@dataclass(frozen=True)
class Seen:
    """What the sweep saw of an entry. judgement: None where the judge stumbled; heard_at: None = no host of it was seen."""

    entry_id: int
    run: Run
    facts: SourceFacts
    judgement: Judgement | None
    clash: str
    heard_at: datetime | None


def judge(entry_id: int, facts: SourceFacts, tags: Mapping[int, str], asked_at: datetime) -> Seen | None:
    """Cut out its share and judge it, with what its machine and its document showed before. Nothing is written.

    None: it was deleted meanwhile, or what carries its tag cannot be cut out, which is nobody else's loss.
    """
    entry = Entry.objects.select_related("submission__cohort__version").filter(pk=entry_id).first()
    if entry is None:
        return None
    others = [tag for pk, tag in tags.items() if pk != entry_id]
    try:
        cut = share(facts, entry.tag, others, metrics=shared_account.metrics_of(entry))
    except Exception:
        log.exception("The share of entry %s could not be cut out.", entry_id)
        return None
    run = run_of(entry.submission, asked_at, Source.ACCOUNT)
    beside = kept.newest_facts(entry.submission_id, run.version, OTHERS)
    judgement = judging.judged(Known(run, {Source.ACCOUNT: cut.facts}, beside))
    return Seen(entry_id, run, cut.facts, judgement, " ".join(cut.clash), _heard_at(cut.facts))


def write(seen: Seen, asked_at: datetime) -> list[News]:
    """Within the transaction that holds the sweep. Gives the events that are to be appended at its end."""
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cohort__version")
        .get(pk=seen.run.submission_id)
    )
    entry = Entry.objects.select_for_update(no_key=True).filter(pk=seen.entry_id).first()
    if entry is None:  # deleted meanwhile
        return []
    news = [News("entry.clash", submission, data={"clash": seen.clash.split()}, effective_at=asked_at)]
    news = news if entry.clash != seen.clash else []
    entry.looked_at, entry.clash = asked_at, seen.clash
    entry.heard_at = seen.heard_at or entry.heard_at
    entry.save(update_fields=["looked_at", "clash", "heard_at"])
    if seen.judgement is None or not _differs(seen):
        return news
    return [*news, *_written(seen, submission, seen.judgement, asked_at)]


def _differs(seen: Seen) -> bool:
    assert seen.judgement is not None
    steps = [step for step in seen.judgement.steps if step.key in seen.run.scope]
    turned = would_turn(seen.run.submission_id, told(steps, settle=True), asked=frozenset({"account"}))
    return bool(turned) or proves_more(seen.run, seen.judgement)


def proves_more(run: Run, judgement: Judgement) -> bool:
    """Whether a row is proved now that reads as done already and counts nothing: it was only told, or seen out of time."""
    cohort = run.submission.cohort
    said = {
        key for row in boards.present(cohort, [run.submission_id]) for key in row.hatched if key not in cohort.own_rules
    }
    return not said.isdisjoint(outcomes.proves(run, judgement))


def _written(seen: Seen, submission: Submission, judgement: Judgement, asked_at: datetime) -> list[News]:
    """The run of this sweep, whole at once: nobody has to wait for it, and it waits for nobody."""
    run = seen.run
    run.submission = submission
    run.save(force_insert=True)
    Collection.objects.create(
        run=run,
        source=Source.ACCOUNT.value,
        state="read",
        started_at=asked_at,
        ended_at=asked_at,
        facts=kept.storable(recording.to_json(seen.facts)),
        facts_schema=recording.SCHEMA,
    )
    return judging.finish(run, judgement)


def has_time(entry: Entry, asked_at: datetime) -> bool:
    """Whether what is seen as of this stamp still counts for it: up to the due date, or the end of its own hours."""
    end = time_box.ends_at(entry.submission, asked_at)
    return end is None or asked_at <= end


def run_of(submission: Submission, asked_at: datetime, source: Source) -> Run:
    """What is to be a run over this source, as of this stamp; not saved."""
    cohort = submission.cohort
    return Run(
        submission=submission,
        version=cohort.version,
        state="finished",
        purpose="sweep",
        scope=steps_of_sources(definition_of(cohort.version), [source]),
        created_at=asked_at,
        started_at=asked_at,
        deadline_at=asked_at + timedelta(seconds=settings.RUN_DEADLINE_SECONDS),
        claims=cohort.claims,
        rules=cohort.rules,
        choices=submission.choices,
        drawn=drawn_for(submission, cohort.version),
    )


def _heard_at(facts: SourceFacts) -> datetime | None:
    hosts = facts.values.get(AccountHosts)
    heard = [host.last_reported for host in hosts.items] if isinstance(hosts, AccountHosts) else []
    newest = max(heard, default=0)
    try:
        return datetime.fromtimestamp(newest, UTC) if newest else None
    except (OverflowError, ValueError, OSError):  # no moment that there is
        return None
