"""Looks that a candidate takes himself: the lines to paste, the file to bring, and what comes in.

A token is good to post one look of one submission, once, for a quarter of an hour; only its sha256 is kept. The script
frames its answer with a part of that digest, so an answer tells which token it was made for, and nothing of the token.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenge import access
from challenge.access import Person
from challenge.looks import kept, pins
from challenge.models import Collection, Event, OwnLook, OwnLookToken, Submission, Target
from challenge.models.run import runs_on
from challenge.services import events, machines, runs
from challenge.services.events import News
from verifier.facts import SourceFacts
from verifier.gather import host
from verifier.probes.host import PROBES
from verifier.script import compose, compose_own_run, refusal
from verifier.verdicts import Source

log = logging.getLogger(__name__)

GOOD_FOR = timedelta(minutes=15)
FILE_GOOD_FOR = timedelta(days=1)
LARGEST = 2_000_000
KEPT = 10
FILES_OPEN, LINES_KEPT = 5, 30
PLACES = ("vm", "container", "here")
LONGEST_UNREAD = timedelta(hours=1)
MOST, WITHIN = 10, timedelta(minutes=10)

TOO_OFTEN = gettext_lazy("This was sent many times in the last minutes; wait ten minutes and send it again.")
SENT_BEFORE = gettext_lazy("This is the look that you sent last, so nothing new began. Run the script once more first.")


class NotTaken(Exception):
    """What was sent is not taken: one sentence for who ran the script, and the status of HTTP that says the same."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Lines:
    """The tokens of one press, by the place where the line is to be pasted: "vm", "container", "here"."""

    tokens: dict[str, str]
    expires_at: datetime


def make_lines(submission: Submission, actor: Person, *, use_sudo: bool = False) -> Lines:
    """A token for each place. Those of an earlier press are not good any more."""
    _own(submission, actor)
    with transaction.atomic():
        now = timezone.now()
        _end_lines(submission, now)
        tokens = {place: secrets.token_urlsafe(24) for place in PLACES}
        for place, token in tokens.items():
            way = "container" if place == "container" else "machine"
            _keep(submission, token, way, use_sudo=use_sudo and way == "machine", expires_at=now + GOOD_FOR)
    return Lines(tokens, now + GOOD_FOR)


def make_file(submission: Submission, actor: Person, *, use_sudo: bool = False) -> str:
    """The script that prints its answer, for a machine without a network. What it prints is taken for a day.

    Only the last few scripts are good.
    """
    _own(submission, actor)
    with transaction.atomic():
        row = _keep(
            submission,
            secrets.token_urlsafe(24),
            "file",
            use_sudo=use_sudo,
            expires_at=timezone.now() + FILE_GOOD_FOR,
        )
        files = submission.own_look_tokens.filter(way="file").order_by("-pk")
        OwnLookToken.objects.filter(pk__in=list(files.values_list("pk", flat=True)[FILES_OPEN:])).delete()
    return compose(_nonce(row), PROBES, sudo=use_sudo)


def script_for(token: str, *, post_to: str) -> str:
    """What a pasted line runs: the look, or one sentence why there is none. Asking for it uses nothing up."""
    row = _row(token)
    why = _why_not(row)
    if row is None or why is not None:
        return refusal(str(why))
    return compose_own_run(_nonce(row), PROBES, post_to=post_to, sudo=row.use_sudo)


def receive(token: str, raw: bytes) -> OwnLook:
    """Keep what a script posted, once, and look at it. Raises NotTaken."""
    row = _row(token)
    why = _why_not(row)
    if row is None or why is not None:
        raise why or _unknown()
    return _take(row, raw, once=True)


def take_file(submission: Submission, actor: Person, raw: bytes) -> OwnLook:
    """Keep what a downloaded script printed, and look at it. Raises NotTaken."""
    _own(submission, actor)
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
        scrubbed, facts = host.take_own_run(raw, _nonce(row))
    except host.NotOursError as fault:
        raise NotTaken(str(fault), 422) from fault
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=row.submission_id)
        now = timezone.now()
        fresh = Q(pk=row.pk, expires_at__gt=now) & (Q(used_at=None) if once else Q())
        if not OwnLookToken.objects.filter(fresh).update(used_at=now):
            raise _over()
        if is_newest(submission, Source.HOST, hashlib.sha256(scrubbed).hexdigest()):
            raise NotTaken(str(SENT_BEFORE), 409)
        _end_lines(submission, now)
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


def _keep(submission: Submission, token: str, way: str, *, use_sudo: bool, expires_at: datetime) -> OwnLookToken:
    """A new token. Those that ended a day ago are forgotten: nobody needs to be told any more that theirs is too old."""
    submission.own_look_tokens.filter(expires_at__lt=timezone.now() - FILE_GOOD_FOR).delete()
    lines = submission.own_look_tokens.exclude(way="file").order_by("-pk").values_list("pk", flat=True)
    OwnLookToken.objects.filter(pk__in=list(lines[LINES_KEPT:])).delete()
    return OwnLookToken.objects.create(
        submission=submission, digest=_digest(token), way=way, use_sudo=use_sudo, expires_at=expires_at
    )


def _end_lines(submission: Submission, now: datetime) -> None:
    lines = submission.own_look_tokens.exclude(way="file").filter(used_at=None, expires_at__gt=now)
    lines.update(expires_at=now)


def _row(token: str) -> OwnLookToken | None:
    return (
        OwnLookToken.objects.select_related("submission__owner", "submission__cohort")
        .filter(digest=_digest(token))
        .first()
    )


def _why_not(row: OwnLookToken | None) -> NotTaken | None:
    if row is None or row.way == "file" or row.submission.withdrawn_at is not None:
        return _unknown()
    if row.used_at is not None or row.expires_at <= timezone.now():
        return _over()
    if access.is_archived(row.submission.cohort):
        return NotTaken(_("This cohort is in the archive, and nothing new is taken."), 409)
    return None


def _unknown() -> NotTaken:
    return NotTaken(_("This line is not known here. Make a new one on the page of your machine."), 404)


def _over() -> NotTaken:
    return NotTaken(
        _("This line was used, or is too old: it is good once, for 15 minutes. Make a new one on the page."), 410
    )


def too_large() -> NotTaken:
    """The answer to more than anybody's look is."""
    return NotTaken(_("This is larger than 2 MB, which no look is, so it was not taken."), 413)


def _nonce(row: OwnLookToken) -> str:
    return row.digest[:32]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _own(submission: Submission, actor: Person) -> None:
    if not access.may_connect(actor, submission):
        raise PermissionDenied("This submission is not yours.")
