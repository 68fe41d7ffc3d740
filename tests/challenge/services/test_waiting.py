from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge.models import Judgment, Run, Submission
from challenge.services.runs import start
from challenge.services.waiting import look_again
from tests.challenge.conftest import People
from tests.challenge.services.looks import ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(submission: Submission, people: People) -> Run:
    """A finished run in which one step waits, and its time has come."""
    run = ended(start(submission, people.candidate))
    run.judgments.filter(step__key="env-host").update(verdict="wait", again_at=timezone.now())
    return run


def test_a_step_whose_time_has_come_is_looked_at_again_alone(waits: Run):
    (run,) = look_again()
    assert (run.submission, run.scope, run.started_by) == (waits.submission, ["env-host"], None)


def test_it_is_looked_at_once_and_not_while_somebody_looks(waits: Run):
    assert look_again()
    assert look_again() == []


def test_before_its_time_it_is_left_alone(waits: Run):
    Judgment.objects.update(again_at=timezone.now() + timedelta(minutes=1))
    assert look_again() == []


def test_a_later_look_settles_it(waits: Run, people: People):
    ended(start(waits.submission, people.candidate))
    assert look_again() == []


def test_what_nobody_asked_for_in_a_day_is_left_alone(waits: Run):
    Run.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert look_again() == []


def test_what_cannot_be_looked_at_any_more_is_not_tried_for_ever(waits: Run):
    waits.submission.targets.all().delete()
    Submission.objects.update(document="")
    assert look_again() == []
    assert not Judgment.objects.filter(again_at__isnull=False).exists()
