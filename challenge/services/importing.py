"""Brings in submissions that lie elsewhere: a link or a folder each, taken by a worker and handed in at once.

The row says how far it is; a message only says "look at row N". What takes it is `services.importing_workers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from challenge import access, bell
from challenge.access import Person
from challenge.models import Cohort, Import
from challenge.services import documents, staging
from challenge.services.staging import Found
from challenge.works import forges
from verifier.intake.address import RepositoryAddress
from verifier.intake.limits import RefusedError

MOST = 300


class CannotImport(Exception):
    """The message is one sentence for who gave it."""


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
