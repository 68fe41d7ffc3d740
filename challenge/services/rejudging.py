"""Judging a cohort again: asked for, looked at by a worker (`rejudging_rounds`), then written or dropped by a person.

Reviewers may look, write and drop what the judge of today says. What was promised to candidates, the house rules and
the cohort's own, is changed by a lead alone, and once somebody has begun only where nobody loses by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access, bell
from challenge.models import Cohort, CohortDecision, Rejudging
from challenge.models.again import UNDECIDED
from challenge.rows.asked import definition_of
from challenge.rows.decided import own_rules
from challenge.services import events, summaries
from challenge.services.cohorts import has_begun
from challenge.services.events import News
from challenge.services.judging import engine_label
from challenge.words import VERDICTS
from verifier.definition import HouseRule

ACCEPTS = ("yes", "accept")
"""The choices of a house rule by which something is let count that otherwise would not."""
LONGEST = 2_000


class CannotRejudge(Exception):
    """The message is one sentence for the reviewer."""


def ask(
    cohort: Cohort, actor: User, *, rules: Mapping[str, str] | None = None, wish: Mapping[str, str] | None = None
) -> Rejudging:
    """Have a worker look what everything would come to. While one is undecided it is returned: a double click is one.

    rules: house rules that are to hold instead. wish: {"step", "from", "to", "because"}, of which a rule is to be found.
    """
    with transaction.atomic():
        row = _locked_cohort(cohort, actor)
        there = row.rejudgings.filter(state__in=UNDECIDED).first()
        if there is not None:
            if rules or wish:
                raise CannotRejudge(_("Decide on the preview that is there first."))
            return there
        made = Rejudging.objects.create(
            cohort=row,
            asked_by=actor,
            rules=_other_rules(row, rules or {}),
            wish=_checked_wish(row, wish) if wish else {},
        )
        transaction.on_commit(lambda: bell.ring_rejudging(made.pk))
    return made


def apply(rejudging: Rejudging, actor: User, *, reason: str) -> Rejudging:
    """Write what the preview showed; a worker does it line by line. Other rules hold from this moment on.

    Raises CannotRejudge, PermissionDenied.
    """
    if not reason.strip():
        raise CannotRejudge(_("Say why: whoever asks later what changed the results reads it."))
    with transaction.atomic():
        cohort = _locked_cohort(rejudging.cohort, actor)
        row = _locked(rejudging)
        if row.state != "ready":
            raise CannotRejudge(_("There is no preview to be written now."))
        if row.engine != engine_label():
            raise CannotRejudge(_("The checks have changed since the preview. Drop it, and look again."))
        if why := why_not(row, actor):
            raise CannotRejudge(why)
        news = _change_rules(cohort, row, actor)
        row.state, row.reason, row.decided_by = "applying", reason.strip()[:LONGEST], actor
        row.rung_at, row.rings, row.tries = None, 0, 0
        row.save()
        events.append(news)
        transaction.on_commit(lambda: bell.ring_rejudging(row.pk))
    return row


def drop(rejudging: Rejudging, actor: User) -> Rejudging:
    """Nothing of it is written. What is being written already cannot be dropped; what has ended stays as it is."""
    with transaction.atomic():
        _locked_cohort(rejudging.cohort, actor)
        row = _locked(rejudging)
        if row.state == "applying":
            raise CannotRejudge(_("It is being written already."))
        if row.state not in UNDECIDED:
            return row
        row.state, row.decided_by, row.ended_at, row.lease_until = "dropped", actor, timezone.now(), None
        row.fence += 1
        row.save()
        row.lines.all().delete()
        data = {"rejudging": row.pk}
        events.append([News("rejudging.dropped", None, actor_id=actor.pk, data=data, cohort=row.cohort)])
    return row


def why_not(rejudging: Rejudging, actor: access.Person) -> str:
    """Why this person cannot have this preview written; "" = they can."""
    cohort = rejudging.cohort
    if not rejudging.rules and not rejudging.own_rules:
        return ""
    if not access.may_run_cohort(actor, cohort):
        return _("It changes the rules of the cohort, so a lead has to write it.")
    if has_begun(cohort) and not _only_helps(rejudging):
        return _("Somebody has begun, so the rules stand as they read them, unless a change only helps.")
    return ""


def lowers(rows: list[dict[str, Any]]) -> bool:
    """Whether one of the rows of a line would get lower."""
    return any(row["lower"] for row in rows)


def _only_helps(rejudging: Rejudging) -> bool:
    """By what the rules are, for those whose practice is private; and by the preview, for everybody else."""
    if any(choice not in ACCEPTS for choice in rejudging.rules.values()):
        return False
    if not all(rule.helps for rule in own_rules(rejudging.own_rules).values()):
        return False
    return not any(lowers(rows) for rows in rejudging.lines.values_list("rows", flat=True))


def _change_rules(cohort: Cohort, row: Rejudging, actor: User) -> list[News]:
    rules, own = cohort.rules | row.rules, cohort.own_rules | row.own_rules
    changed = {"rules": rules} if rules != cohort.rules else {}
    changed |= {"own_rules": own} if own != cohort.own_rules else {}
    if not changed:
        return []
    for name, value in changed.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(changed))
    if "own_rules" in changed:
        _keep_who_and_why(cohort, row, actor)
    data = {"fields": sorted(changed), "rejudging": row.pk}
    return [News("cohort.changed", None, actor_id=actor.pk, data=data, cohort=cohort)]


def _keep_who_and_why(cohort: Cohort, row: Rejudging, actor: User) -> None:
    there = cohort.decisions.filter(kind="rule", step_key__in=row.own_rules, ended_at=None)
    there.update(ended_at=timezone.now(), ended_by=actor)
    for key, rule in own_rules(row.own_rules).items():
        told = {"upon": rule.upon, "verdict": rule.verdict, "reason": rule.because}
        CohortDecision.objects.create(cohort=cohort, kind="rule", step_key=key, by=actor, **told)
    summaries.keep_rows(cohort.pk, row.own_rules)


def _other_rules(cohort: Cohort, rules: Mapping[str, str]) -> dict[str, str]:
    """Those that are not in force anyway. Raises CannotRejudge for a rule or a choice that there is not."""
    definition = definition_of(cohort.version)
    known: dict[str, HouseRule] = {rule.name: rule for rule in definition.house_rules}
    if any(name not in known or choice not in known[name].choices for name, choice in rules.items()):
        raise CannotRejudge(_("There is no such house rule."))
    now = definition.default_rules() | cohort.rules
    return {name: choice for name, choice in rules.items() if now[name] != choice}


def _checked_wish(cohort: Cohort, wish: Mapping[str, str]) -> dict[str, str]:
    steps = {step.key for step in definition_of(cohort.version).steps}
    if wish.get("step") not in steps or not {wish.get("from"), wish.get("to")} <= VERDICTS.keys():
        raise CannotRejudge(_("There is no such row."))
    return {name: wish.get(name, "")[:LONGEST] for name in ("step", "from", "to", "because")}


def _locked_cohort(cohort: Cohort, actor: User) -> Cohort:
    row = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=cohort.pk)
    if not access.may_judge_cohort_again(actor, row):
        raise PermissionDenied("Only a reviewer of the cohort has it judged again.")
    return row


def _locked(rejudging: Rejudging) -> Rejudging:
    rows = Rejudging.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__version")
    return rows.get(pk=rejudging.pk)
