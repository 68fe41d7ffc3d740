"""What the newest sweep saw of one entry: the account's part of its hand-in, for which nothing is asked anew."""

from __future__ import annotations

from functools import partial

from challenge.contest import shared_account
from challenge.database import let_go
from challenge.looks import kept
from challenge.looks.at_hand import NothingThere
from challenge.models import Entry, Run, Sweep
from verifier.facts import SourceFacts
from verifier.gather import Reading, Report
from verifier.shares import share
from verifier.verdicts import Source


def at_hand_in(run: Run) -> partial[Reading]:
    """The look at it. Raises NothingThere."""
    if run.purpose != "hand-in":
        raise NothingThere("In a contest the account is looked at in sweeps, for everybody at once.")
    facts = _facts(run)
    if facts is None:
        raise NothingThere("The contest's account was not read yet.")
    return partial(_look, facts)


def _look(facts: SourceFacts, *, report: Report) -> Reading:
    """No raw answer is kept with it: that holds everybody's."""
    report(facts)
    return Reading(facts, b"")


def _facts(run: Run) -> SourceFacts | None:
    """Of the newest sweep that judged it; where its answers are not kept, or another is on, of the last one that changed something."""
    entry = Entry.objects.select_related("submission__cohort__version").get(submission=run.submission_id)
    rows = Sweep.objects.filter(contest__cohort=entry.submission.cohort_id, state="read").exclude(raw=b"")
    newest = rows.order_by("-pk").first()
    if newest is None or entry.looked_at is None or entry.looked_at < newest.asked_at:
        return kept.newest_facts(entry.submission_id, run.version, [Source.ACCOUNT]).get(Source.ACCOUNT)
    tags = shared_account.tags_of(newest.contest)
    metrics = shared_account.metrics_of(entry)
    raw = kept.unpack(newest.raw)
    let_go()
    return share(shared_account.read(raw), entry.tag, [tag for tag in tags if tag != entry.tag], metrics=metrics).facts
