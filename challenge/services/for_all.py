"""Writes what a lead decides for a whole cohort: a row is excused for everybody, or something like it is taken back.

Rules of a cohort's own are made by judging again (`services.rejudging`). What may be refused is `cohorts.CannotChange`.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge.models import Cohort, CohortDecision
from challenge.models.again import UNDECIDED
from challenge.rows.decided import own_rules
from challenge.selectors.for_all import EXCUSE, RULE, ForAllPreview, excuse_preview, taking_back_preview
from challenge.services import events, summaries
from challenge.services.cohorts import CannotChange, locked
from challenge.services.events import News

LONGEST = 500


def excuse(cohort: Cohort, actor: User, step_key: str, *, reason: str, seen: str) -> CohortDecision:
    """The row counts for nobody against, from now on. seen: the digest of the preview that this person saw.

    Raises CannotChange, PermissionDenied, Hidden.
    """
    with transaction.atomic():
        row = locked(cohort, actor)
        preview = excuse_preview(actor, row, step_key)
        if step_key in row.excused:
            raise CannotChange(_("This row is excused for everybody already."))
        _agree(preview, reason, seen)
        made = CohortDecision.objects.create(
            cohort=row, kind=EXCUSE, step_key=step_key, reason=reason.strip()[:LONGEST], by=actor
        )
        row.excused = row.excused | {step_key: made.reason}
        row.save(update_fields=["excused"])
        _keep(row, actor, "cohort.decided", made)
    return made


def take_back(cohort: Cohort, actor: User, kind: str, step_key: str, *, reason: str, seen: str) -> CohortDecision:
    """It is in force no longer. Whoever has an outcome keeps it. seen, and what is raised: as above."""
    with transaction.atomic():
        row = locked(cohort, actor)
        preview = taking_back_preview(actor, row, kind, step_key)
        if kind == RULE and row.rejudgings.filter(state__in=UNDECIDED).exists():
            raise CannotChange(_("The cohort is being judged again; write or drop that preview first."))
        _agree(preview, reason, seen)
        ended = _open(row, kind, step_key)
        ended.ended_by, ended.ended_at, ended.ended_reason = actor, timezone.now(), reason.strip()[:LONGEST]
        ended.save(update_fields=["ended_by", "ended_at", "ended_reason"])
        field = "excused" if kind == EXCUSE else "own_rules"
        setattr(row, field, {key: one for key, one in getattr(row, field).items() if key != step_key})
        row.save(update_fields=[field])
        _keep(row, actor, "cohort.undone", ended)
    return ended


def _agree(preview: ForAllPreview, reason: str, seen: str) -> None:
    if not reason.strip():
        raise CannotChange(_("Say why: everybody in the cohort may ask."))
    if preview.digest != seen:
        raise CannotChange(_("Something has changed since you looked. This is what would change now."))


def _open(row: Cohort, kind: str, step_key: str) -> CohortDecision:
    rule = own_rules(row.own_rules).get(step_key) if kind == RULE else None
    of_rule = {"upon": rule.upon, "verdict": rule.verdict, "reason": rule.because} if rule else {}
    there, _made = row.decisions.get_or_create(kind=kind, step_key=step_key, ended_at=None, defaults=of_rule)
    return there


def _keep(row: Cohort, actor: User, kind: str, decision: CohortDecision) -> None:
    summaries.keep_rows(row.pk, {decision.step_key})
    data = {"decision": decision.pk, "step": decision.step_key, "decided": decision.kind}
    events.append([News(kind, None, actor_id=actor.pk, data=data, cohort=row)])
