"""The lines to paste and the files to bring back with which a candidate looks himself.

A token is good to post one look of one submission, once, for a quarter of an hour; only its sha256 is kept. The script
frames its answer with a part of that digest, so an answer tells which token it was made for, and nothing of the token.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access
from challenge.access import Person
from challenge.models import OwnLookToken, Submission
from verifier.probes.host import PROBES
from verifier.script import compose, compose_own_run, refusal

GOOD_FOR = timedelta(minutes=15)
FILE_GOOD_FOR = timedelta(days=1)
FILES_OPEN, LINES_KEPT = 5, 30
PLACES = ("vm", "container", "here")


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
    need_own(submission, actor)
    with transaction.atomic():
        now = timezone.now()
        end_lines(submission, now)
        tokens = {place: secrets.token_urlsafe(24) for place in PLACES}
        for place, token in tokens.items():
            way = "container" if place == "container" else "machine"
            _keep(submission, token, way, use_sudo=use_sudo and way == "machine", expires_at=now + GOOD_FOR)
    return Lines(tokens, now + GOOD_FOR)


def make_file(submission: Submission, actor: Person, *, use_sudo: bool = False) -> str:
    """The script that prints its answer, for a machine without a network. What it prints is taken for a day.

    Only the last few scripts are good.
    """
    need_own(submission, actor)
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
    return compose(nonce_of(row), PROBES, sudo=use_sudo)


def script_for(token: str, *, post_to: str) -> str:
    """What a pasted line runs: the look, or one sentence why there is none. Asking for it uses nothing up."""
    row = row_of(token)
    why = why_not(row)
    if row is None or why is not None:
        return refusal(str(why))
    return compose_own_run(nonce_of(row), PROBES, post_to=post_to, sudo=row.use_sudo)


def _keep(submission: Submission, token: str, way: str, *, use_sudo: bool, expires_at: datetime) -> OwnLookToken:
    """A new token. Those that ended a day ago are forgotten: nobody needs to be told any more that theirs is too old."""
    submission.own_look_tokens.filter(expires_at__lt=timezone.now() - FILE_GOOD_FOR).delete()
    lines = submission.own_look_tokens.exclude(way="file").order_by("-pk").values_list("pk", flat=True)
    OwnLookToken.objects.filter(pk__in=list(lines[LINES_KEPT:])).delete()
    return OwnLookToken.objects.create(
        submission=submission, digest=_digest(token), way=way, use_sudo=use_sudo, expires_at=expires_at
    )


def end_lines(submission: Submission, now: datetime) -> None:
    lines = submission.own_look_tokens.exclude(way="file").filter(used_at=None, expires_at__gt=now)
    lines.update(expires_at=now)


def row_of(token: str) -> OwnLookToken | None:
    return (
        OwnLookToken.objects.select_related("submission__owner", "submission__cohort")
        .filter(digest=_digest(token))
        .first()
    )


def why_not(row: OwnLookToken | None) -> NotTaken | None:
    if row is None or row.way == "file" or row.submission.withdrawn_at is not None:
        return unknown()
    if row.used_at is not None or row.expires_at <= timezone.now():
        return over()
    if access.is_archived(row.submission.cohort):
        return NotTaken(_("This cohort is in the archive, and nothing new is taken."), 409)
    return None


def unknown() -> NotTaken:
    return NotTaken(_("This line is not known here. Make a new one on the page of your machine."), 404)


def over() -> NotTaken:
    return NotTaken(
        _("This line was used, or is too old: it is good once, for 15 minutes. Make a new one on the page."), 410
    )


def nonce_of(row: OwnLookToken) -> str:
    return row.digest[:32]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def need_own(submission: Submission, actor: Person) -> None:
    if not access.may_connect(actor, submission):
        raise PermissionDenied("This submission is not yours.")
