"""A reviewer's pass over a submission: taken, saved, finished. Who took it has it for a while, and may give it back or pass it on.

Each write takes the row of the submission first, so that two reviewers never write across each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, sums
from challenge.access import Person
from challenge.grading.rubric import RUBRIC, SCORES
from challenge.models import Assignment, Review, Submission
from challenge.rows.passes import differing
from challenge.services import events
from challenge.services.events import News


class CannotReview(Exception):
    """The message is one sentence for the reviewer."""


class SavedBefore(Exception):
    """Somebody saved in the meantime (the same person in another window); nothing was overwritten."""


def take(submission: Submission, user: User) -> Assignment:
    """It is theirs for the cohort's hours, counted from now. Raises PermissionDenied or CannotReview."""
    with transaction.atomic():
        row = locked(submission, user)
        now = timezone.now()
        _leave_to_others(row, user)
        until = now + timedelta(hours=row.cohort.hold_hours)
        _end_expired(row)
        assignment, _made = Assignment.objects.update_or_create(
            submission=row, reviewer=user, ended_at=None, defaults={"at": now, "until": until}
        )
        review_of(row, user)
        events.append([News("review.taken", row, actor_id=user.pk)])
    return assignment


def take_with_the_first(row: Submission, user: User) -> None:
    """Whoever decides has it from their first decision on, by the rules of `take`; who has finished only mends their own.

    row: from `locked`, within its transaction. Raises CannotReview where others have it, or it is practice.
    """
    need_the_hand_in(row)
    _leave_to_others(row, user)
    if not is_finished(row, user) and user.pk not in {one.reviewer_id for one in holders(row)}:
        take(row, user)


def need_the_hand_in(row: Submission) -> None:
    """Practice is looked at and not graded; what an entry of a contest has is none. Raises CannotReview."""
    if not access.is_gradable(row):
        raise CannotReview(gettext("It is not handed in yet. Until then it is practice, and nothing of it is graded."))


def give_back(submission: Submission, user: User) -> None:
    """It is nobody's again; what was decided stays. Nothing happens where it was not taken."""
    with transaction.atomic():
        row = locked(submission, user)
        ended = Assignment.objects.filter(submission=row, reviewer=user, ended_at=None).update(ended_at=timezone.now())
        if ended:
            events.append([News("review.given-back", row, actor_id=user.pk)])


def pass_on(submission: Submission, user: User, to_id: int | None) -> Assignment:
    """The reviewer with this id has it from now on, for the cohort's hours. Raises PermissionDenied or CannotReview."""
    with transaction.atomic():
        row, now = locked(submission, user), timezone.now()
        held = {one.reviewer_id: one for one in holders(row)}
        if user.pk not in held:
            raise CannotReview(gettext("You do not have it any more, so there is nothing to pass on."))
        to = User.objects.filter(pk=to_id or 0, is_active=True).first()
        if to is None or to.pk in held or not access.may_grade(to, row):
            raise CannotReview(gettext("Choose another reviewer, who does not have it yet."))
        Assignment.objects.filter(pk=held[user.pk].pk).update(ended_at=now)
        _end_expired(row)
        until = now + timedelta(hours=row.cohort.hold_hours)
        assignment = Assignment.objects.create(submission=row, reviewer=to, at=now, until=until)
        review_of(row, to)
        events.append([News("review.passed-on", row, actor_id=user.pk, data={"to": to.pk})])
    return assignment


def save(
    submission: Submission, user: User, *, edition: int, rubric: Mapping[str, int], outcome: str, summary: str
) -> Review:
    """Keep the grade as far as it is. edition: the one the page showed. Raises SavedBefore, CannotReview, PermissionDenied."""
    with transaction.atomic():
        row = locked(submission, user)
        need_the_hand_in(row)
        review = review_of(row, user)
        if review.edition != edition:
            raise SavedBefore(gettext("It was saved in another window in the meantime; both texts are below."))
        _check(row, rubric, outcome)
        review.rubric, review.outcome, review.summary = dict(rubric), outcome, summary.strip()
        review.edition, review.saved_at = edition + 1, timezone.now()
        review.save()
        events.append([News("review.saved", row, actor_id=user.pk, data=_told(row, review))])
    return review


