"""What to grade before and after one, and how many wait."""

from __future__ import annotations

import pytest
from django.utils import timezone

from challenge.models import Cohort, Submission
from challenge.selectors.desk.neighbours import neighbours
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db


def test_only_what_was_handed_in_waits_and_the_rest_can_still_be_gone_through(
    cohort: Cohort, people: People, submission: Submission, other_submission: Submission
) -> None:
    before = neighbours(people.reviewer, submission)
    assert (before.waiting, before.next) == (0, other_submission.pk)
    Submission.objects.filter(pk=other_submission.pk).update(handed_in_at=timezone.now())
    after = neighbours(people.reviewer, submission)
    assert (after.waiting, after.next) == (1, other_submission.pk)
