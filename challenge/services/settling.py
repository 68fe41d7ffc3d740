"""Brings the judgments of a run up to what is known of it: judged outside of any transaction, written in a short one.

Judging may take seconds, and who waits for a lock meanwhile waits for nothing. So what is known is written first and
counted on the run's row (`locking.changed`); then it is judged as it was read, and what came of it is written only if
nothing was counted since. Whoever is killed between the two leaves a run that is `due`, which the sweep finds.
"""

from __future__ import annotations

import logging

from django.db import transaction

from challenge import bell
from challenge.models import Run
from challenge.services import events, judging, sweep_looks
from challenge.services.events import News
from challenge.services.judging import Known
from challenge.services.locking import Lost, lock
from verifier.engine import Judgement

log = logging.getLogger(__name__)

TRIES = 3
"""Who is overtaken so often leaves it to the others: whoever changed something last judges it."""


def settle(run_id: int, *, tries: int = TRIES) -> None:
    """Judge what is known and write what turned; finish an open run of which nothing is looked at any more.

    To be called after the commit of a transaction that changed what is known, by whoever changed it. Doing it twice,
    or in two processes at once, changes nothing.
    """
    for _ in range(tries):
        known = judging.known(run_id)
        if known is None or not due(known.run) or _written(known, judging.judged(known)):
            return
    log.info("Run %s changes faster than it is judged; who changed it last judges it.", run_id)


def due(run: Run) -> bool:
    """Whether something is known that the judgments do not tell, or it is to be finished."""
    if run.state == "cancelled" or (run.is_quiet and run.is_looked_at):
        return False
    return run.facts_version != run.judged_version or (run.is_open and not run.is_looked_at)


def _written(known: Known, judgement: Judgement | None) -> bool:
    """Whether it stands now, by our writing or somebody else's. False: what it was judged by has changed."""
    try:
        with transaction.atomic():
            run = lock(known.run.pk)
            if not due(run):
                return True
            if run.facts_version != known.version:
                return False
            events.append(_news(run, judgement))
    except Lost:
        log.info("Run %s was deleted while it was judged.", known.run.pk)
    return True


def _news(run: Run, judgement: Judgement | None) -> list[News]:
    if not run.is_open:
        return judging.write_again(run, judgement)
    if run.is_quiet:
        return sweep_looks.end(run, judgement)
    if run.is_looked_at:
        return judging.write_known(run, judgement)
    submission = run.submission
    if submission.hand_in_asked_at is not None and submission.handed_in_at is None:
        transaction.on_commit(lambda: bell.ring_hand_in(submission.pk))
    return judging.finish(run, judgement)
