"""Makes and changes cohorts. What is promised to candidates before they begin does not change under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenge import access
from challenge.models import Cohort, CohortDecision, Membership, Submission, Team
from challenge.services import events
from challenge.services.events import News

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Between which a date lies that was meant."""
COPIED = (
    "version",
    "practice_visible_to",
    "claims",
    "rules",
    "own_rules",
    "sign_up",
    "time_box_hours",
    "retention_days",
    "cool_down_seconds",
    "has_board",
    "names_hidden",
    "first_passes",
    "hold_hours",
    "outcomes",
    "points",
    "time_zone",
)
"""What a copy takes over: everything but dates and people."""

PROMISED = {
    "version": gettext_lazy("what is asked"),
    "rules": gettext_lazy("house rules"),
    "own_rules": gettext_lazy("rules of its own"),
    "claims": gettext_lazy("what only the document says earns"),
    "practice_visible_to": gettext_lazy("who sees practice"),
    "first_passes": gettext_lazy("how many reviewers look"),
    "names_hidden": gettext_lazy("hidden names"),
    "points": gettext_lazy("points"),
}
"""What candidates read before they begin; it stands once somebody has. Rules may still change to everybody's good, after
a preview of what that does (`services.rejudging`)."""


class CannotChange(Exception):
    """The message is one sentence for the lead."""


def make(actor: User, *, key: str, name: str, like: Cohort) -> Cohort:
    """A cohort like another one, whose leads and reviewers it takes over. Raises PermissionDenied, ValidationError."""
    if not access.may_run_cohort(actor, like):
        raise PermissionDenied("Only a lead copies a cohort.")
    with transaction.atomic():
        cohort = Cohort(key=key, name=name, **{field: getattr(like, field) for field in COPIED})
        cohort.full_clean()
        cohort.save()
        for member in like.memberships.filter(role__in=access.SEES_ALL):
            Membership.objects.create(cohort=cohort, user_id=member.user_id, role=member.role)
        Membership.objects.get_or_create(cohort=cohort, user=actor, role="lead")
        for row in like.decisions.filter(kind="rule", ended_at=None):
            told = {
                name: getattr(row, name) for name in ("kind", "step_key", "upon", "verdict", "reason", "by_id", "at")
            }
            CohortDecision.objects.create(cohort=cohort, **told)
        events.append([News("cohort.made", None, actor_id=actor.pk, data={"from": like.pk}, cohort=cohort)])
    return cohort


def change(cohort: Cohort, actor: User, values: Mapping[str, Any]) -> list[str]:
    """Write what differs; returns its names. Raises CannotChange, PermissionDenied, ValidationError."""
    with transaction.atomic():
        row = locked(cohort, actor)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if has_begun(row) and (promised := sorted(set(changed) & set(PROMISED))):
            raise CannotChange(
                _("Somebody has begun, so this stands as they read it: %(names)s.")
                % {"names": ", ".join(str(PROMISED[name]) for name in promised)}
            )
        for name in changed:
            setattr(row, name, values[name])
            if isinstance(at := values[name], datetime) and not FIRST_YEAR <= at.year <= LAST_YEAR:
                raise CannotChange(
                    _("Choose days from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
                )
        if "version" in changed:
            row.rules, row.own_rules, row.points, row.excused = {}, {}, {}, {}  # of the rows of the version before
            row.decisions.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=actor)
            changed = sorted({*changed, "rules", "own_rules", "points", "excused"})
        row.full_clean()
        row.save(update_fields=changed)
        if changed:
            events.append(
                [News("cohort.changed", None, actor_id=actor.pk, data={"fields": sorted(changed)}, cohort=row)]
            )
    return changed


def archive(cohort: Cohort, actor: User, *, archived: bool) -> None:
    """Nothing changes in it any more, and lists leave it out; or open it again."""
    with transaction.atomic():
        row = locked(cohort, actor, in_archive=True)
        if (row.archived_at is not None) == archived:
            return
        row.archived_at = timezone.now() if archived else None
        row.save(update_fields=["archived_at"])
        kind = "cohort.archived" if archived else "cohort.opened-again"
        events.append([News(kind, None, actor_id=actor.pk, cohort=row)])


def let_go(cohort: Cohort, actor: User, membership_id: int) -> None:
    """Somebody has this role no longer. The last lead stays. Who hands in work stays a candidate."""
    with transaction.atomic():
        row = locked(cohort, actor)
        member = row.memberships.filter(pk=membership_id).first()
        if member is None:
            return
        if member.role == "lead" and row.memberships.filter(role="lead").count() == 1:
            raise CannotChange(_("A cohort keeps one lead; name another one first."))
        if member.role == "candidate" and row.submissions.filter(owner_id=member.user_id).exists():
            raise CannotChange(_("There is work of theirs here; they can delete it themselves."))
        member.delete()
        data = {"member": member.user_id, "role": member.role}
        teams = list(row.teams.filter(members=member.user_id)) if member.role == "candidate" else []
        for team in teams:
            team.members.remove(member.user_id)
        left = [News("entry.left", one, actor_id=actor.pk, data={"member": member.user_id}) for one in _of(teams)]
        events.append([News("cohort.left", None, actor_id=actor.pk, data=data, cohort=row), *left])


def _of(teams: Iterable[Team]) -> list[Submission]:
    return list(Submission.objects.filter(team__in=teams).select_related("cohort"))


def has_begun(cohort: Cohort) -> bool:
    """Whether anybody has started their time, had a check or handed in."""
    begun = cohort.submissions.filter(withdrawn_at=None)
    return begun.filter(started_at__isnull=False).exists() or begun.filter(runs__isnull=False).exists()


def locked(cohort: Cohort, actor: User, *, in_archive: bool = False) -> Cohort:
    row = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=cohort.pk)
    if not access.may_run_cohort(actor, row):
        raise PermissionDenied("Only a lead changes a cohort.")
    if row.archived_at is not None and not in_archive:
        raise CannotChange(_("This cohort is in the archive; open it again first."))
    return row
