"""The words on pages: one table for verdicts, one for each kind of provenance.

Templates take every word, icon and CSS class from here and invent none. What the judge calls a
thing stays in code and exports; people read these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from challenge.names.about import said_of
from verifier.engine.shown import Shown
from verifier.scoring import Claims
from verifier.verdicts import How, Outcome, RestsOn, Source, Verdict

Text = str | Promise
"""What a page turns into the reader's language when it is shown."""


@dataclass(frozen=True)
class Word:
    """How one state is told: `icon` names a symbol in static/img/marks.svg, `css` a class.

    tally: how it reads after a number ("24 proved"). meaning: the legend, one sentence. example: what a row
    that carries it may say, "" where the word needs none.
    """

    key: str
    label: Text
    tally: Text
    icon: str
    css: str
    meaning: Text
    example: Text = ""


def _word(key: str, label: Text, tally: Text, meaning: Text, example: Text = "") -> Word:
    return Word(key, label, tally, icon=key, css=f"v-{key}", meaning=meaning, example=example)


VERDICTS: dict[str, Word] = {
    word.key: word
    for word in (
        _word(
            Verdict.PASS,
            _("Proved"),
            _("proved"),
            _("Seen on the machine, in the account or where it had to be, as asked."),
            _("The check runs every 45 seconds."),
        ),
        _word(
            Verdict.CLAIMED,
            said_of(_("You say so"), _("Claimed")),
            said_of(_("you say so"), _("claimed")),
            _("The document says so; nothing else has shown it yet."),
            _("The document shows a monitor that warns above 500; the account could not be read."),
        ),
        _word(
            Verdict.FAIL,
            _("Not as asked"),
            _("not as asked"),
            _("It is there, and something about it differs from what was asked."),
            _("The interval stands at the top of the file, where the Agent does not read it; 15 seconds apply."),
        ),
        _word(
            Verdict.UNKNOWN,
            _("Could not look"),
            _("could not look"),
            _("We were not able to look. It is never held against you."),
            _("The application key lacks monitors_read, so the monitors could not be listed."),
        ),
        _word(
            Verdict.WAIT,
            _("Wait"),
            _("wait"),
            _("Time will tell. We look again by ourselves, and the row says when."),
            _("There are 7 of the 20 minutes of points that are needed; the row then reads “Wait until 14:32”."),
        ),
        _word(
            Verdict.ABSENT,
            _("Nothing found"),
            _("nothing found"),
            _("We looked, and nothing there speaks of it."),
            _("All dashboards of the account were read; none of them shows the metric."),
        ),
        _word(
            Verdict.DISAGREE,
            _("Sources differ"),
            _("sources differ"),
            _("Two places we looked at do not say the same. A person decides."),
            _("The document shows a dashboard with the anomaly function, and the account has none."),
        ),
        _word(
            Verdict.BLOCKED,
            _("Needs another row first"),
            _("need another row first"),
            _("There is nothing to look at until another row is done, and the row names it."),
            _("There is no downtime to look at, because there is no monitor. Needs: “A monitor on the average” first."),
        ),
        _word(
            Verdict.REVIEW,
            _("A person reads this"),
            _("for a person to read"),
            _("A program does not judge words. Somebody will read it."),
            _("There is an answer of 61 words in lines 163 to 170 of the document."),
        ),
    )
}

NOT_LOOKED = _word("none", _("Not looked at yet"), _("not looked at yet"), _("No check has looked at this row so far."))

LOOKING = _word("looking", _("Looking"), _("being looked at"), _("The check is looking at this row now."))

_EVERY_WORD = {**VERDICTS, LOOKING.key: LOOKING, NOT_LOOKED.key: NOT_LOOKED}

ALWAYS_COUNTED = (Verdict.PASS, Verdict.CLAIMED, Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIT, Verdict.ABSENT)
"""Counted apart on every page, zero or not; the others only when there are any."""

SHOWN: dict[str, Word] = {
    Shown.TEXT: Word("shown", _("Shown"), _("shown"), "pass", "v-pass", _("The document shows it in text, as asked.")),
    Shown.PICTURE: Word(
        "picture",
        _("Only in a picture"),
        _("only in pictures"),
        "claimed",
        "v-claimed",
        _("A picture may show it, and a person looks at it. Text, a file or a link can be read at once."),
    ),
    Shown.OTHERWISE: Word(
        "otherwise",
        _("Not as asked"),
        _("not as asked"),
        "fail",
        "v-fail",
        _("It is there, and something about it differs from what was asked."),
    ),
    Shown.NOTHING: Word(
        "nothing",
        _("Nothing found"),
        _("nothing found"),
        "absent",
        "v-absent",
        _("Nothing in the document speaks of it."),
    ),
    Shown.PERSON: Word(
        "person",
        _("A person reads this"),
        _("for a person to read"),
        "review",
        "v-review",
        _("A program does not judge words. Somebody will read it."),
    ),
    Shown.UNKNOWN: Word(
        "unknown",
        _("Could not tell"),
        _("could not be told"),
        "unknown",
        "v-unknown",
        _("This document by itself does not let us tell."),
    ),
}
"""What a document shows by itself, on the page where anybody may try one."""

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

