"""Credentials, encrypted at rest. Nothing else in the program reads or writes a ciphertext.

The plaintext names the row it belongs to, so a ciphertext copied to another candidate's row, or to
another kind of secret, does not open. An opened secret is handed over and never logged or shown.
Whatever happens to a secret leaves a line in the record, which the candidate reads: none is handed over without it,
but to sweeps, whose looks leave one a day.
The keys of a contest's own account are kept in the same way, with lines of the cohort.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from challenge.database import let_go
from challenge.models import Contest, ContestKey, Credential, Run, Submission, Sweep, Target
from challenge.services import events
from challenge.services.events import News

A_DAY = timedelta(days=1)
SEALED_IN_A_FACTOR = ("secret", "seed")
"""What allauth seals in the rows of second factors: of an authenticator app, of recovery codes."""
Sealed = Credential | ContestKey
SEALED: tuple[type[Credential] | type[ContestKey], ...] = (Credential, ContestKey)


class CannotOpen(Exception):
    """A stored credential is not readable with the present keys, or is not of this row."""


def store(
    submission: Submission, kind: str, secret: str, *, target: Target | None = None, actor_id: int | None = None
) -> Credential:
    """Keep this secret, in place of an earlier one of the same kind. The same once more changes nothing."""
    if target is not None and target.submission_id != submission.pk:
        raise ValueError("The target belongs to another submission.")
    with transaction.atomic():
        before = Credential.objects.filter(submission=submission, target=target, kind=kind).first()
        if before is not None and _is(before, secret):
            return before
        row, new = Credential.objects.update_or_create(
            submission=submission,
            target=target,
            kind=kind,
            defaults={
                "ciphertext": _seal(secret, name=_name(submission.pk, kind, target.pk if target else None)),
                "created_at": timezone.now(),
                "opened_at": None,
            },
        )
        what = "secret.stored" if new else "secret.replaced"
        events.append([News(what, submission, actor_id=actor_id, data={"secret": kind})])
    return row


def open_(credential: Credential) -> str:
    """The secret of this row."""
    return open_all([credential])[credential.kind]


def open_all(
    credentials: Iterable[Credential], *, run: Run | None = None, actor_id: int | None = None
) -> dict[str, str]:
    """The secrets by their kind, for a run, or for somebody who asked. All of one submission.

    One short transaction for all of them notes the time and the use; only then they are handed over. Sweeps use a key every
    few minutes: its row says when last, the record once where it was not used for a day.
    """
    rows = list(credentials)
    secrets = {row.kind: _open(row) for row in rows}
    told, about, more = list(secrets), run, {}
    if run is not None and run.is_quiet:
        told, about = [row.kind for row in rows if not _used_within(row, A_DAY)], None
        more = {"by": "sweeps"}
    if rows:
        with transaction.atomic():
            Credential.objects.filter(pk__in=[row.pk for row in rows]).update(opened_at=timezone.now())
            submission = run.submission if run else rows[0].submission
            events.append([News("secret.used", submission, about, actor_id, {"secret": kind} | more) for kind in told])
    return secrets


def forget(credentials: QuerySet[Credential], *, because: str, actor_id: int | None = None) -> int:
    """Delete these, all of one submission. because: "asked", "retention" or "elsewhere" (of another account or machine)."""
    with transaction.atomic():
        rows = list(credentials.select_related("submission"))
        if rows:
            Credential.objects.filter(pk__in=[row.pk for row in rows]).delete()
            told = {"secrets": sorted({row.kind for row in rows}), "because": because}
            events.append([News("keys.forgotten", rows[0].submission, actor_id=actor_id, data=told)])
    return len(rows)


def store_key(contest: Contest, kind: str, secret: str, *, actor_id: int | None = None) -> ContestKey:
    """Keep this key of the contest's account, in place of an earlier one. The same once more changes nothing."""
    with transaction.atomic():
        before = ContestKey.objects.filter(contest=contest, kind=kind).first()
        if before is not None and _is(before, secret):
            return before
        sealed = _seal(secret, name=_contest_name(contest.pk, kind))
        row, new = ContestKey.objects.update_or_create(
            contest=contest,
            kind=kind,
            defaults={"ciphertext": sealed, "created_at": timezone.now(), "opened_at": None},
        )
        what = "secret.stored" if new else "secret.replaced"
        events.append([News(what, None, actor_id=actor_id, data={"secret": kind}, cohort=contest.cohort)])
    return row


