"""Words of the pages on which a cohort is judged again."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from challenge.forms.cohort import CHOICES

register = template.Library()


@register.filter
def rule_choice(key: str) -> str | Promise:
    """How a choice of a house rule reads."""
    return CHOICES.get(key, key)
