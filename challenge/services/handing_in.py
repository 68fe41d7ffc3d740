"""The hand-in: one last look at all sources, and what it saw is frozen. It cannot be taken back, and it always ends.

A check that is on when the button is pressed ends first, because it may have looked before; then the last look begins.
When that has ended, however it ended, a worker keeps the pictures, freezes the bundle and writes, in one transaction,
that it was handed in. Who does so holds a lease, as for a collection: a worker that is killed loses nothing, and two
at once hand in once. The sweep of the scheduler rings for whoever is left.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, bell
from challenge.access import Person
from challenge.database import let_go
from challenge.looks import at_hand
from challenge.models import Cohort, Run, Submission
from challenge.models.run import OPEN_RUN
from challenge.services import bundles, events, freezing, keeping_pictures, letters, runs, time_box
from challenge.services.bundle_parts import Material, is_late
from challenge.services.bundles import Frozen
from challenge.services.events import News
from challenge.services.fetching import fetch_picture
from challenge.services.keeping_pictures import Album, Fetch, Sources

log = logging.getLogger(__name__)

TRIES_WITH_PICTURES = 3
MOST_TRIES = 5
"""Then it is handed in without a bundle: what was seen is in the database, and nobody waits for our mistake."""


class CannotHandIn(Exception):
    """The message is one sentence for the candidate."""


class Lost(Exception):
    """Somebody else finishes the hand-in, or nobody is to finish it any more."""


@dataclass(frozen=True)
class Lease:
    """The right to finish a hand-in, until it is taken away."""

    submission_id: int
    fence: int


def ask(submission: Submission, actor: Person) -> Submission:
    """The button was pressed; pressing it again changes nothing. Raises PermissionDenied or CannotHandIn."""
    if not access.may_connect(actor, submission):
        raise PermissionDenied("Only who did the work can hand it in.")
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.cohort_id)
        row = _locked(submission.pk)
        if row is None or row.withdrawn_at is not None:
            raise CannotHandIn(gettext("This work was deleted on your word."))
        if row.hand_in_asked_at is not None:
            return row
        if access.is_archived(cohort):  # at this moment; before, nobody came so far
            raise CannotHandIn(gettext("This cohort is in the archive, and nothing new is taken."))
        if not at_hand.for_hand_in(row):
            raise CannotHandIn(gettext("There is nothing to hand in yet. Connect your document first."))
        time_box.begin(row, actor)
        row.hand_in_asked_at = timezone.now()
        row.queued_at = None
        row.save(update_fields=["hand_in_asked_at", "queued_at"])
        _begin(row, actor)
        late = is_late(row)
        events.append([News("submission.handing-in", row, row.hand_in_run, actor.pk, data={"late": late})])
    return row


def go_on(submission_id: int, *, fetch: Fetch = fetch_picture) -> None:
    """Whatever comes next: begin the last look, or finish when it has ended. Doing it twice changes nothing."""
    lease = _next(submission_id)
    if lease is not None:
        try:
            _finish(lease, fetch)
        except Lost:
            log.info("The hand-in of submission %s is finished by somebody else, or by nobody.", submission_id)


def sweep() -> None:
    """Ring for every hand-in that nobody works on, and again ever more seldom while no worker comes."""
    looks = Run.objects.filter(submission=OuterRef("pk"), state__in=OPEN_RUN)
    waiting = Submission.objects.filter(hand_in_asked_at__isnull=False, handed_in_at=None, withdrawn_at=None)
    idle = waiting.filter(~Exists(looks)).exclude(hand_in_lease_until__gt=timezone.now())
    for row in idle.order_by("hand_in_asked_at"):
        if bell.unheard(row.hand_in_rung_at, row.hand_in_rings):
            bell.ring_hand_in(row.pk)


def _next(submission_id: int) -> Lease | None:
    with transaction.atomic():
        row = _locked(submission_id)
        if row is None or row.hand_in_asked_at is None or row.handed_in_at or row.withdrawn_at:
            return None
        if row.runs.filter(state__in=OPEN_RUN).exists():
            return None  # its end rings
        if row.hand_in_run is None or row.hand_in_run.state == "cancelled":
            try:
                # Who pressed in time hands in, also where the cohort went into the archive meanwhile.
                _begin(row, None if access.is_archived(row.cohort) else row.owner)
                return None
            except runs.CannotStart:
                log.info("There is nothing left to look at for the hand-in of submission %s.", row.pk)
        now = timezone.now()
        if row.hand_in_lease_until is not None and row.hand_in_lease_until > now:
            return None
        row.hand_in_fence += 1
        row.hand_in_lease_until = now + timedelta(seconds=settings.HAND_IN_LEASE_SECONDS)
        # It was heard; should its worker die, the next ring is at once.
        row.hand_in_rung_at, row.hand_in_rings = None, 0
        row.save(update_fields=["hand_in_fence", "hand_in_lease_until", "hand_in_rung_at", "hand_in_rings"])
        return Lease(row.pk, row.hand_in_fence)


def _begin(row: Submission, actor: Person | None) -> None:
    """The last look; while another check is on, nothing yet."""
    run = runs.start(row, actor, purpose="hand-in")
    if run.purpose == "hand-in":
        row.hand_in_run = run
        row.save(update_fields=["hand_in_run"])


def _finish(lease: Lease, fetch: Fetch) -> None:
    submission = _row(lease)
    frozen, told = None, {}
    try:
        known = freezing.material(submission)
        let_go()
        album = _album(lease, submission, known, fetch)
        _hold(lease)
        frozen = bundles.freeze(submission, freezing.parts(known, album))
        told = freezing.receipt(known, album)
    except Lost:
        raise
    except Exception:
        log.exception("The hand-in of submission %s could not be frozen (try %s).", submission.pk, lease.fence)
        if lease.fence < MOST_TRIES:
            return  # the lease runs out, and the sweep rings
    try:
        _end(lease, frozen, told)
    except Lost:
        _take_away_what_lost(submission)
        raise


def _take_away_what_lost(submission: Submission) -> None:
    """What was frozen and counts for nothing. While somebody else is still at it, nothing: it may be the same."""
    row = Submission.objects.filter(pk=submission.pk).first()
    if row is None or row.withdrawn_at or row.handed_in_at:
        bundles.remove_all(submission, but=row.bundle if row else "")


def _album(lease: Lease, submission: Submission, known: Material, fetch: Fetch) -> Album:
    if known.document is None or lease.fence > TRIES_WITH_PICTURES:
        return Album()
    references = keeping_pictures.references_of(known.document, submission.document_url)
    wanted = keeping_pictures.referred(known.document)
    texts = frozenset(file.path for file in known.texts)
    with freezing.file_reader(submission) as inside:
        return keeping_pictures.keep(wanted, references, Sources(inside, fetch, texts, hold=lambda: _hold(lease)))


def _end(lease: Lease, frozen: Frozen | None, told: dict[str, object]) -> None:
    with transaction.atomic():
        row = _locked(lease.submission_id)
        if row is None or row.hand_in_fence != lease.fence or row.handed_in_at or row.withdrawn_at:
            raise Lost
        row.handed_in_at, row.hand_in_lease_until, row.receipt = timezone.now(), None, told
        row.bundle, row.bundle_digest = (frozen.folder, frozen.digest) if frozen else ("", "")
        row.save(update_fields=["handed_in_at", "hand_in_lease_until", "receipt", "bundle", "bundle_digest"])
        data = {"bundle": row.bundle_digest, "commit": told.get("commit", ""), "late": is_late(row)}
        asked = row.hand_in_asked_at
        events.append([News("submission.handed-in", row, row.hand_in_run, row.owner_id, data=data, effective_at=asked)])
        transaction.on_commit(lambda: letters.receipt(lease.submission_id))
        transaction.on_commit(lambda: _take_away_what_lost(row))


def _hold(lease: Lease) -> None:
    """Keep the lease for another while. Raises Lost."""
    held = Submission.objects.filter(
        pk=lease.submission_id, hand_in_fence=lease.fence, handed_in_at=None, withdrawn_at=None
    ).update(hand_in_lease_until=timezone.now() + timedelta(seconds=settings.HAND_IN_LEASE_SECONDS))
    let_go()
    if not held:
        raise Lost


def _row(lease: Lease) -> Submission:
    rows = Submission.objects.select_related("cohort__version__challenge", "hand_in_run__version", "owner", "team")
    row = rows.filter(pk=lease.submission_id).first()
    if row is None:
        raise Lost
    return row


def _locked(submission_id: int) -> Submission | None:
    """The row, held until the transaction ends: of two who act at once, the second sees what the first did."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related(
        "cohort__version", "hand_in_run", "owner"
    )
    return rows.filter(pk=submission_id).first()
