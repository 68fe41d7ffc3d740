"""How a cohort is judged again: by a worker, a submission at a time, a few seconds at a time.

As with a hand-in the row decides and not the message: who works on it holds a lease, and everything is written under its
fence, so a worker that is killed loses one submission's work and two at once write nothing twice. After a few seconds
it is put down and rung for anew, behind whatever documents of candidates wait in the queue. A submission over
which workers die is left out, and said.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from challenge import bell, left_out
from challenge.database import let_go
from challenge.models import Cohort, Rejudging, RejudgingLine
from challenge.models.again import AT_WORK
from challenge.rows.asked import definition_of
from challenge.rows.decided import own_rules
from challenge.selectors.repeated import decided_so
from challenge.services import events, rejudging_lines
from challenge.services.events import News
from challenge.services.judging import engine_label
from challenge.services.locking import Lost
from challenge.services.rejudging_lines import Line
from verifier.definition.model import RULE_PREFIX

log = logging.getLogger(__name__)

SLICE_SECONDS = 5.0
"""So long a worker stays at it; then others have their turn."""
FEW = 3
"""So many submissions tell whether a house rule would say what was decided."""


@dataclass(frozen=True)
class Lease:
    """The right to go on, until it is taken away."""

    rejudging_id: int
    fence: int


def go_on(rejudging_id: int, *, slice_seconds: float = SLICE_SECONDS) -> None:
    """Look at some submissions, or write some. Doing it twice, or in two processes at once, changes nothing."""
    lease = _claim(rejudging_id)
    if lease is None:
        return
    until = time.monotonic() + slice_seconds
    try:
        while _step(lease):
            if time.monotonic() >= until:
                _put_down(lease)
                return
    except Lost:
        log.info("Rejudging %s is somebody else's, or was dropped.", rejudging_id)


def sweep() -> None:
    """Ring for every one that nobody works on, and again ever more seldom while no worker comes."""
    waiting = Rejudging.objects.filter(state__in=AT_WORK).exclude(lease_until__gt=timezone.now())
    for row in waiting.order_by("pk"):
        if bell.unheard(row.rung_at, row.rings):
            bell.ring_rejudging(row.pk)


def _claim(rejudging_id: int) -> Lease | None:
    with transaction.atomic():
        row = Rejudging.objects.select_for_update(of=("self",), no_key=True).filter(pk=rejudging_id).first()
        now = timezone.now()
        if row is None or row.state not in AT_WORK or (row.lease_until is not None and row.lease_until > now):
            return None
        row.state = "looking" if row.state == "asked" else row.state
        if row.state == "looking" and row.engine != engine_label():
            row.lines.all().delete()  # another judge began; one preview is one judge's
            row.engine = engine_label()
        row.fence, row.tries = row.fence + 1, row.tries + 1
        row.lease_until = now + timedelta(seconds=settings.HAND_IN_LEASE_SECONDS)
        row.rung_at, row.rings = None, 0  # it was heard; should its worker die, the next ring is at once
        row.save(update_fields=["state", "engine", "fence", "tries", "lease_until", "rung_at", "rings"])
    return Lease(row.pk, row.fence)


def _step(lease: Lease) -> bool:
    """Do the next thing. False: there is none."""
    row = Rejudging.objects.select_related("cohort__version").filter(pk=lease.rejudging_id).first()
    if row is None or row.fence != lease.fence:
        raise Lost
    given_up = row.tries > settings.LEASE_TRIES
    if row.state == "applying":
        return _write_next(lease, row, given_up=given_up)
    if row.wish and not row.rules and not row.own_rules:
        _find_rule(lease, row, given_up=given_up)
        return True
    return _look_at_next(lease, row, given_up=given_up)


def _look_at_next(lease: Lease, row: Rejudging, *, given_up: bool) -> bool:
    wanted = rejudging_lines.looked_at(row)
    following = wanted.exclude(rejudging_lines__rejudging=row).values_list("pk", flat=True).first()
    if following is None:
        _end(lease, "ready")
        return False
    line = _fault() if given_up else _looked(lease, row, following)
    let_go()
    with transaction.atomic():
        held = _held(lease)
        held.tries, held.total = 0, wanted.count()
        held.save(update_fields=["tries", "total"])
        rejudging_lines.write_looked(held.pk, following, line)
    return True


def _looked(lease: Lease, row: Rejudging, submission_id: int) -> Line:
    try:
        more = own_rules(row.own_rules)
        return rejudging_lines.look(submission_id, row.rules, more, hold=lambda: _hold(lease))
    except Lost:
        raise
    except Exception:
        log.exception("Submission %s could not be judged again.", submission_id)
        return _fault()


def _write_next(lease: Lease, row: Rejudging, *, given_up: bool) -> bool:
    line = row.lines.filter(state="differs").first()
    if line is None:
        _end(lease, "applied")
        return False
    with transaction.atomic():
        held = _held(lease)
        held.tries = 0
        held.save(update_fields=["tries"])
        news = [] if given_up else rejudging_lines.write(line, held.decided_by_id)
        if given_up:
            RejudgingLine.objects.filter(pk=line.pk).update(state="left", why=left_out.FAULT, runs={})
        events.append(news)
    return True


def _find_rule(lease: Lease, row: Rejudging, *, given_up: bool) -> None:
    """The house rule whose other choice says exactly what was decided; else a rule of the cohort's own."""
    wish = row.wish
    found = None if given_up else _house_rule(lease, row.cohort, wish["step"], wish["from"], wish["to"])
    with transaction.atomic():
        held = _held(lease)
        held.tries = 0
        if found is not None:
            held.rules = dict([found])
        else:
            held.own_rules = {wish["step"]: {name: wish[name] for name in ("from", "to", "because")}}
        held.save(update_fields=["tries", "rules", "own_rules"])


