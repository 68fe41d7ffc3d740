"""What the worker is rung for. A message carries a row id only; the row says whether there is work."""

from __future__ import annotations

import logging

from celery import shared_task

from challenge import bell
from challenge.looks import looking
from challenge.services import collecting, handing_in, importing_workers, rejudging_rounds, sweeps
from challenge.services.locking import Lost
from challenge.site.logs import about_run
from verifier.gather import Report

log = logging.getLogger(__name__)

OUR_FAULT = "Our look at this broke down with an error of its own; it is not your fault."


@shared_task(name=bell.TASK, ignore_result=True)
def collect(collection_id: int) -> None:
    """Look at one source of one run, unless somebody else already does."""
    lease = collecting.claim(collection_id)
    if lease is None:
        return
    with about_run(lease.run_id):
        try:
            with collecting.held(lease) as report:
                _look(lease, report)
        except Lost:
            log.info("The %s was taken away while it was looked at.", lease.source)


@shared_task(name=bell.HAND_IN, ignore_result=True)
def hand_in(submission_id: int) -> None:
    """Go on with a hand-in, unless somebody else already does."""
    handing_in.go_on(submission_id)


@shared_task(name=bell.IMPORT, ignore_result=True)
def import_one(import_id: int) -> None:
    """Take one link or folder, unless somebody else already does."""
    importing_workers.take(import_id)


@shared_task(name=bell.REJUDGE, ignore_result=True)
def rejudge(rejudging_id: int) -> None:
    """Go on with judging a cohort again, unless somebody else already does."""
    rejudging_rounds.go_on(rejudging_id)


@shared_task(name=bell.SWEEP, ignore_result=True)
def sweep(sweep_id: int) -> None:
    """Look at everybody in a contest, unless somebody else already does."""
    sweeps.go_on(sweep_id)


def _look(lease: collecting.Lease, report: Report) -> None:
    try:
        reading = looking.look(lease.collection_id, report=report)
    except Lost:
        raise
    except Exception:
        log.exception("Looking at the %s broke down.", lease.source)
        collecting.fail(lease, OUR_FAULT)
    else:
        collecting.end(lease, reading)
