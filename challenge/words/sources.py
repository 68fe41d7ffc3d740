"""Machine, account and document: how each was looked at, what it said, and what of it was judged."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from challenge.words.word import Text, Word
from verifier.verdicts import How, Outcome, RestsOn, Source

SOURCES: dict[str, Text] = {
    Source.HOST: _("Machine"),
    Source.ACCOUNT: _("Datadog account"),
    Source.DOCUMENT: _("Document"),
}

THE_SOURCES: dict[Source, Text] = {
    Source.HOST: _("the machine"),
    Source.ACCOUNT: _("the Datadog account"),
    Source.DOCUMENT: _("the document"),
}

HOW: dict[str, Text] = {
    How.SSH: _("looked at over SSH"),
    How.OWN_RUN: _("reported by the candidate’s own run"),
    How.API: _("read through Datadog’s API"),
    How.DOCUMENT: _("read in the document"),
}

OUTCOMES: dict[str, Word] = {
    Outcome.PASS: Word("pass", _("As asked"), _("as asked"), "pass", "v-pass", _("This source shows it as asked.")),
    Outcome.FAIL: Word(
        "fail", _("Not as asked"), _("not as asked"), "fail", "v-fail", _("This source shows it otherwise.")
    ),
    Outcome.ABSENT: Word(
        "absent", _("Nothing found"), _("nothing found"), "absent", "v-absent", _("Looked; nothing there.")
    ),
    Outcome.UNKNOWN: Word(
        "unknown", _("Could not look"), _("could not look"), "unknown", "v-unknown", _("We were not able to look.")
    ),
}

RESTS_ON: dict[str, Text] = {
    RestsOn.OBSERVATION: _("seen"),
    RestsOn.TEXT: _("goes by text"),
    RestsOn.PICTURE: _("goes by a picture"),
    RestsOn.WORDS: _("an answer in words"),
}

SOURCE_STATES: dict[str, Text] = {
    "waiting": _("waiting its turn"),
    "reading": _("looking now"),
    "read": _("looked at"),
    "partly": _("partly looked at"),
    "failed": _("could not look"),
    "cancelled": _("stopped"),
}

SOURCE_MARKS: dict[str, str] = {
    "waiting": "none",
    "reading": "looking",
    "read": "pass",
    "partly": "unknown",
    "failed": "unknown",
    "cancelled": "none",
}

SUBJECTS: dict[str, Text] = {
    "host": _("Machine"),
    "board": _("Dashboard"),
    "monitor": _("Monitor"),
    "service": _("Service"),
    "metric": _("Metric"),
}

RUN_STATES: dict[str, Text] = {
    "waiting": _("Starting"),
    "running": _("Checking"),
    "finished": _("Finished"),
    "cancelled": _("Stopped"),
}


def judged_text(name: str, others: int) -> str:
    """What was judged; never the union of several things, so it says how many were left out."""
    if not others:
        return name
    left = ngettext("not judged: %(number)d other", "not judged: %(number)d others", others) % {"number": others}
    return f"{name} ({left})"


def sources_text(sources: Iterable[str]) -> str:
    """Sources within a sentence: "the document", or "the machine and the Datadog account"."""
    return gettext(" and ").join(str(THE_SOURCES[Source(source)]) for source in sources)
