"""The last look before a hand-in, and whatever may break off between it and the bundle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from challenge import bell
from challenge.models import Event, Run, Submission
from challenge.services import bundles, collecting, events, handing_in, runs, sweeping
from challenge.services.handing_in import ask, go_on
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, looked, nothing_elsewhere, told
from tests.challenge.services.looks import NO_ANSWER, claimed, ended

pytestmark = pytest.mark.django_db


def test_a_check_that_is_on_ends_first(work: Submission, people: People):
    check = runs.start(work, people.candidate)
    row = ask(work, people.candidate)
    assert row.hand_in_run is None
    go_on(work.pk)
    assert Run.objects.count() == 1
    looked(check)
    go_on(work.pk)
    row.refresh_from_db()
    assert row.hand_in_run is not None
    assert row.hand_in_run.pk > check.pk
    looked(row.hand_in_run)
    go_on(work.pk, fetch=nothing_elsewhere)
    row.refresh_from_db()
    assert row.handed_in_at is not None


def test_a_check_that_is_stopped_while_the_hand_in_waits_delays_nothing(work: Submission, people: People):
    check = runs.start(work, people.candidate)
    ask(work, people.candidate)
    runs.cancel(check, people.candidate)
    go_on(work.pk)
    work.refresh_from_db()
    assert work.hand_in_run is not None


def test_nobody_stops_the_last_look(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    for person in (people.candidate, people.reviewer):
        with pytest.raises(PermissionDenied):
            runs.cancel(run, person)


def test_a_last_look_that_could_not_look_ends_the_hand_in_too(submission: Submission, people: People):
    run = ask(submission, people.candidate).hand_in_run
    ended(run)
    go_on(submission.pk)
    submission.refresh_from_db()
    assert submission.handed_in_at is not None
    assert {one["source"] for one in submission.receipt["not_looked"]} == {"host", "account", "document"}


def test_a_last_look_that_ran_out_of_time_ends_the_hand_in_too(submission: Submission, people: People):
    ask(submission, people.candidate)
    Run.objects.update(deadline_at=timezone.now())
    sweeping.sweep()
    go_on(submission.pk)
    submission.refresh_from_db()
    assert submission.handed_in_at is not None


def test_a_hand_in_whose_sources_were_taken_away_meanwhile_ends(work: Submission, people: People):
    check = runs.start(work, people.candidate)
    ask(work, people.candidate)
    looked(check)
    Submission.objects.filter(pk=work.pk).update(document="")
    go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is not None
    assert work.hand_in_run is None
    assert told(work, "bundle.json")["sources"]["document"]["state"] == "read"


def test_a_worker_that_was_killed_at_it_loses_nothing(work: Submission, people: People):
    """It held the lease and had begun to write."""
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    lease = handing_in._next(work.pk)
    assert lease is not None
    cohort = settings.VAR / "bundles" / "autumn"
    half = cohort / f".freezing-{work.pk}-half"
    half.mkdir(parents=True)
    (half / "bundle.json").write_text("{")
    go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is None
    Submission.objects.update(hand_in_lease_until=timezone.now() - timedelta(seconds=1))
    go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is not None
    assert [place.name for place in cohort.iterdir()] == [f"K7-{work.bundle_digest}"]


def test_who_lost_the_lease_writes_nothing(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    late = handing_in._next(work.pk)
    Submission.objects.update(hand_in_lease_until=timezone.now() - timedelta(seconds=1))
    go_on(work.pk)
    work.refresh_from_db()
    with pytest.raises(handing_in.Lost):
        handing_in._finish(late, nothing_elsewhere)
    again = Submission.objects.get(pk=work.pk)
    assert (again.handed_in_at, again.bundle_digest) == (work.handed_in_at, work.bundle_digest)
    assert bundles.differences(folder(again), again.bundle_digest) == []


def test_a_disk_that_does_not_take_it_delays_and_then_it_is_handed_in_without(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    (settings.VAR / "bundles").write_text("a file where the folder should be")
    for number in range(handing_in.MOST_TRIES):
        work.refresh_from_db()
        assert work.handed_in_at is None, number
        Submission.objects.update(hand_in_lease_until=None)
        go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is not None
    assert (work.bundle, work.bundle_digest) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_hand_in_once(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    together, broken = threading.Barrier(4), []

    def finish() -> None:
        try:
            together.wait()
            go_on(work.pk, fetch=nothing_elsewhere)
        except Exception as fault:
            broken.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work.refresh_from_db()
    assert broken == []
    assert work.handed_in_at is not None
    assert Event.objects.filter(kind="submission.handed-in").count() == 1
    assert len(mail.outbox) == 1
    assert list(events.broken_links(Event.objects.order_by("id"))) == []


def test_no_transaction_is_open_while_the_network_is_asked(work: Submission, people: People):
    asked: list[bool] = []
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    outside = connection.in_atomic_block  # the test's own

    def fetch(address: str) -> bytes:
        asked.append(len(connection.savepoint_ids) > 0)
        return nothing_elsewhere(address)

    go_on(work.pk, fetch=fetch)
    assert outside
    assert True not in asked


def test_whoever_ends_the_last_look_rings_and_so_does_the_sweep(
    work: Submission, people: People, take_messages: Callable, django_capture_on_commit_callbacks: Callable
):
    run = ask(work, people.candidate).hand_in_run
    with django_capture_on_commit_callbacks(execute=True):
        looked(run)
    assert [message.payload[0] for queue, message in take_messages() if message.headers["task"] == bell.HAND_IN] == [
        [work.pk]
    ]
    handing_in.sweep()
    assert take_messages() == []
    Submission.objects.update(hand_in_rung_at=timezone.now() - timedelta(seconds=10))
    handing_in.sweep()
    assert len(take_messages()) == 1
    handing_in._next(work.pk)
    handing_in.sweep()
    assert take_messages() == []


def test_a_claimed_source_that_comes_back_after_the_hand_in_is_lost(submission: Submission, people: People):
    """A worker that was given up holds nothing any more."""
    run = ask(submission, people.candidate).hand_in_run
    lease = claimed(run, "host")
    Run.objects.update(deadline_at=timezone.now())
    sweeping.sweep()
    go_on(submission.pk)
    with pytest.raises(collecting.Lost):
        collecting.end(lease, NO_ANSWER["host"])
