"""What a lead decides for a contest: that it is one, how ties are broken, how often it is looked at, what counts, who watches."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from challenge.models import Cohort, Contest
from challenge.rows.asked import definition_of
from challenge.services import cohorts, contests, events
from challenge.services.cohorts import CannotChange
from challenge.services.events import News

TOKEN_BYTES = 18
OPEN = {"claims": "none", "practice_visible_to": "coach"}
"""What candidates of a contest read before they begin."""


def found(cohort: Cohort, actor: User) -> Contest:
    """Make the cohort a contest: it has a board, and whoever is in it has an entry. Where nobody has begun, what only
    the document says earns no points, as on the board, and who leads sees how far everybody is. Raises CannotChange, PermissionDenied."""
    with transaction.atomic():
        row = cohorts.locked(cohort, actor)
        contests.held(row.pk)
        own: dict[str, Any] = {"has_board": True} | ({} if cohorts.has_begun(row) else OPEN)
        cohorts.change(row, actor, own)
        contest = contests.make(row, actor_id=actor.pk)
        for submission in row.submissions.filter(withdrawn_at=None, entry=None).select_related("cohort"):
            contests.enter(submission, actor_id=actor.pk)
    return contest


def change(cohort: Cohort, actor: User, values: Mapping[str, Any]) -> list[str]:
    """Write the tie rule, the seconds between looks, whether parameters are drawn (`draws`), whether anybody may watch
    (`public`), dates, and what counts (`counted`: keys of rows). Returns what differed. Raises CannotChange, PermissionDenied.
    """
    with transaction.atomic():
        row = cohorts.locked(cohort, actor)
        contest = locked(row)
        fields = {name: values[name] for name in ("tie_rule", "sweep_seconds", "draws") if name in values}
        if values.get("public", bool(contest.public_token)) != bool(contest.public_token):
            fields["public_token"] = secrets.token_urlsafe(TOKEN_BYTES) if values["public"] else ""
        changed = sorted(name for name, value in fields.items() if getattr(contest, name) != value)
        if "tie_rule" in changed and cohorts.has_begun(row):
            raise CannotChange(_("Somebody has begun, so ties are broken as they read it."))
        if "draws" in changed and cohorts.has_begun(row):
            raise CannotChange(_("Somebody has begun, so everybody is asked what they read."))
        own = {name: values[name] for name in ("opens_at", "due_at", "freezes_at") if name in values}
        if "counted" in values:
            own["points"] = points(row, values["counted"])
        others = cohorts.change(row, actor, own)
        for name in changed:
            setattr(contest, name, fields[name])
        if changed:
            contest.save(update_fields=changed)
            told = {"fields": changed}
            events.append([News("contest.changed", None, actor_id=actor.pk, data=told, cohort=row)])
        if "draws" in changed:
            contests.draw_for_all(contest)
    return [*changed, *others]


def points(cohort: Cohort, counted: Collection[str]) -> dict[str, float]:
    """As `Cohort.points`: 0 for a row that does not count; one that does is worth what it was worth here, or is usually."""
    found: dict[str, float] = {}
    for step in definition_of(cohort.version).steps:
        worth = cohort.points.get(step.key, step.points)
        if step.key not in counted:
            found |= {step.key: 0.0} if step.points else {}
        elif worth and worth != step.points:
            found[step.key] = worth
    return found


def locked(cohort: Cohort) -> Contest:
    """The contest of this cohort, which nobody else changes now. Raises CannotChange where there is none."""
    contest = contests.held(cohort.pk)
    if contest is None:
        raise CannotChange(_("This cohort is no contest."))
    contest.cohort = cohort
    return contest
