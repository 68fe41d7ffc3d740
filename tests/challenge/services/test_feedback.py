from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge.models import Event, Submission
from challenge.services.feedback import CannotRelease, release
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
