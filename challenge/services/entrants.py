"""What addresses of a pasted list are to a cohort already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge.access import SEES_ALL
from challenge.models import Cohort, Invitation
from challenge.services import people


@dataclass(frozen=True)
class Who:
    """user_id: the one account of this address, None = there is none, or it is in no team. team: its team here, or that of
    its open invitation. accounts: how many this address opens. reviews: reviews or leads here. alone: hands in alone here.
    """

    user_id: int | None = None
    team: str | None = None
    accounts: int = 0
    reviews: bool = False
    alone: bool = False


def who_is(cohort: Cohort, emails: Iterable[str]) -> dict[str, Who]:
    """Address -> what it is here."""
    wanted = list(dict.fromkeys(emails))
    waiting = Invitation.objects.filter(
        cohort=cohort, email__in=wanted, team__isnull=False, used_at=None, expires_at__gt=timezone.now()
    )
    invited = dict(waiting.order_by("pk").values_list("email", "team__name"))
    reviewers = set(cohort.memberships.filter(role__in=SEES_ALL).values_list("user_id", flat=True))
    teams = dict(cohort.teams.filter(members__isnull=False).values_list("members", "name"))
    came, there = _who_came(cohort, wanted), people.with_addresses(wanted)
    alone = set(cohort.submissions.filter(owner__isnull=False, withdrawn_at=None).values_list("owner_id", flat=True))
    return {
        email: _who(came.get(email) or there[email], invited.get(email), reviewers, teams, alone) for email in wanted
    }


def _who_came(cohort: Cohort, wanted: list[str]) -> dict[str, list[User]]:
    """Address -> who used its link into a team and is in one, with an account of another address perhaps."""
    used = Invitation.objects.filter(cohort=cohort, email__in=wanted, team__isnull=False, used_by__teams__cohort=cohort)
    return {one.email: [one.used_by] for one in used.select_related("used_by").order_by("pk") if one.used_by}


def members_of(cohort: Cohort, email: str) -> list[User]:
    """Who of the teams is meant by this address."""
    found = _who_came(cohort, [email]).get(email) or people.with_address(email)
    return [user for user in found if user.teams.filter(cohort=cohort).exists()]


def fault_of(email: str, who: Who) -> str:
    """Why this address cannot be in a team here, one sentence; "" = it can."""
    if who.accounts > 1:
        return _("%(email)s opens more than one account.") % {"email": email}
    if who.reviews:
        return _("%(email)s reviews or leads here, and so is in no team.") % {"email": email}
    if who.alone:
        return _("%(email)s hands in alone here already, and so is an entry.") % {"email": email}
    return ""


def _who(users: list[User], invited: str | None, reviewers: set[int], teams: dict[int, str], alone: set[int]) -> Who:
    ids = {user.pk for user in users}
    member = next((pk for pk in ids if pk in teams), None)
    return Who(
        user_id=member,
        team=teams[member] if member is not None else invited,
        accounts=len(users),
        reviews=bool(ids & reviewers),
        alone=bool(ids & alone),
    )
