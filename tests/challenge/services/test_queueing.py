from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from challenge.models import Cohort, Event, Run, Submission
from challenge.services.queueing import start_or_queue, start_queued, starts_at, take_back
from challenge.services.runs import cancel
from tests.challenge.conftest import People
from tests.challenge.services.looks import ended
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooling(submission: Submission, people: People) -> Submission:
    """Checked a moment ago, and cooling down."""
    Cohort.objects.update(cool_down_seconds=60)
    submission.refresh_from_db()
    first = start_or_queue(submission, people.candidate)
    assert first is not None
    cancel(first, people.candidate)
    return submission


def an_hour_passes() -> None:
    Run.objects.update(created_at=timezone.now() - timedelta(hours=1))


def test_pressed_while_it_cools_down_it_waits_and_starts_by_itself(cooling: Submission, people: People):
    assert start_or_queue(cooling, people.candidate, ["metric-range"]) is None
    cooling.refresh_from_db()
    at = starts_at(cooling)
    assert at is not None and at > timezone.now()
    assert start_queued() == []
    an_hour_passes()
    (run,) = start_queued()
    assert (run.scope, run.started_by) == (["metric-range"], people.candidate)
    assert start_queued() == []
    cooling.refresh_from_db()
    assert (cooling.queued_at, starts_at(cooling)) == (None, None)


def test_one_check_waits_and_the_last_press_says_which(cooling: Submission, people: People):
    start_or_queue(cooling, people.candidate)
    start_or_queue(cooling, people.candidate, sources=[Source.HOST])
    an_hour_passes()
    (run,) = start_queued()
    assert list(run.collections.values_list("source", flat=True)) == ["host"]


def test_it_can_be_taken_back(cooling: Submission, people: People):
    start_or_queue(cooling, people.candidate)
    take_back(cooling, people.candidate)
    take_back(cooling, people.candidate)
    an_hour_passes()
    assert start_queued() == []
    assert list(Event.objects.filter(kind__startswith="check.").values_list("kind", flat=True)) == [
        "check.queued",
        "check.taken-back",
    ]


@pytest.mark.parametrize("who", ["other", "viewer", "stranger"])
def test_others_neither_queue_nor_take_back(cooling: Submission, people: People, who: str):
    with pytest.raises(PermissionDenied):
        start_or_queue(cooling, getattr(people, who))
    with pytest.raises(PermissionDenied):
        take_back(cooling, getattr(people, who))


def test_a_reviewer_waits_for_nothing(cooling: Submission, people: People):
    assert start_or_queue(cooling, people.reviewer) is not None


def test_it_does_not_start_beside_another_check(cooling: Submission, people: People):
    start_or_queue(cooling, people.candidate)
    other = start_or_queue(cooling, people.reviewer)
    assert other is not None
    an_hour_passes()
    assert start_queued() == []
    ended(other)
    assert len(start_queued()) == 1


def test_with_nothing_left_to_look_at_it_is_forgotten(cooling: Submission, people: People):
    start_or_queue(cooling, people.candidate)
    cooling.targets.all().delete()
    Submission.objects.update(document="")
    an_hour_passes()
    assert start_queued() == []
    cooling.refresh_from_db()
    assert cooling.queued_at is None


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_start_one(cooling: Submission, people: People):
    start_or_queue(cooling, people.candidate)
    an_hour_passes()
    together, got = threading.Barrier(3), []

    def round_() -> None:
        try:
            together.wait()
            got.extend(run.pk for run in start_queued())
        finally:
            connection.close()

    threads = [threading.Thread(target=round_) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Run.objects.filter(state="waiting").count() == 1
    assert len(set(got)) == 1
