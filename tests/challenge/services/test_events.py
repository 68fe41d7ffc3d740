from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from challenge.models import Event, Submission
from challenge.models.event import EventsAreForEver
from challenge.services import events
from challenge.services.events import News

pytestmark = pytest.mark.django_db


def test_every_event_follows_from_the_one_before(submission: Submission):
    with transaction.atomic():
        events.append([News("one", submission), News("two", submission)])
        events.append([News("three", submission, data={"step": "a"})])
    assert list(events.broken_links(Event.objects.all())) == []


@pytest.mark.parametrize("change", [{"data": {"points": 99}}, {"actor_id": 1}, {"kind": "other"}])
def test_a_changed_event_breaks_the_chain(submission: Submission, change: dict):
    with transaction.atomic():
        rows = events.append([News("one", submission), News("two", submission)])
    Event.objects.filter(pk=rows[0].pk).update(**change)
    assert list(events.broken_links(Event.objects.all())) == [rows[0].pk]


def test_an_event_taken_away_breaks_the_chain(submission: Submission):
    with transaction.atomic():
        rows = events.append([News("one", submission), News("two", submission)])
    Event.objects.filter(pk=rows[0].pk).delete()
    assert list(events.broken_links(Event.objects.all())) == [rows[1].pk]


def test_an_event_is_never_changed_or_deleted(submission: Submission):
    row = Event.objects.get(kind="submission.joined")
    with pytest.raises(EventsAreForEver):
        row.save()
    with pytest.raises(EventsAreForEver):
        row.delete()


def test_the_chain_stays_when_the_submission_goes(submission: Submission):
    submission.delete()
    assert Event.objects.filter(kind="submission.joined").exists()
    assert list(events.broken_links(Event.objects.all())) == []


@pytest.mark.django_db(transaction=True)
def test_ids_commit_in_order_with_several_writers(submission: Submission):
    """Whoever has read up to an id has missed none before it."""
    together = threading.Barrier(4)

    def write() -> None:
        try:
            together.wait()
            for _ in range(5):
                with transaction.atomic():
                    events.append([News("one", submission), News("two", submission)])
        finally:
            connection.close()

    seen: list[int] = []
    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or len(seen) < Event.objects.count():
        seen.extend(Event.objects.filter(pk__gt=max(seen, default=0)).values_list("pk", flat=True))
    assert seen == list(Event.objects.values_list("pk", flat=True))
    assert list(events.broken_links(Event.objects.all())) == []