def _house_rule(lease: Lease, cohort: Cohort, step_key: str, upon: str, verdict: str) -> tuple[str, str] | None:
    definition = definition_of(cohort.version)
    step = next(one for one in definition.steps if one.key == step_key)
    used = {
        value.removeprefix(RULE_PREFIX)
        for criterion in step.criteria
        for parameters in criterion.checks.values()
        for value in parameters.values()
        if isinstance(value, str) and value.startswith(RULE_PREFIX)
    }
    now = definition.default_rules() | cohort.rules
    some = decided_so(cohort, step_key, upon, verdict)[:FEW]
    for rule in definition.house_rules:
        for choice in rule.choices if rule.name in used and some else ():
            if choice != now[rule.name] and all(
                rejudging_lines.would_stand_at(pk, {rule.name: choice}, step_key, hold=lambda: _hold(lease)) == verdict
                for pk in some
            ):
                return rule.name, choice
    return None


def _end(lease: Lease, state: str) -> None:
    with transaction.atomic():
        row = _held(lease)
        row.state, row.lease_until, row.tries = state, None, 0
        row.total = row.lines.count()
        news = []
        if state == "applied":
            row.ended_at = timezone.now()
            data = {
                "rejudging": row.pk,
                "reason": bool(row.reason),
                "written": row.lines.filter(state="applied").count(),
                "left": row.lines.filter(state="left").count(),
            }
            news = [News("rejudging.applied", None, actor_id=row.decided_by_id, data=data, cohort=row.cohort)]
        row.save(update_fields=["state", "lease_until", "tries", "total", "ended_at"])
        events.append(news)


def _put_down(lease: Lease) -> None:
    with transaction.atomic():
        row = _held(lease)
        row.lease_until, row.tries = None, 0
        row.save(update_fields=["lease_until", "tries"])
        transaction.on_commit(lambda: bell.ring_rejudging(row.pk))


def _hold(lease: Lease) -> None:
    """Keep the lease for another while. Raises Lost."""
    until = timezone.now() + timedelta(seconds=settings.HAND_IN_LEASE_SECONDS)
    held = Rejudging.objects.filter(pk=lease.rejudging_id, fence=lease.fence).update(lease_until=until)
    let_go()
    if not held:
        raise Lost


def _held(lease: Lease) -> Rejudging:
    """The row, held until the transaction ends. Raises Lost."""
    rows = Rejudging.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    row = rows.filter(pk=lease.rejudging_id, fence=lease.fence).first()
    if row is None or row.state not in AT_WORK:
        raise Lost
    row.lease_until = timezone.now() + timedelta(seconds=settings.HAND_IN_LEASE_SECONDS)
    row.save(update_fields=["lease_until"])
    return row


def _fault() -> Line:
    return Line("left", left_out.FAULT)