def open_keys(contest: Contest, *, sweep: Sweep | None = None, actor_id: int | None = None) -> dict[str, str]:
    """The contest's keys by their kind, for a sweep, or for somebody who tests them. The use is noted before.

    Each sweep has a line of its own at its end; that it used the keys is told once a day.
    """
    rows = list(contest.keys.order_by("kind"))
    secrets = {row.kind: _open(row) for row in rows}
    if rows:
        with transaction.atomic():
            contest.keys.filter(pk__in=[row.pk for row in rows]).update(opened_at=timezone.now())
            whose = {"sweep": sweep.pk} if sweep is not None else {}
            told = [row.kind for row in rows if sweep is None or not _used_within(row, A_DAY)]
            news = [
                News("secret.used", None, actor_id=actor_id, data={"secret": kind} | whose, cohort=contest.cohort)
                for kind in told
            ]
            events.append(news)
    return secrets


def forget_contest_keys(contest: Contest, *, because: str, actor_id: int | None = None) -> int:
    """Delete them. because: as in `forget`."""
    with transaction.atomic():
        kinds = sorted(contest.keys.values_list("kind", flat=True))
        if kinds:
            contest.keys.all().delete()
            told = {"secrets": kinds, "because": because}
            events.append([News("keys.forgotten", None, actor_id=actor_id, data=told, cohort=contest.cohort)])
    return len(kinds)


def rotate() -> int:
    """Encrypt everything with the first key. Returns how many rows were written."""
    rows = 0
    for table in SEALED:
        for row in table.objects.select_for_update(no_key=True).iterator():
            row.ciphertext = _seal(_open(row), name=_name_of(row))
            row.save(update_fields=["ciphertext"])
            rows += 1
    return rows + _rotate_second_factors()


def _rotate_second_factors() -> int:
    rows = 0
    for factor in Authenticator.objects.select_for_update(no_key=True).iterator():
        sealed = {name: value for name, value in factor.data.items() if name in SEALED_IN_A_FACTOR}
        if sealed:
            factor.data |= {name: seal_text(open_text(value)) for name, value in sealed.items()}
            factor.save(update_fields=["data"])
            rows += 1
    return rows


def unreadable() -> list[int]:
    """The ids of the credentials that do not open, and of the contests' keys."""
    closed = []
    for table in SEALED:
        for row in table.objects.order_by("pk").iterator():
            try:
                _open(row)
            except CannotOpen:
                closed.append(row.pk)
    return closed


def refuse_unreadable() -> None:
    """For the start of a process: SystemExit with one sentence where a stored credential does not open."""
    try:
        closed = unreadable()
    except DatabaseError:  # no database or no table yet; the process says so itself when it is asked for something
        return
    finally:
        let_go()
    if closed:
        raise SystemExit(f"{len(closed)} stored credentials cannot be decrypted with PROOFBOARD_KEYS.")


def seal_text(text: str) -> str:
    """For what another library keeps in rows of its own (the secret of a second factor)."""
    return _fernet().encrypt(text.encode()).decode()


def open_text(sealed: str) -> str:
    """Raises CannotOpen."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotOpen("The secret of a second factor does not open with the present keys.") from None


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PROOFBOARD_KEYS])


def _name(submission_id: int, kind: str, target_id: int | None) -> str:
    return f"submission {submission_id}, target {target_id or '-'}, {kind}"


def _contest_name(contest_id: int, kind: str) -> str:
    return f"contest {contest_id}, {kind}"


def _name_of(row: Sealed) -> str:
    if isinstance(row, ContestKey):
        return _contest_name(row.contest_id, row.kind)
    return _name(row.submission_id, row.kind, row.target_id)


def _used_within(row: Sealed, time: timedelta) -> bool:
    return row.opened_at is not None and timezone.now() - row.opened_at < time


def _is(credential: Sealed, secret: str) -> bool:
    try:
        return _open(credential) == secret
    except CannotOpen:
        return False


def _seal(secret: str, *, name: str) -> str:
    return _fernet().encrypt(json.dumps({"row": name, "secret": secret}).encode()).decode()


def _open(credential: Sealed) -> str:
    try:
        plain = json.loads(_fernet().decrypt(credential.ciphertext.encode()))
    except InvalidToken:
        raise CannotOpen(f"Credential {credential.pk} does not open with the present keys.") from None
    if plain["row"] != _name_of(credential):
        raise CannotOpen(f"Credential {credential.pk} was written for another row.")
    return str(plain["secret"])
