"""The words of the work list: its filters and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from challenge.selectors.work_filters import NUMBERS, SHOWS, Asked
from challenge.words import Text

register = template.Library()

FILTERS: dict[str, Text] = {
    "": _("in all"),
    "me": _("need you"),
    "differ": _("sources differ"),
    "claimed": _("claimed only"),
    "unknown": _("could not look"),
    "pictures": _("in pictures only"),
    "trial": _("trial ends soon"),
    "questions": _("with a question"),
    "mine": _("taken by you"),
    "graded": _("graded"),
}
"""How a filter reads after the number of submissions that it shows."""

COLUMNS: dict[str, Text] = {
    "code": _("Code"),
    "name": _("Name"),
    "waits": _("Waits since"),
    "proved": _("Proved"),
    "needs": _("Need a person"),
    "differ": _("Sources differ"),
    "claimed": _("Claimed"),
    "unknown": _("Could not look"),
    "pictures": _("In pictures"),
    "questions": _("Questions"),
    "trial": _("Trial ends"),
    "outcome": _("Outcome"),
}
FALLS = frozenset({*NUMBERS, "questions"})
"""Columns where the largest is of interest first."""


@dataclass(frozen=True)
class Chip:
    """A filter with its number."""

    key: str
    word: Text
    number: int
    chosen: bool


@register.filter
def chips(counts: Mapping[str, int], asked: Asked) -> list[Chip]:
    """All first, then the filters in their order."""
    return [Chip(key, FILTERS[key], counts[key], asked.show == key) for key in ("", *SHOWS)]


@register.simple_tag
def column(key: str, asked: Asked) -> dict[str, Any]:
    """The head of a column: its word, what a press sorts by, and how it is sorted now."""
    now = asked.sort == key
    down = not asked.down if now else key in FALLS
    return {
        "word": COLUMNS[key],
        "sort": f"-{key}" if down else key,
        "number": key in FALLS,
        "now": ("descending" if asked.down else "ascending") if now else "",
    }


@register.simple_tag
def column_word(key: str) -> Text:
    """The word of a column, for where the columns stand below each other."""
    return COLUMNS[key]


IMPORT_STATES: dict[str, Text] = {
    "waiting": _("waiting"),
    "taking": _("being taken"),
    "looking": _("being looked at"),
    "there": _("in the work list"),
    "failed": _("could not be taken"),
}


@register.filter
def import_state(state: str) -> Text:
    """How far something is that was brought in."""
    return IMPORT_STATES[state]
