"""The time zone in which somebody reads: their own, else that of their cohort, else UTC.

Every time on a page and in an e-mail names its zone, because a deadline without one is a trap.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from challenge.models import Cohort, Profile


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pages are written in the zone of who reads them."""

    def with_zone(request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request.user)):
            return get_response(request)

    return with_zone


def zone_of(user: AbstractBaseUser | AnonymousUser) -> tzinfo:
    """Of a person: what they chose, else that of the cohort they joined last."""
    if not user.is_authenticated:
        return UTC
    chosen = Profile.objects.filter(user_id=user.pk).values_list("time_zone", flat=True).first()
    if not chosen:
        cohorts = Cohort.objects.filter(memberships__user_id=user.pk).order_by("-memberships__pk")
        chosen = cohorts.values_list("time_zone", flat=True).first()
    return named(chosen or "UTC")


def named(name: str) -> tzinfo:
    """The zone of this IANA name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name) if name != "UTC" else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def names() -> list[str]:
    """Every zone somebody may choose: places, and UTC; not the many old names of offsets."""
    places = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))}
    return ["UTC", *sorted(places)]
