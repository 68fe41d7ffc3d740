"""Writes what a person decides on rows. Decisions are only ever added; taking one back is another one.

What may be refused is `reviewing.CannotReview`, one sentence for the reviewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from challenge import sums
from challenge.models import Decision, InterviewQuestion, Submission
from challenge.rows.asked import is_asked
from challenge.rows.histories import standings_of
from challenge.selectors.decisions import own_or_all
from challenge.selectors.settled import settled
from challenge.services import events
from challenge.services.events import News
from challenge.services.reviewing import CannotReview, locked, review_of, take_with_the_first
from challenge.words import VERDICTS

REASONED = ("override", "excuse")
KINDS = ("confirm", "reject", "leave", "override", "excuse")


class DecidedBefore(Exception):
    """Somebody decided on the row after the page was drawn; nothing was written. by: who, for people."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(gettext("%(name)s has decided on this row in the meantime.") % {"name": by})


def decide(
    submission: Submission,
    user: User,
    step_key: str,
    kind: str,
    *,
    verdict: str = "",
    reason: str = "",
    known: int | None = None,
    settles: bool = False,
) -> Decision:
    """known: the id of the decision in force that the page showed, 0 = none, None = whatever there is.

    Raises CannotReview, DecidedBefore, PermissionDenied.
    """
    if kind not in KINDS:
        raise CannotReview(gettext("There is no such decision."))
    if kind in REASONED and not reason.strip():
        raise CannotReview(gettext("Say why: the candidate and the next reviewer read it."))
    if (kind == "override") != (verdict in VERDICTS):
        raise CannotReview(gettext("Choose what the row counts as."))
    with transaction.atomic():
        row = locked(submission, user)
        _see_the_same(row, user, step_key, known)
        if not settles:
            take_with_the_first(row, user)
        made = _write(row, user, {step_key: kind}, verdict=verdict, reason=reason, bulk=False, settles=settles)
    return made[0]


def confirm_many(submission: Submission, user: User, seen: Mapping[str, str]) -> list[Decision]:
    """Confirm claims at once. seen: the rows that were on screen -> what they stood at there.

    One that stands at something else by now, is no claim, or has a decision already is left alone. Raises CannotReview.
    """
    with transaction.atomic():
        row = locked(submission, user)
        take_with_the_first(row, user)
        stands, there = _stands(row), own_or_all(user, row)
        wanted = {
            key: "confirm"
            for key, verdict in seen.items()
            if verdict == "claimed" == stands.get(key) and key not in there
        }
        return _write(row, user, wanted, verdict="", reason="", bulk=True, settles=False)


def ask_and_leave(
    submission: Submission, user: User, step_key: str, text: str, *, known: int | None = None
) -> Decision:
    """Note a question for the interview and leave the row as it stands; both are taken back together."""
    with transaction.atomic():
        made = decide(submission, user, step_key, "leave", known=known)
        ask_in_interview(submission, user, step_key, text, at=made.at)
    return made


def undo(submission: Submission, user: User, only: int | None = None) -> Decision | None:
    """Take back this reviewer's newest decision that holds, with those that were taken in one with it.

    only: the id of the one to take back instead. None where there is nothing.
    """
    with transaction.atomic():
        row = locked(submission, user)
        review, now = review_of(row, user), timezone.now()
        open_to_it = review.decisions.exclude(kind="undo").filter(undone_by=None).order_by("-id")
        last = open_to_it.first() if only is None else open_to_it.filter(pk=only).first()
        if last is None:
            return None
        together = list(open_to_it.filter(bulk=True, at=last.at)) if last.bulk and only is None else [last]
        for one in together:
            taken = Decision(review=review, submission=row, step_key=one.step_key, kind="undo", undoes=one, at=now)
            taken.save()
            data = {"decision": one.pk, "step": one.step_key, "sum": sums.of_decision(sums.salted(row).salt, taken)}
            events.append([News("decision.undone", row, actor_id=user.pk, data=data)])
        _take_back_the_question(row, user, last)
    return taken


def taken_with(taken: Decision) -> set[str]:
    """The rows whose decisions were taken back at once with this one."""
    same = Decision.objects.filter(review_id=taken.review_id, kind="undo", at=taken.at)
    return set(same.values_list("step_key", flat=True))


def ask_in_interview(
    submission: Submission, user: User, step_key: str, text: str, *, at: datetime | None = None
) -> InterviewQuestion:
    """Note a question for the interview. at: of the decision that it belongs to. Raises CannotReview where it says nothing."""
    if not text.strip():
        raise CannotReview(gettext("Write the question first."))
    with transaction.atomic():
        row = locked(submission, user)
        asked = InterviewQuestion.objects.create(
            submission=row, author=user, step_key=step_key, text=text.strip()[:500], at=at or timezone.now()
        )
        told = sums.of_question(sums.salted(row).salt, asked)
        data = {"question": asked.pk, "step": step_key, "sum": told}
        events.append([News("interview.asked", row, actor_id=user.pk, data=data)])
    return asked


def _take_back_the_question(row: Submission, user: User, decision: Decision) -> None:
    """The one that was noted in one with this decision, where there was one."""
    asked = InterviewQuestion.objects.filter(submission=row, author=user, step_key=decision.step_key, at=decision.at)
    gone = list(asked.values_list("pk", flat=True))
    asked.delete()
    events.append([News("interview.taken-back", row, actor_id=user.pk, data={"question": pk}) for pk in gone])


def _see_the_same(row: Submission, user: User, step_key: str, known: int | None) -> None:
    if not is_asked(row, step_key) or not row.cohort.version.steps.filter(key=step_key).exists():
        raise CannotReview(gettext("There is no such row."))
    there = own_or_all(user, row).get(step_key)
    if known is not None and (there.id if there else 0) != known:
        who = User.objects.filter(pk=there.reviewer_id).first() if there else None
        raise DecidedBefore((who.get_full_name() or who.get_username()) if who else gettext("Somebody"))


def _write(
    row: Submission, user: User, kinds: Mapping[str, str], *, verdict: str, reason: str, bulk: bool, settles: bool
) -> list[Decision]:
    review, stands, now = review_of(row, user), _stands(row), timezone.now()
    made: list[Decision] = []
    for step_key, kind in kinds.items():
        decision = Decision(
            review=review,
            submission=row,
            step_key=step_key,
            kind=kind,
            verdict=verdict,
            upon=stands.get(step_key, ""),
            reason=reason.strip(),
            bulk=bulk,
            settles=settles,
            at=now,
        )
        decision.save()
        made.append(decision)
    events.append([_news(row, user, decision) for decision in made])
    return made


def _news(row: Submission, user: User, decision: Decision) -> News:
    data = {"decision": decision.pk, "step": decision.step_key, "decided": decision.kind, "bulk": decision.bulk}
    data["sum"] = sums.of_decision(sums.salted(row).salt, decision)
    if decision.verdict:
        data["counts"] = decision.verdict
    if decision.settles:
        data["settles"] = True
    return News("decision.made", row, actor_id=user.pk, data=data)


def _stands(row: Submission) -> dict[str, str]:
    standing = settled(standings_of([row.pk]).get(row.pk, {}))
    return {key: one.look.verdict for key, one in standing.items() if one.look}
