"""How often a worker is rung for a hand-in, and what becomes of one who lost it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from challenge import bell
from challenge.models import Event, Submission
from challenge.services import bundles, handing_in
from challenge.services.handing_in import ask, go_on
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, looked, nothing_elsewhere

pytestmark = pytest.mark.django_db


def test_while_no_worker_comes_each_ring_waits_longer_and_five_minutes_at_most(
    work: Submission, people: People, take_messages: Callable
):
    looked(ask(work, people.candidate).hand_in_run)
    for rings, wait in ((1, 10), (2, 20), (5, 160), (6, 300), (40_000, 300)):
        Submission.objects.update(hand_in_rings=rings, hand_in_rung_at=timezone.now() - timedelta(seconds=wait - 2))
        handing_in.sweep()
        assert take_messages() == []
        Submission.objects.update(hand_in_rung_at=timezone.now() - timedelta(seconds=wait))
        handing_in.sweep()
        assert len(take_messages()) == 1
        work.refresh_from_db()
        assert work.hand_in_rings == rings + 1


def test_when_the_worker_that_heard_it_died_the_next_ring_is_at_once(
    work: Submission, people: People, take_messages: Callable
):
    looked(ask(work, people.candidate).hand_in_run)
    for _ in range(3):
        bell.ring_hand_in(work.pk)
    handing_in._next(work.pk)
    take_messages()
    Submission.objects.update(hand_in_lease_until=timezone.now())
    handing_in.sweep()
    assert len(take_messages()) == 1


def test_what_was_frozen_by_who_lost_the_hand_in_does_not_stay(
    work: Submission, people: People, django_capture_on_commit_callbacks: Callable
):
    """Somebody else finishes it, with another bundle, while the first one writes its own."""
    looked(ask(work, people.candidate).hand_in_run)
    first = handing_in._next(work.pk)
    assert first is not None
    Submission.objects.update(hand_in_lease_until=timezone.now())
    lost = bundles.freeze(work, [("lost.txt", b"seen by the first")])
    with django_capture_on_commit_callbacks(execute=True):
        go_on(work.pk, fetch=nothing_elsewhere)
    work.refresh_from_db()
    assert not (settings.VAR / lost.folder).exists()
    for write in (lambda: handing_in._finish(first, nothing_elsewhere), lambda: handing_in._end(first, lost, {})):
        with pytest.raises(handing_in.Lost):
            write()
    assert bundles.differences(folder(work), work.bundle_digest) == []
    assert Event.objects.filter(kind="submission.handed-in").count() == 1
