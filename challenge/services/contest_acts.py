"""What a lead does while a contest is on. Each leaves a line with its reason, and another one undoes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge.board.events import is_revealed
from challenge.looks import kept
from challenge.models import Cohort, Contest, ContestAct, Entry
from challenge.services import cohorts, events
from challenge.services.cohorts import CannotChange
from challenge.services.contest_policy import locked
from challenge.services.events import News
from challenge.time_box import end_without_pause

MOST_MINUTES = 7 * 24 * 60
LONGEST_REASON = 300
DATES = ("due_at", "freezes_at")
"""What moves on by as long as the clock stood still."""


def pause(cohort: Cohort, actor: User, *, reason: str = "") -> None:
    """Nobody is looked at, and nobody's time passes. Raises CannotChange, PermissionDenied, as all here."""
    now = timezone.now()
    with transaction.atomic():
        contest = _contest(cohort, actor)
        if contest.paused_at is not None:
            return
        if contest.cohort.opens_at is not None and now < contest.cohort.opens_at:
            raise CannotChange(_("It has not opened yet. Move the opening instead, in the settings."))
        contest.paused_at = now
        contest.save(update_fields=["paused_at"])
        act = _act(contest, actor, "paused", at=now, reason=reason)
        events.append([_news("contest.paused", act)])


def resume(cohort: Cohort, actor: User) -> None:
    """Go on. What ends later than the pause began ends by so much later, for everybody."""
    now = timezone.now()
    with transaction.atomic():
        contest = _contest(cohort, actor)
        since = contest.paused_at
        if since is None:
            return
        row, stood = contest.cohort, now - since
        seconds = round(stood.total_seconds())
        _give_back(row, since, seconds)
        moved = [name for name in DATES if (at := getattr(row, name)) is not None and at > since]
        for name in moved:
            setattr(row, name, getattr(row, name) + stood)
        if moved:
            row.save(update_fields=moved)
        contest.paused_at = None
        contest.save(update_fields=["paused_at"])
        act = _act(contest, actor, "resumed", at=now)
        news = [_news("contest.resumed", act, seconds=seconds)]
        news += [News("cohort.changed", None, actor_id=actor.pk, data={"fields": moved}, cohort=row)] if moved else []
        events.append(news)


def extend(cohort: Cohort, actor: User, submission_id: int, *, minutes: int, reason: str) -> None:
    """Give an entry minutes beyond the end; below zero, take back of those that it was given."""
    with transaction.atomic():
        contest = _contest(cohort, actor)
        entry = _entry(contest, submission_id)
        extra = entry.extra_minutes + minutes
        if not minutes or not 0 <= extra <= MOST_MINUTES:
            raise CannotChange(
                _("From 1 minute to 7 days in all, and no more is taken back than was given: %(number)s now.")
                % {"number": entry.extra_minutes}
            )
        if not reason.strip():
            raise CannotChange(_("Say why: everybody may ask you about it."))
        entry.extra_minutes = extra
        entry.save(update_fields=["extra_minutes"])
        act = _act(contest, actor, "extended", entry=entry, minutes=minutes, reason=reason)
        events.append([_news("entry.extended", act, minutes=minutes, extra=extra)])


def hide(cohort: Cohort, actor: User, submission_id: int, *, hidden: bool, reason: str = "") -> None:
    """A rehearsal: it is on no board and shifts no place. Or put it on the board."""
    with transaction.atomic():
        contest = _contest(cohort, actor)
        entry = _entry(contest, submission_id)
        if entry.hidden == hidden:
            return
        entry.hidden = hidden
        entry.save(update_fields=["hidden"])
        act = _act(contest, actor, "hidden" if hidden else "shown", entry=entry, reason=reason)
        events.append([_news("entry.hidden" if hidden else "entry.shown", act)])


def reveal(cohort: Cohort, actor: User, *, revealed: bool) -> None:
    """Show a frozen board as it is now, or freeze it again."""
    now = timezone.now()
    with transaction.atomic():
        contest = _contest(cohort, actor)
        if is_revealed(contest.cohort, contest.revealed_at) == revealed:
            return
        if revealed and (contest.cohort.freezes_at is None or contest.cohort.freezes_at > now):
            raise CannotChange(_("The board is not frozen, so there is nothing to reveal."))
        contest.revealed_at = now if revealed else None
        contest.save(update_fields=["revealed_at"])
        act = _act(contest, actor, "revealed" if revealed else "covered", at=now)
        events.append([_news("board.revealed" if revealed else "board.covered", act)])


def _give_back(cohort: Cohort, since: datetime, seconds: int) -> None:
    """The time that stood still, to the entries that had any left: in own hours, or in minutes beyond the due date."""
    rows = Entry.objects.filter(submission__cohort=cohort, submission__withdrawn_at=None)
    entries = rows.select_related("submission__cohort__contest").order_by("pk")
    had_time = {
        entry.pk: entry.submission.started_at is not None
        for entry in entries
        if (end := end_without_pause(entry.submission)) is None or end > since
    }
    column = "overtime_stood_seconds" if cohort.due_at is not None and cohort.due_at <= since else "stood_seconds"
    whose = [pk for pk, began in had_time.items() if began or column == "overtime_stood_seconds"]
    Entry.objects.filter(pk__in=whose).update(**{column: F(column) + seconds})


def _contest(cohort: Cohort, actor: User) -> Contest:
    return locked(cohorts.locked(cohort, actor))


def _entry(contest: Contest, submission_id: int) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("submission__cohort")
    entry = rows.filter(
        submission__cohort=contest.cohort_id, submission__withdrawn_at=None, submission=submission_id
    ).first()
    if entry is None:
        raise CannotChange(_("There is no such entry in this contest."))
    return entry


def _act(
    contest: Contest,
    actor: User,
    kind: str,
    *,
    at: datetime | None = None,
    entry: Entry | None = None,
    minutes: int = 0,
    reason: str = "",
) -> ContestAct:
    return ContestAct.objects.create(
        contest=contest,
        submission=entry.submission if entry else None,
        kind=kind,
        minutes=minutes,
        reason=kept.storable(reason.strip())[:LONGEST_REASON],
        by=actor,
        at=at or timezone.now(),
    )


def _news(kind: str, act: ContestAct, **data: Any) -> News:
    told = {"act": act.pk, **data}
    return News(kind, act.submission, actor_id=act.by_id, data=told, effective_at=act.at, cohort=act.contest.cohort)
