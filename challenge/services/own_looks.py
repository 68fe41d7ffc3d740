"""Looks that a candidate took himself, as they come in: posted by a pasted line, or brought as a file (`look_tokens`)."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenge.access import Person
from challenge.looks import kept, pins
from challenge.models import Collection, Event, OwnLook, OwnLookToken, Submission, Target
from challenge.models.run import runs_on
from challenge.services import events, look_tokens, machines, runs
from challenge.services.events import News
from challenge.services.look_tokens import NotTaken
from verifier.facts import SourceFacts
from verifier.gather import host
from verifier.verdicts import Source

log = logging.getLogger(__name__)

LARGEST = 2_000_000
KEPT = 10
LONGEST_UNREAD = timedelta(hours=1)
MOST, WITHIN = 10, timedelta(minutes=10)

TOO_OFTEN = gettext_lazy("This was sent many times in the last minutes; wait ten minutes and send it again.")
SENT_BEFORE = gettext_lazy("This is the look that you sent last, so nothing new began. Run the script once more first.")


def receive(token: str, raw: bytes) -> OwnLook:
    """Keep what a script posted, once, and look at it. Raises NotTaken."""
    row = look_tokens.row_of(token)
    why = look_tokens.why_not(row)
    if row is None or why is not None:
        raise why or look_tokens.unknown()
    return _take(row, raw, once=True)


def take_file(submission: Submission, actor: Person, raw: bytes) -> OwnLook:
    """Keep what a downloaded script printed, and look at it. Raises NotTaken."""
    look_tokens.need_own(submission, actor)
    nonce = host.own_nonce(raw)
    if not nonce:
        raise NotTaken(host.NOT_OURS, 422)
    rows = submission.own_look_tokens.filter(way="file", digest__startswith=nonce, expires_at__gt=timezone.now())
    row = rows.first() if re.fullmatch("[0-9a-f]{32}", nonce) else None
    if row is None:
        raise NotTaken(host.ANOTHER_DAYS, 422)
    return _take(row, raw, once=False)


def start_unread() -> int:
    """Check what came in while another check was on, and so was read by none. Returns how many checks began."""
    looked = Collection.objects.filter(target=OuterRef("pk"), source="host").order_by("-started_at")
    newest = OwnLook.objects.filter(target=OuterRef("pk"), source="host").order_by("-pk")
    due = (
        Target.objects.filter(kind="own-run", primary=True, submission__withdrawn_at=None)
        .filter(submission__cohort__archived_at=None)
        .annotate(
            looked_last=Subquery(looked.values("started_at")[:1]), came_last=Subquery(newest.values("received_at")[:1])
        )
        .filter(came_last__gt=timezone.now() - LONGEST_UNREAD)
        .exclude(submission__runs__in=runs_on())
    )
    found = [one for one in due if one.came_last and (one.looked_last is None or one.looked_last < one.came_last)]
    for target in found:
        start_check(target.submission)
    return len(found)


def start_check(submission: Submission) -> None:
    """A check of the machine alone. One that is on already goes on, and the scheduler starts the next."""
    try:
        runs.start(submission, submission.owner, sources=[Source.HOST], purpose="own-run")
    except (runs.CannotStart, PermissionDenied) as fault:
        log.info("Submission %s is not checked after its own run: %s", submission.pk, fault)


def sent_too_often(submission: Submission, source: Source) -> bool:
    """Were so many looks at this source sent in the last minutes that no more are taken? Those kept are fewer."""
    received = Event.objects.filter(
        submission_id=submission.pk, kind="own-look.received", at__gt=timezone.now() - WITHIN
    )
    return received.filter(data__source=source.value).count() >= MOST


def is_newest(submission: Submission, source: Source, digest: str) -> bool:
    """Is this the very look that was sent last?"""
    newest = submission.own_looks.filter(source=source.value).order_by("-pk").first()
    return newest is not None and newest.digest == digest


def _take(row: OwnLookToken, raw: bytes, *, once: bool) -> OwnLook:
    if len(raw) > LARGEST:
        raise too_large()
    if sent_too_often(row.submission, Source.HOST):
        raise NotTaken(str(TOO_OFTEN), 429)
    try:
        scrubbed, facts = host.take_own_run(raw, look_tokens.nonce_of(row))
    except host.NotOursError as fault:
        raise NotTaken(str(fault), 422) from fault
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=row.submission_id)
        now = timezone.now()
        fresh = Q(pk=row.pk, expires_at__gt=now) & (Q(used_at=None) if once else Q())
        if not OwnLookToken.objects.filter(fresh).update(used_at=now):
            raise look_tokens.over()
        if is_newest(submission, Source.HOST, hashlib.sha256(scrubbed).hexdigest()):
            raise NotTaken(str(SENT_BEFORE), 409)
        look_tokens.end_lines(submission, now)
        look, counts = _kept(submission, row.way, scrubbed, facts, now)
        news = News("own-look.received", submission, data={"source": "host", "way": row.way})
        events.append([news])
    if counts:
        start_check(submission)
    return look


def _kept(submission: Submission, way: str, scrubbed: bytes, facts: SourceFacts, now: datetime) -> tuple[OwnLook, bool]:
    """The look, and whether it is one at the machine that counts."""
    name, version = pins.named(facts)
    target = machines.of_own_run(submission, name)
    target.agent_version, target.looked_at = version, now
    target.save(update_fields=["agent_version", "looked_at"])
    look = OwnLook.objects.create(
        submission=submission,
        target=target,
        source="host",
        way=way,
        raw=kept.pack(scrubbed),
        digest=hashlib.sha256(scrubbed).hexdigest(),
        name=name,
        agent_version=version,
        received_at=now,
    )
    older = submission.own_looks.filter(source="host").order_by("-pk").values_list("pk", flat=True)[KEPT:]
    OwnLook.objects.filter(pk__in=list(older)).delete()
    return look, target.primary


def too_large() -> NotTaken:
    """The answer to more than anybody's look is."""
    return NotTaken(_("This is larger than 2 MB, which no look is, so it was not taken."), 413)
