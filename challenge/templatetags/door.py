"""What the parts about time and coming in ask for by themselves, so that any page may include them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from challenge import selectors
from challenge.forms.door import TrialEnd
from challenge.templatetags.times import zone_name

register = template.Library()


@register.filter
def until(moment: datetime | None) -> SafeString | str:
    """A deadline: a moment with its weekday and the name of its zone."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}">{} <span class="zone">{}</span></time>',
        timezone.localtime(moment).isoformat(timespec="seconds"),
        date_format(timezone.localtime(moment), "D j M Y H:i"),
        zone_name(),
    )


@register.filter
def in_words(moment: datetime) -> str:
    """The same for e-mails, which have no marks."""
    return f"{date_format(timezone.localtime(moment), 'D j M Y H:i')} ({zone_name()})"


@register.simple_tag(takes_context=True)
def time_of(context: Mapping[str, Any], submission_id: int) -> selectors.TimeBox:
    """How much time a submission has, for who reads the page."""
    return selectors.time_box(context["user"], submission_id)


@register.simple_tag
def trial_form() -> TrialEnd:
    """The empty form that asks when a trial ends."""
    return TrialEnd(auto_id="trial_%s")


@register.simple_tag
def other_sites() -> bool:
    """Whether somebody may come in with another site's account."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)
