"""Filters that put moments and lengths of time on pages, with the name of the reader's zone."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from verifier import moments

register = template.Library()


@register.filter
def took(seconds: float | None) -> str:
    """A length of time as people say it."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """A moment with the name of its zone, with the day only if it is not today; the full time for machines."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    shown = date_format(local, "H:i:s" if today else "j M Y H:i")
    return format_html(
        '<time datetime="{}">{} <span class="zone">{}</span></time>',
        local.isoformat(timespec="seconds"),
        shown,
        zone_name(),
    )


@register.filter
def moment(moment: datetime | None) -> str:
    """A moment for plain text, always with its day and the name of its zone."""
    return f"{date_format(timezone.localtime(moment), 'j M Y H:i:s')} {zone_name()}" if moment else ""


@register.filter
def times(sentence: str) -> str:
    """A sentence of the judge, which tells moments in UTC, with those moments in the reader's zone."""
    return moments.TOLD.sub(lambda found: _moment_within(moments.read(found[1])), sentence)


def _moment_within(moment: datetime) -> str:
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return f"{date_format(local, 'H:i:s' if today else 'j M Y H:i:s')} {zone_name()}"


def zone_name() -> str:
    """The zone that times are shown in, as people say it: "UTC", "Berlin"."""
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
