from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge.models import Cohort, Event, Membership, Submission
from challenge.services import reviewing
from challenge.services.feedback import (
    CannotRelease,
    DraftChanged,
    hold,
    release,
    release_draft,
    release_due,
    release_later,
    save_draft,
)
from challenge.services.withdrawing import withdraw
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(submission: Submission, people: People) -> Submission:
    people.candidate.email = "ada@example.com"
    people.candidate.save()
    submission.handed_in_at = timezone.now()
    submission.save()
    return submission


def test_a_reviewer_releases_it_and_the_candidate_is_told(
    work: Submission, people: People, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        release(work, people.reviewer, " Well made. ")
    work.refresh_from_db()
    assert work.feedback == "Well made."
    assert work.feedback_released_at is not None
    assert Event.objects.last().kind == "feedback.released"
    assert f"/submissions/{work.pk}/feedback/" in mail.outbox[0].body
    assert "Well made" not in mail.outbox[0].body


def test_only_a_reviewer_gives_it(work: Submission, people: People):
    for person in (people.candidate, people.other, people.viewer, people.stranger):
        with pytest.raises(PermissionDenied):
            release(work, person, "Well made.")


def test_before_the_hand_in_there_is_none_and_an_empty_one_is_none(work: Submission, people: People):
    with pytest.raises(CannotRelease):
        release(work, people.reviewer, "  ")
    Submission.objects.update(handed_in_at=None)
    with pytest.raises(CannotRelease):
        release(work, people.reviewer, "Well made.")


def test_a_draft_is_saved_and_the_candidate_has_nothing_of_it(work: Submission, people: People):
    row = save_draft(work, people.reviewer, " Well begun. ", edition=0)
    assert (row.feedback_draft, row.feedback_edition) == ("Well begun.", 1)
    assert (row.feedback, row.feedback_released_at) == ("", None)


def test_a_draft_of_another_window_is_not_overwritten(work: Submission, people: People):
    save_draft(work, people.reviewer, "Theirs.", edition=0)
    for write in (save_draft, release_draft):
        with pytest.raises(DraftChanged) as told:
            write(work, people.reviewer, "Mine.", edition=0)
        assert (told.value.other, told.value.edition) == ("Theirs.", 1)
    work.refresh_from_db()
    assert (work.feedback_draft, work.feedback_released_at) == ("Theirs.", None)


def test_only_reviewers_write_and_never_about_their_own_work(work: Submission, people: People):
    Membership.objects.create(cohort=work.cohort, user=people.candidate, role="reviewer")
    for person in (people.candidate, people.other, people.viewer, people.stranger):
        for write in (save_draft, release_draft):
            with pytest.raises(PermissionDenied):
                write(work, person, "Well made.", edition=0)


def test_of_two_reviewers_nobody_writes_before_their_own_pass_is_over(work: Submission, people: People):
    Cohort.objects.update(first_passes=2)
    with pytest.raises(CannotRelease, match="own pass"):
        save_draft(work, people.reviewer, "Well made.", edition=0)
    work.reviews.create(reviewer=people.reviewer, finished_at=timezone.now())
    assert save_draft(work, people.reviewer, "Well made.", edition=0).feedback_draft == "Well made."


def test_on_its_day_it_is_released_once(work: Submission, people: People, django_capture_on_commit_callbacks):
    """The day begins in the zone of the cohort, at nine."""
    Cohort.objects.update(time_zone="Asia/Tokyo")
    day = date(2031, 5, 4)
    release_later(work, people.reviewer, "Well made.", edition=0, on=day)
    before = datetime(2031, 5, 3, 23, 59, tzinfo=UTC)
    release_due(before)
    assert not Submission.objects.filter(feedback_released_at__isnull=False).exists()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            release_due(before + timedelta(minutes=2))
    work.refresh_from_db()
    assert (work.feedback, work.feedback_release_on) == ("Well made.", None)
    assert len(mail.outbox) == 1
    assert Event.objects.filter(kind="feedback.released", actor_id=None).count() == 1


def test_with_the_outcome_is_when_the_work_is_graded(work: Submission, people: People):
    release_later(work, people.reviewer, "Well made.", edition=0, on=None)
    release_due()
    assert not Submission.objects.filter(feedback_released_at__isnull=False).exists()
    reviewing.save(work, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(work, people.reviewer)
    release_due()
    work.refresh_from_db()
    assert work.feedback_released_at is not None
    assert work.feedback_with_outcome is False


def test_what_is_held_back_or_emptied_is_not_released_by_itself(work: Submission, people: People):
    release_later(work, people.reviewer, "Well made.", edition=0, on=date(2031, 5, 4))
    hold(work, people.reviewer)
    release_later(work, people.reviewer, "Well made.", edition=1, on=date(2031, 5, 4))
    save_draft(work, people.reviewer, "", edition=2)
    release_due(datetime(2031, 6, 1, tzinfo=UTC))
    work.refresh_from_db()
    assert (work.feedback_released_at, work.feedback_release_on) == (None, None)
    assert [one.data for one in Event.objects.filter(kind="feedback.timed")] == [{"on": "2031-05-04"}] * 2


def test_a_day_that_is_over_is_no_day_to_release_on(work: Submission, people: People):
    with pytest.raises(CannotRelease, match="still to come"):
        release_later(work, people.reviewer, "Well made.", edition=0, on=date(2020, 1, 1))


def test_one_that_cannot_be_released_stops_no_other(work: Submission, other_submission: Submission, people: People):
    Submission.objects.update(
        handed_in_at=timezone.now(), graded_at=timezone.now(), feedback_with_outcome=True, feedback_draft="Well made."
    )
    Submission.objects.filter(pk=work.pk).update(withdrawn_at=timezone.now())
    release_due()
    assert list(Submission.objects.filter(feedback_released_at__isnull=False)) == [other_submission]


def test_deleted_with_the_work(work: Submission, people: People):
    release_later(work, people.reviewer, "Well made.", edition=0, on=date(2031, 5, 4))
    withdraw(work, people.candidate, code=work.code)
    work.refresh_from_db()
    assert (work.feedback_draft, work.feedback_release_on, work.feedback) == ("", None, "")