def finish(submission: Submission, user: User) -> Review:
    """The first pass is over; with the last that the cohort asks for, the submission is graded. Needs an outcome."""
    with transaction.atomic():
        row = locked(submission, user)
        need_the_hand_in(row)
        _leave_to_others(row, user)
        review, now = review_of(row, user), timezone.now()
        if not review.outcome:
            raise CannotReview(gettext("Choose an outcome first."))
        review.state, review.finished_at = "finished", review.finished_at or now
        review.save()
        Assignment.objects.filter(submission=row, reviewer=user, ended_at=None).update(ended_at=now)
        done = list(row.reviews.filter(state="finished").values_list("outcome", flat=True))
        if len(done) >= row.cohort.first_passes and len(set(done)) == 1 and not differing(row):
            row.outcome, row.graded_at = review.outcome, now
            row.save(update_fields=["outcome", "graded_at"])
        events.append(
            [News("review.finished", row, actor_id=user.pk, data={"outcome": review.outcome, **_told(row, review)})]
        )
    return review


def open_again(submission: Submission, user: User) -> Review:
    """Grade on: the outcome is open until it is finished anew. Raises CannotReview for who has finished nothing."""
    with transaction.atomic():
        row = locked(submission, user)
        review = Review.objects.filter(submission=row, reviewer=user, state="finished").first()
        if review is None:
            raise CannotReview(gettext("You have finished no pass of it, so there is none to open again."))
        review.state = "open"
        review.save()
        row.outcome, row.outcome_reason, row.graded_at = "", "", None
        row.save(update_fields=["outcome", "outcome_reason", "graded_at"])
        events.append([News("review.opened-again", row, actor_id=user.pk, data=_told(row, review))])
    return review


def is_finished(submission: Submission, user: User) -> bool:
    """This reviewer's pass is over."""
    return Review.objects.filter(submission=submission, reviewer=user, state="finished").exists()


def know_person(submission: Submission, user: User) -> None:
    """ "I know this person": said once, shown to the leads, and it gives the submission back."""
    with transaction.atomic():
        row = locked(submission, user)
        review = review_of(row, user)
        review.knows_person = True
        review.save(update_fields=["knows_person"])
        events.append([News("review.saved", row, actor_id=user.pk, data=_told(row, review))])
    give_back(submission, user)


def locked(submission: Submission, user: Person) -> Submission:
    """The row of the submission, held until the transaction ends. Raises PermissionDenied."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related(
        "cohort__version", "owner", "team"
    )
    row = rows.get(pk=submission.pk)
    if not access.may_grade(user, row):
        raise PermissionDenied("Only a reviewer of the cohort grades.")
    return row


def review_of(submission: Submission, user: User) -> Review:
    """This reviewer's pass, begun now where there was none."""
    return Review.objects.get_or_create(submission=submission, reviewer=user)[0]


def holders(submission: Submission) -> list[Assignment]:
    """Who has it now."""
    return list(submission.assignments.filter(ended_at=None, until__gt=timezone.now()).select_related("reviewer"))


def _told(row: Submission, review: Review) -> dict[str, Any]:
    """Which pass, and the sum of what stands in it now."""
    return {"review": review.pk, "sum": sums.of_review(sums.salted(row).salt, review)}


def _leave_to_others(row: Submission, user: User) -> None:
    held = {one.reviewer_id for one in holders(row)}
    if len(held) >= row.cohort.first_passes and user.pk not in held:
        raise CannotReview(gettext("Somebody else has taken it; ask them to pass it on."))


def _end_expired(submission: Submission) -> None:
    now = timezone.now()
    submission.assignments.filter(ended_at=None, until__lte=now).update(ended_at=now)


def _check(submission: Submission, rubric: Mapping[str, int], outcome: str) -> None:
    known = {question.key for question in RUBRIC}
    if not set(rubric) <= known or not all(score in SCORES for score in rubric.values()):
        raise CannotReview(gettext("A score is a number from 1 to 4."))
    if outcome and outcome not in submission.cohort.outcomes:
        raise CannotReview(gettext("This cohort has no such outcome."))
