"""Appends to the record. The only writer of events; always the last statements of a transaction.

| kind | data |
|---|---|
| submission.joined | |
| time.started | |
| reminder.sent | about: "time" or "trial" |
| account.pinned-again | |
| account.changed | organisation: the one that was looked at until then, on another site |
| submission.handing-in | late: after the end of the time there was |
| submission.withdrawn | |
| comment.added | comment, step, sum |
| feedback.drafted, feedback.released | sum |
| feedback.timed | on: the day, or "outcome" |
| feedback.held | it was to be released by itself, and is not any more |
| review.passed-on | to: the id of the reviewer who has it now |
| submission.imported | import: its id |
| submission.claimed | by the candidate, in place of the placeholder |
| review.taken, review.given-back | |
| review.saved, review.finished, review.opened-again | review: its id; sum (`challenge.sums`); of a finished one: outcome |
| decision.made | decision: its id; step, decided: its kind; counts: the verdict an override gives; bulk; settles; sum |
| decision.undone | decision: the id of the one that was taken back; step; sum |
| interview.asked | question: its id; step, sum |
| interview.taken-back | question: its id; gone with the decision that it was noted with |
| rows.asked | text: key of the text that the candidate got, "" = every row is asked; not_asked: the rows that it did not ask |
| cohort.made, cohort.changed | fields: names of what changed; from: id of the copied cohort; rejudging: the id of what changed rules |
| cohort.decided, cohort.undone | for everybody. decision: id of the `CohortDecision`; step; decided: its kind |
| rejudging.applied | rejudging: its id; reason: that one was given; written, left: how many submissions |
| rejudging.dropped | rejudging |
| recheck.asked, recheck.stopped | recheck: its id; submissions: how many |
| definition.published | version: its id |
| cohort.archived, cohort.opened-again | |
| contest.made | |
| contest.changed | fields: names of what changed |
| contest.paused, contest.resumed | act: id of the `ContestAct`, with its reason; seconds: how long the clock stood still. For all |
| contest.unpinned | act. Its organisation was the wrong one: it and the keys are forgotten, and the next look pins anew |
| board.revealed, board.covered | act. A frozen board is shown as it is now, or as of the freeze again |
| entry.invited, entry.joined, entry.left | invitation, or member: id of the person, who came by it or was moved |
| entry.extended | act; minutes, below zero: taken back; extra: all that it has beyond the end now |
| entry.hidden, entry.shown | act. It is on no board from now on, or on it |
| entry.made | hidden: it is on no board |
| entry.drawn | number: which of its contest's draws it got |
| entry.clash | clash: the kinds of its things that carry another entry's tag too (ui: its tag was typed on a host); none = not any more |
| sweep.read, sweep.failed | sweep: its id. effective_at: its stamp |
| cohort.joined, cohort.left | member: id of the person; role |
| outcome.settled | outcome; sum; over two reviewers who differed |
| submission.handed-in | bundle: digest of what was frozen; commit of the document; late. effective_at: when the button was pressed |
| machine.confirmed, machine.retired | target; because: rebuilt, replaced or wrong |
| own-look.received | source, way |
| answer.written | step; sum, or picture: the id of one that came or went |
| pictures.opened | by somebody other than the candidate; once an hour at most |
| document.taken | kind; commit, where it came from a repository |
| run.started | scope |
| check.queued, check.taken-back | |
| judged.chosen | subjects: those that were chosen anew |
| run.running | |
| source.reading, source.read, source.failed | source |
| steps.turned | steps: step -> verdict, as it turns while the run is on |
| run.finished | steps: step -> [verdict, worth, bonus]; gained: steps proved for the first time; told, stands: see below; points, max |
| run.cancelled | |
| secret.stored, secret.replaced | secret: its kind |
| secret.used | secret; with the run that used it, or the person who tested it; of a contest: sweep, the id of the one that used it |
| secret.used | secret; by: "sweeps", whose looks at a machine tell it once a day |
| keys.forgotten | secrets: their kinds; because: asked, retention or elsewhere |
| keys.tested | |
| own-look.received | source |
| pictures.opened, results.opened | (actor: who) |
| pictures.uncovered | a reviewer who must not see the name yet asked for the pictures (actor: who) |
| run.rejudged | steps, told, stands, points, max as above; gained, lost: steps whose only proof came or went |

stands: step -> the verdict that counts for the submission now. told: step -> "own-run" or "document" (or "ssh", of a machine that is
not the account's; "" for nothing of them), of the rows that pass or are claimed though neither the account nor our own look at the
machine proves them: they count nothing on a board. Older events have none, and each pass in them is proof.

Everything in `data` is an id or an outcome, never a name, a sentence or a value that was seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from challenge.database import one_at_a_time
from challenge.models import Cohort, Event, Run, Submission
from challenge.services import standing_rows, summaries


@dataclass(frozen=True)
class News:
    """An event to be, of a submission or (where there is none) of a cohort. effective_at: when it became true; None = now."""

    kind: str
    submission: Submission | None
    run: Run | None = None
    actor_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    effective_at: datetime | None = None
    cohort: Cohort | None = None


def append(news: Sequence[News]) -> list[Event]:
    """Write these in order, so that ids commit in order and every digest follows from the one before.

    Must run inside a transaction, as its last act: what the work list and the board say of these submissions is kept with
    it, and the lock is held until the commit.
    """
    if not news:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Events are appended within a transaction.")
    one_at_a_time()
    summaries.keep({item.submission.pk for item in news if item.submission and summaries.concerns(item.kind)})
    at = timezone.now()
    previous = Event.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    rows = []
    for item in news:
        row = _row(item, at)
        row.digest = previous = digest(previous, row)
        rows.append(row)
    written = Event.objects.bulk_create(rows)
    standing_rows.keep(written)
    return written


def digest(previous: str, event: Event) -> str:
    """The link of the chain: sha256 over the digest before and everything the event says."""
    content = {
        "kind": event.kind,
        "cohort": event.cohort_id,
        "submission": event.submission_id,
        "run": event.run_id,
        "actor": event.actor_id,
        "data": event.data,
        "at": event.at.isoformat(),
        "effective_at": event.effective_at.isoformat(),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def broken_links(events: Iterable[Event]) -> Iterator[int]:
    """The ids of events that do not follow from the one before: something was changed or taken away."""
    previous = ""
    for event in events:
        if digest(previous, event) != event.digest:
            yield event.pk
        previous = event.digest


def _row(item: News, at: datetime) -> Event:
    return Event(
        kind=item.kind,
        cohort_id=item.submission.cohort_id if item.submission else item.cohort.pk if item.cohort else None,
        submission_id=item.submission.pk if item.submission else None,
        run_id=item.run.pk if item.run else None,
        actor_id=item.actor_id,
        data=item.data,
        at=at,
        effective_at=item.effective_at or at,
    )
