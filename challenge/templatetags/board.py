"""Times as a board tells them: short, because its headline names the zone once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from challenge.templatetags.times import zone_name

register = template.Library()


@register.simple_tag
def zone() -> str:
    """In which all times of the board are told."""
    return zone_name()


@register.filter
def clock(moment: datetime | None, seconds: bool = False) -> SafeString | str:
    """The time of day, with the day only if it is not today."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    day = "" if local.date() == timezone.localdate() else "j M "
    shown = date_format(local, f"{day}H:i:s" if seconds else f"{day}H:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), shown)


@register.filter
def needed(span: timedelta | None) -> str:
    """How long it took, to the second, as places go by it."""
    if span is None:
        return ""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        shape = gettext("%(days)d d %(hours)d h %(minutes)02d min %(seconds)02d s")
    elif hours:
        shape = gettext("%(hours)d h %(minutes)02d min %(seconds)02d s")
    else:
        shape = gettext("%(minutes)d min %(seconds)02d s")
    return shape % {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}


@register.filter
def left(span: timedelta | None) -> str:
    """How long it is until then, in two units."""
    if span is None:
        return ""
    minutes = max(0, int(span.total_seconds()) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return gettext("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        return gettext("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)d min") % {"minutes": minutes}
