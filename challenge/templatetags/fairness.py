"""Words for what reviewers decided."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from challenge.names.own_words import marked
from challenge.rows.decided import Decided
from challenge.words import DECISIONS, VERDICTS, Text

register = template.Library()


@register.filter
def own_words(text: str) -> str:
    """What the reader wrote themselves: given back as it was typed, where names are hidden too."""
    return marked(text)


@register.filter
def said(kind: str) -> Text:
    """The word of one kind of decision."""
    return DECISIONS.get(kind, kind)


@register.filter
def decision_text(decision: Decided | None) -> str:
    """A decision in a few words."""
    if decision is None:
        return gettext("Nothing decided")
    if decision.kind == "override":
        return gettext("Counts as “%(word)s”") % {"word": VERDICTS[decision.verdict].label}
    return str(said(decision.kind))


@register.filter
def percent(share: float) -> str:
    """A share as whole percents."""
    return f"{share:.0%}"


@register.filter
def hundredths(value: float) -> str:
    """Two digits, with a true minus."""
    return f"{value:.2f}".replace("-", "−")


@register.filter
def at_key(given: dict[str, str], key: str) -> str:
    """What was given under a name that the template makes up."""
    return given.get(key, "")