POINTS_COUNT: dict[str, Text] = {
    Claims.FULL: said_of(
        _("Points count what is proved and what reads “You say so”; bonus rows apart."),
        _("Points count what is proved and what reads “Claimed”; bonus rows apart."),
    ),
    Claims.HALF: said_of(
        _("Points count what is proved, and half of what reads “You say so”; bonus rows apart."),
        _("Points count what is proved, and half of what reads “Claimed”; bonus rows apart."),
    ),
    Claims.NONE: _("Points count only what is proved; bonus rows apart."),
}
"""What points count, wherever they stand: a cohort says what a claim earns, and a board counts none."""

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

PASSAGES: dict[str, Text] = {"words": _("In words"), "code": _("In code"), "query": _("A query")}

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

ROLES: dict[str, Text] = {
    "reviewer": _("Reviewer"),
    "lead": _("Lead"),
    "candidate": _("Candidate"),
    "viewer": _("Watcher"),
}

DECISIONS: dict[str, Text] = {
    "confirm": _("Shown"),
    "reject": _("Not shown"),
    "leave": _("Cannot tell"),
    "override": _("Decided otherwise"),
    "excuse": _("Excused"),
}
"""What a person decided on a row: on keys and buttons, at its row, in the log, report, table and letter."""

OVERRIDES = (Verdict.PASS, Verdict.FAIL, Verdict.ABSENT, Verdict.CLAIMED)
"""What a person may say that a row counts as."""

TO_MEND = (Verdict.FAIL, Verdict.ABSENT, Verdict.DISAGREE)

PICTURE_STATES: dict[str, Text] = {
    "there": _("in the submission"),
    "missing": _("not in the submission"),
    "elsewhere": _("elsewhere: not looked for"),
    "unused": _("in the submission, used nowhere"),
}

EXCUSED_FOR_ALL = _("Excused for everybody")

RUN_STATES: dict[str, Text] = {
    "waiting": _("Starting"),
    "running": _("Checking"),
    "finished": _("Finished"),
    "cancelled": _("Stopped"),
}


def word_for(verdict: str | None) -> Word:
    """The word of a verdict; an unknown key is a mistake of ours and says so."""
    if not verdict:
        return NOT_LOOKED
    return _EVERY_WORD[verdict]


def decision_text(kind: str) -> Text:
    """What a person decided on a row."""
    return DECISIONS[kind]


def somebody_decided(name: str, title: str, kind: str) -> str:
    """For who looks on while another reviewer decides. kind "": it was taken back."""
    if not kind:
        return gettext("“%(title)s” is open again.") % {"title": title}
    said = {"name": name, "title": title, "word": decision_text(kind)}
    return gettext("%(name)s decided “%(title)s”: %(word)s.") % said


def overrides() -> list[Word]:
    """The words that a row may be given instead of its own."""
    return [VERDICTS[verdict] for verdict in OVERRIDES]


def hint_label(verdict: str) -> str:
    """What stands before a hint: it mends what was found otherwise, and tells the way to everything else."""
    return gettext("How to mend it") if verdict in TO_MEND else gettext("How")


def judged_text(name: str, others: int) -> str:
    """What was judged; never the union of several things, so it says how many were left out."""
    if not others:
        return name
    left = ngettext("not judged: %(number)d other", "not judged: %(number)d others", others) % {"number": others}
    return f"{name} ({left})"


def sources_text(sources: Iterable[str]) -> str:
    """Sources within a sentence: "the document", or "the machine and the Datadog account"."""
    return gettext(" and ").join(str(THE_SOURCES[Source(source)]) for source in sources)


def known(key: str) -> str:
    """The key of a verdict that somebody typed, or "" if there is no such verdict."""
    return key if key in VERDICTS else ""


@dataclass(frozen=True)
class Counted:
    """A word and how many rows carry it."""

    word: Word
    number: int

    @property
    def leads_to_rows(self) -> bool:
        """Whether the rows that carry it can be shown alone."""
        return bool(self.number) and self.word.key in VERDICTS


def tally(counts: Mapping[str, int]) -> list[Counted]:
    """Every word with its number, in the order pages list them; the rarer ones only when there are any."""
    shown = [
        Counted(word, counts.get(key, 0))
        for key, word in VERDICTS.items()
        if counts.get(key, 0) or key in ALWAYS_COUNTED
    ]
    rest = [Counted(LOOKING, counts.get(LOOKING.key, 0)), Counted(NOT_LOOKED, counts.get("", 0))]
    return [*shown, *(one for one in rest if one.number)]


def verdict_text(verdict: str | None, clock: str = "") -> str:
    """The word of a verdict, with the time of the next look where it is waiting for one."""
    if verdict == Verdict.WAIT and clock:
        return gettext("Wait until %(time)s") % {"time": clock}
    return str(word_for(verdict).label)
