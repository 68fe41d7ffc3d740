"""Tags of a candidate's home. On other pages, which have no home, they give nothing."""

from __future__ import annotations

from django import template
from django.template import Context

from challenge.selectors.home import Home, SectionChange

register = template.Library()


@register.simple_tag(takes_context=True)
def row_change(context: Context, key: str) -> str:
    """How this row changed with the last check: gained, lost, other, or "" for not at all."""
    home = context.get("home")
    return home.changes.rows.get(key, "") if isinstance(home, Home) else ""


@register.simple_tag(takes_context=True)
def section_change(context: Context, key: str) -> SectionChange | None:
    """What a section gained and lost with the last check."""
    home = context.get("home")
    return home.sections.get(key) if isinstance(home, Home) else None
