"""The page of a candidate's machine, by a browser that only reads."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Target
from tests.plausible import Plausible


def test_a_machine_that_was_never_reached_is_none_of_those_before(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    mine, now = life.submissions["C1"], timezone.now()
    gone = {"submission": mine, "username": "vagrant", "retired_at": now, "retired_because": "replaced"}
    Target.objects.create(address="192.0.2.40", **gone)
    assert "Machines before" not in knock("owner").get(reverse("connect_machine", args=[mine.pk])).content.decode()
    Target.objects.create(address="192.0.2.41", looked_at=now, **gone)
    page = knock("owner").get(reverse("connect_machine", args=[mine.pk])).content.decode()
    assert "192.0.2.41" in page and "192.0.2.40" not in page
