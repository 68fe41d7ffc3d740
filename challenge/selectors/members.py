"""Who belongs to a cohort, for its leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.models import Cohort, Invitation, Membership


@dataclass(frozen=True)
class MemberView:
    """id: of the membership. email: "" = none is known."""

    id: int
    name: str
    email: str
    role: str
    code: str


@dataclass(frozen=True)
class InvitedView:
    """An invitation that nobody has accepted yet."""

    email: str
    name: str
    role: str
    expires_at: datetime


@dataclass(frozen=True)
class Members:
    members: tuple[MemberView, ...]
    invited: tuple[InvitedView, ...]


def cohort_members(user: Person, cohort: Cohort) -> Members:
    """Leads and reviewers first; Hidden for anybody but a lead."""
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("This is for its leads.")
    codes = dict(cohort.submissions.filter(owner__isnull=False).values_list("owner_id", "code"))
    order = {role: place for place, role in enumerate(("lead", "reviewer", "candidate", "viewer"))}
    rows = sorted(
        cohort.memberships.select_related("user"), key=lambda one: (order[one.role], one.user.get_username().lower())
    )
    waiting = Invitation.objects.filter(cohort=cohort, used_at=None, expires_at__gt=timezone.now()).order_by("-pk")
    return Members(
        members=tuple(_member(row, codes) for row in rows),
        invited=tuple(InvitedView(one.email, one.name, one.role, one.expires_at) for one in waiting),
    )


def _member(row: Membership, codes: dict[int, str]) -> MemberView:
    name = row.user.get_full_name() or row.user.get_username()
    return MemberView(
        row.pk, name, row.user.email, row.role, codes.get(row.user_id, "") if row.role == "candidate" else ""
    )
