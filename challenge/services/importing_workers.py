"""Takes what was given to be brought in, in a worker: fetched, handed in, and a submission of somebody who may join later.

Who takes one holds a lease: a worker that is killed loses nothing, and two at once take it once. The round of the
scheduler rings for whatever is left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from challenge import bell
from challenge.models import Import, Submission
from challenge.services import codes, documents, events, handing_in, people, staging, submissions
from challenge.services.events import News

log = logging.getLogger(__name__)

LEASE_SECONDS = 180
MOST_TRIES = 3
RING_AGAIN = timedelta(seconds=30)
FOLDERS_KEPT = timedelta(days=14)
GAVE_UP = "Our worker broke off three times while it took this."
OUR_FAULT = "Taking this broke down with an error of ours; it can be tried again."
GONE = "The files were kept for two weeks and are gone. Give the folder again."


class Lost(Exception):
    """Somebody else takes it, or it is taken."""


@dataclass(frozen=True)
class Lease:
    import_id: int
    fence: int


def take(import_id: int) -> None:
    """Take it, unless somebody does or did."""
    lease = _claim(import_id)
    if lease is None:
        return
    row = Import.objects.select_related("cohort__version").get(pk=import_id)
    try:
        _take(lease, row)
    except Lost:
        log.info("Import %s is taken by somebody else.", import_id)
    except documents.Busy:
        _end(lease, state="waiting", tries=row.tries - 1, ended_at=None)
    except (documents.CannotTake, handing_in.CannotHandIn) as why:
        _end(lease, state="failed", reason=str(why)[:500])
    except Exception:
        log.exception("Import %s broke down.", import_id)
        _end(lease, state="failed", reason=OUR_FAULT)


def sweep() -> None:
    """Take back what a dead worker held, ring for what nobody took, and throw away what nobody asked for any more."""
    now = timezone.now()
    left = Import.objects.filter(state="taking", lease_until__lte=now)
    left.filter(tries__gte=MOST_TRIES).update(state="failed", reason=GAVE_UP, ended_at=now)
    left.update(state="waiting", rung_at=None)
    unheard = Import.objects.filter(state="waiting").filter(Q(rung_at=None) | Q(rung_at__lte=now - RING_AGAIN))
    bell.ring_imports(list(unheard.order_by("pk").values_list("pk", flat=True)))
    for row in Import.objects.filter(state="failed", ended_at__lte=now - FOLDERS_KEPT).exclude(folder=""):
        staging.throw_away(row.folder)
        Import.objects.filter(pk=row.pk, state="failed").update(folder="", reason=GONE)


def _claim(import_id: int) -> Lease | None:
    with transaction.atomic():
        row = Import.objects.select_for_update(no_key=True).filter(pk=import_id, state="waiting").first()
        if row is None:
            return None
        row.state, row.fence, row.tries = "taking", row.fence + 1, row.tries + 1
        row.lease_until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
        row.save(update_fields=["state", "fence", "tries", "lease_until"])
        return Lease(row.pk, row.fence)


def _take(lease: Lease, row: Import) -> None:
    if row.kind == "link":
        with documents.fetched(row.address) as found:
            _become(lease, lambda submission: documents.take_fetched(submission, found))
    elif not row.folder:
        raise documents.CannotTake(GONE)
    else:
        place: Path = staging.place_of(row.folder)
        _become(lease, lambda submission: documents.take(submission, place))


def _become(lease: Lease, give: Callable[[Submission], None]) -> None:
    """A submission of a placeholder with this document, handed in. What fails on the way leaves no submission."""
    with transaction.atomic():
        row = _held(lease)
        submission = row.submission or _begun(row)
    try:
        give(submission)
        with transaction.atomic():
            row = _held(lease)
            assert submission.owner is not None
            handing_in.ask(submission, submission.owner)
            row.state, row.reason, row.ended_at, row.lease_until = "taken", "", timezone.now(), None
            folder, row.folder = row.folder, ""
            row.save()
            news = News("submission.imported", submission, actor_id=row.given_by_id, data={"import": row.pk})
            events.append([news])
            transaction.on_commit(lambda: staging.throw_away(folder))
    except (documents.CannotTake, handing_in.CannotHandIn):
        with transaction.atomic():
            _held(lease)
            Import.objects.filter(pk=lease.import_id).update(submission=None)
            if submission.owner is not None:
                submission.owner.delete()
        raise


def _begun(row: Import) -> Submission:
    owner = people.placeholder(row.cohort, row.name)
    made = codes.with_free_code(row.cohort, lambda code: submissions.join(row.cohort, code=code, owner=owner))
    row.submission = made
    row.save(update_fields=["submission"])
    return made


def _held(lease: Lease) -> Import:
    """The row, while this lease holds. Raises Lost."""
    rows = Import.objects.select_for_update(of=("self",), no_key=True).select_related(
        "cohort__version", "submission__cohort"
    )
    row = rows.filter(pk=lease.import_id, fence=lease.fence, state="taking").first()
    if row is None:
        raise Lost
    return row


def _end(lease: Lease, **values: object) -> None:
    ended = {"lease_until": None, "ended_at": timezone.now(), **values}
    Import.objects.filter(pk=lease.import_id, fence=lease.fence, state="taking").update(**ended)
