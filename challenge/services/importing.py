"""Brings in submissions that lie elsewhere: a link or a folder each, taken by a worker and handed in at once.

The row says how far it is; a message only says "look at row N". Who takes one holds a lease: a worker that is killed
loses nothing, and two at once take it once. The round of the scheduler rings for whatever is left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, bell
from challenge.access import Person
from challenge.models import Cohort, Import, Submission
from challenge.services import codes, documents, events, handing_in, people, staging, submissions
from challenge.services.events import News
from challenge.services.staging import Found
from challenge.works import forges
from verifier.intake.address import RepositoryAddress
from verifier.intake.limits import RefusedError

log = logging.getLogger(__name__)

MOST = 300
LEASE_SECONDS = 180
MOST_TRIES = 3
RING_AGAIN = timedelta(seconds=30)
FOLDERS_KEPT = timedelta(days=14)
GAVE_UP = "Our worker broke off three times while it took this."
OUR_FAULT = "Taking this broke down with an error of ours; it can be tried again."
GONE = "The files were kept for two weeks and are gone. Give the folder again."


class CannotImport(Exception):
    """The message is one sentence for who gave it."""


class Lost(Exception):
    """Somebody else takes it, or it is taken."""


@dataclass(frozen=True)
class Given:
    """new: how many are to be taken. again: names of those that are here already. refused: (line, why)."""

    new: int = 0
    again: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass
class _Wanted:
    """One row to be, or to be found."""

    kind: str
    key: str
    name: str
    address: str = ""
    found: Found | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Lease:
    import_id: int
    fence: int


def give_links(cohort: Cohort, actor: Person, text: str) -> Given:
    """One link a line. Raises PermissionDenied, CannotImport where there are none or too many."""
    _may(cohort, actor)
    lines = list(dict.fromkeys(line.strip() for line in text.replace("\x00", "").splitlines() if line.strip()))
    if not lines:
        raise CannotImport(gettext("Paste the links first, one a line."))
    if len(lines) > MOST:
        raise CannotImport(gettext("These are more than %(most)s lines. Give them in parts.") % {"most": MOST})
    wanted, refused = [], []
    for line in lines:
        try:
            wanted.append(_link(line))
        except RefusedError as why:
            refused.append((line[:120], str(why)))
    given = _enter(cohort, actor, wanted)
    return Given(given.new, given.again, tuple(refused))


def give_folders(cohort: Cohort, actor: Person | None, found: Sequence[Found]) -> Given:
    """Each of these folders. actor None: an operator. Raises PermissionDenied, CannotImport where there are too many."""
    if actor is not None:
        _may(cohort, actor)
    if len(found) > MOST:
        raise CannotImport(gettext("These are more than %(most)s folders. Give them in parts.") % {"most": MOST})
    return _enter(cohort, actor, [_Wanted("folder", f"files:{one.digest}", one.name[:120], found=one) for one in found])


def try_again(cohort: Cohort, actor: Person) -> int:
    """Everything that could not be taken, once more. Returns how many there are. Raises PermissionDenied."""
    _may(cohort, actor)
    with transaction.atomic():
        failed = list(cohort.imports.select_for_update(no_key=True).filter(state="failed").values_list("pk", flat=True))
        Import.objects.filter(pk__in=failed).update(state="waiting", reason="", tries=0, ended_at=None)
        transaction.on_commit(lambda: bell.ring_imports(failed))
    return len(failed)


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


def _may(cohort: Cohort, actor: Person) -> None:
    if not access.may_import(actor, cohort):
        raise PermissionDenied("Only a reviewer of the cohort brings in submissions.")


def _link(line: str) -> _Wanted:
    address = line.split("?")[0].split("#")[0]  # behind these, people paste tokens
    if len(address) > documents.LONGEST_ADDRESS:
        raise RefusedError(gettext("This address is too long to be one of a repository."))
    meant = forges.rules().parse(address)
    where = "/".join(part for part in (meant.host, meant.path, meant.pull or meant.rest) if part)
    return _Wanted("link", where.lower()[:600], _name(meant)[:120], address)


def _name(meant: RepositoryAddress) -> str:
    """As people call it: the number of a pull request, or the owner of a fork."""
    if meant.pull:
        return f"{meant.path} #{next(part for part in meant.pull.split('/') if part.isdigit())}"
    return meant.path


def _enter(cohort: Cohort, actor: Person | None, wanted: Iterable[_Wanted]) -> Given:
    made: list[int] = []
    again: list[str] = []
    for one in wanted:
        if cohort.imports.filter(key=one.key).exists() or _connected(cohort, one):
            again.append(one.name)
            continue
        folder = staging.lay_aside(one.found) if one.found else ""
        values = {"kind": one.kind, "name": one.name, "address": one.address, "folder": folder}
        row, new = Import.objects.get_or_create(
            cohort=cohort, key=one.key, defaults={"given_by_id": actor.pk if actor else None, **values}
        )
        if new:
            made.append(row.pk)
        else:
            staging.throw_away(folder)
            again.append(one.name)
    bell.ring_imports(made)
    return Given(len(made), tuple(again))


def _connected(cohort: Cohort, one: _Wanted) -> bool:
    """Whether somebody's work here comes from this very address already."""
    return bool(one.address) and cohort.submissions.filter(document_url=one.address, withdrawn_at=None).exists()


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
            handing_in.ask(submission, submission.owner)  # type: ignore[arg-type]
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
