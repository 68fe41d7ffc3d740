"""What was brought into a cohort, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Value, When

from challenge import access
from challenge.access import Person
from challenge.models import Cohort, Import

MOST = 300


@dataclass(frozen=True)
class ImportLine:
    """state: waiting, taking, looking (at its document), there, or failed. reason: why it failed.

    submission_id, code: None and "" while there is none, and where names are hidden: the line itself tells a name.
    joined: the candidate came in. invited: a letter is on its way.
    """

    id: int
    name: str
    state: str
    reason: str
    submission_id: int | None
    code: str
    invited: bool
    joined: bool
    may_invite: bool


@dataclass(frozen=True)
class Imports:
    """counts: state -> how many of all. is_open: there is something to wait for. more: how many lines are not shown."""

    lines: tuple[ImportLine, ...]
    counts: Mapping[str, int]
    more: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_open(self) -> bool:
        return any(self.counts.get(state) for state in ("waiting", "taking", "looking"))


def imports(user: Person, cohort: Cohort) -> Imports:
    """What failed first, then the newest. Hidden for all but its reviewers."""
    if not access.may_import(user, cohort):
        raise access.Hidden("This is for the cohort's reviewers.")
    rows = cohort.imports.annotate(now=_STATE)
    counts = dict(rows.order_by().values_list("now").annotate(Count("pk")))
    failed_first = Case(When(state="failed", then=0), default=1, output_field=IntegerField())
    shown = rows.select_related("submission").order_by(failed_first, "-pk")[:MOST]
    lines = tuple(_line(row, hidden=cohort.names_hidden) for row in shown)
    return Imports(lines, counts, more=sum(counts.values()) - len(lines))


_STATE = Case(
    When(state="taken", submission__handed_in_at=None, then=Value("looking")),
    When(state="taken", then=Value("there")),
    default="state",
)


def _line(row: Import, *, hidden: bool) -> ImportLine:
    shown = row.submission if row.state == "taken" and not hidden else None
    return ImportLine(
        id=row.pk,
        name=row.name,
        state=row.now,  # type: ignore[attr-defined]
        reason=row.reason,
        submission_id=shown.pk if shown else None,
        code=shown.code if shown else "",
        invited=row.invited_at is not None,
        joined=row.joined_at is not None,
        may_invite=row.state == "taken" and row.joined_at is None,
    )
