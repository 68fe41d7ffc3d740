"""What a contest is told by: its ways to break ties, what a lead did, and what may carry two tags."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

TIES: dict[str, tuple[str | Promise, str | Promise]] = {
    "shared": (_("Shared"), _("Equal points share a place, whenever they were gained.")),
    "elapsed": (
        _("Time needed"),
        _("With equal points, who needed less time since their own start is before; a pause counts for nobody."),
    ),
    "clock": (_("Clock"), _("With equal points, who had them first is before; a later start is not made up for.")),
}
"""Key -> its name, and the one sentence that the lead and everybody in it read."""

ACTS: dict[str, str | Promise] = {
    "paused": _("Paused"),
    "resumed": _("Went on"),
    "extended": _("More time"),
    "hidden": _("Taken off the board"),
    "shown": _("Put on the board"),
    "revealed": _("Board revealed"),
    "covered": _("Board frozen again"),
    "unpinned": _("Organisation and keys forgotten"),
}

CARRIES_TWO: dict[str, str | Promise] = {
    "host": _("a host"),
    "board": _("a dashboard"),
    "monitor": _("a monitor"),
    "downtime": _("a downtime"),
    "service": _("a service"),
}


def kinds_text(clash: str) -> str:
    """The kinds of things that carry two tags within a sentence: "a host and a dashboard". clash: as `models.Entry` keeps it."""
    return gettext(" and ").join(str(CARRIES_TWO[kind]) for kind in clash.split() if kind in CARRIES_TWO)


def span_text(seconds: float) -> str:
    """How long, as people say it: "45 min", "2 h 5 min", "3 days"."""
    minutes = int(abs(seconds) // 60)
    if minutes >= 48 * 60:
        return ngettext("%(number)s day", "%(number)s days", minutes // 1440) % {"number": minutes // 1440}
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(number)s min") % {"number": rest}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def every_text(seconds: int) -> str:
    """How often everybody is looked at: "every 2 minutes"."""
    if seconds % 60:
        return ngettext("every second", "every %(number)s seconds", seconds) % {"number": seconds}
    minutes = seconds // 60
    return ngettext("every minute", "every %(number)s minutes", minutes) % {"number": minutes}
