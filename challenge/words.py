"""The words on pages: one table for verdicts, one for each kind of provenance.

Templates take every word, icon and CSS class from here and invent none. What the judge calls a
thing stays in code and exports; people read these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.verdicts import How, Outcome, RestsOn, Source, Verdict


@dataclass(frozen=True)
class Word:
    """How one state is told: `icon` names a symbol in static/img/marks.svg, `css` a class.

    tally: how it reads after a number ("24 proved"). meaning: the legend, one sentence. example: what a row
    that carries it may say, "" where the word needs none.
    """

    key: str
    label: str
    tally: str
    icon: str
    css: str
    meaning: str
    example: str = ""


def _word(key: str, label: str, tally: str, meaning: str, example: str = "") -> Word:
    return Word(key, label, tally, icon=key, css=f"v-{key}", meaning=meaning, example=example)


VERDICTS: dict[str, Word] = {
    word.key: word
    for word in (
        _word(
            Verdict.PASS,
            "Proved",
            "proved",
            "Seen on the machine, in the account or where it had to be, as asked.",
            "The check runs every 45 seconds.",
        ),
        _word(
            Verdict.CLAIMED,
            "You say so",
            "you say so",
            "The document says so; nothing else has shown it yet.",
            "The document shows a monitor that warns above 500; the account could not be read.",
        ),
        _word(
            Verdict.FAIL,
            "Not as asked",
            "not as asked",
            "It is there, and something about it differs from what was asked.",
            "The interval stands at the top of the file, where the Agent does not read it; 15 seconds apply.",
        ),
        _word(
            Verdict.UNKNOWN,
            "Could not look",
            "could not look",
            "We were not able to look. It is never held against you.",
            "The application key lacks monitors_read, so the monitors could not be listed.",
        ),
        _word(
            Verdict.WAIT,
            "Wait",
            "wait",
            "Time will tell. We look again by ourselves, and the row says when.",
            "There are 7 of the 20 minutes of points that are needed; the row then reads “Wait until 14:32”.",
        ),
        _word(
            Verdict.ABSENT,
            "Nothing found",
            "nothing found",
            "We looked, and nothing there speaks of it.",
            "All dashboards of the account were read; none of them shows the metric.",
        ),
        _word(
            Verdict.DISAGREE,
            "Sources differ",
            "sources differ",
            "Two places we looked at do not say the same. A person decides.",
            "The document shows a dashboard with the anomaly function, and the account has none.",
        ),
        _word(
            Verdict.BLOCKED,
            "Needs another row first",
            "need another row first",
            "There is nothing to look at until another row is done, and the row names it.",
            "There is no downtime to look at, because there is no monitor. Needs: “A monitor on the average” first.",
        ),
        _word(
            Verdict.REVIEW,
            "A person reads this",
            "for a person to read",
            "A program does not judge words. Somebody will read it.",
            "There is an answer of 61 words in lines 163 to 170 of the document.",
        ),
    )
}

NOT_LOOKED = _word("none", "Not looked at yet", "not looked at yet", "No check has looked at this row so far.")

LOOKING = _word("looking", "Looking", "being looked at", "The check is looking at this row now.")

ALWAYS_COUNTED = (Verdict.PASS, Verdict.CLAIMED, Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIT, Verdict.ABSENT)
"""Counted apart on every page, zero or not; the others only when there are any."""

SOURCES: dict[str, str] = {
    Source.HOST: "Machine",
    Source.ACCOUNT: "Datadog account",
    Source.DOCUMENT: "Document",
}

HOW: dict[str, str] = {
    How.SSH: "looked at over SSH",
    How.OWN_RUN: "reported by the candidate’s own run",
    How.API: "read through Datadog’s API",
    How.DOCUMENT: "read in the document",
}

OUTCOMES: dict[str, Word] = {
    Outcome.PASS: Word("pass", "As asked", "as asked", "pass", "v-pass", "This source shows it as asked."),
    Outcome.FAIL: Word("fail", "Not as asked", "not as asked", "fail", "v-fail", "This source shows it otherwise."),
    Outcome.ABSENT: Word("absent", "Nothing found", "nothing found", "absent", "v-absent", "Looked; nothing there."),
    Outcome.UNKNOWN: Word(
        "unknown", "Could not look", "could not look", "unknown", "v-unknown", "We were not able to look."
    ),
}

RESTS_ON: dict[str, str] = {
    RestsOn.OBSERVATION: "seen",
    RestsOn.TEXT: "goes by text",
    RestsOn.PICTURE: "goes by a picture",
    RestsOn.WORDS: "an answer in words",
}

PASSAGES: dict[str, str] = {"words": "In words", "code": "In code", "query": "A query"}

SOURCE_STATES: dict[str, str] = {
    "waiting": "waiting its turn",
    "reading": "looking now",
    "read": "looked at",
    "partly": "partly looked at",
    "failed": "could not look",
    "cancelled": "stopped",
}

SOURCE_MARKS: dict[str, str] = {
    "waiting": "none",
    "reading": "looking",
    "read": "pass",
    "partly": "unknown",
    "failed": "unknown",
    "cancelled": "none",
}

SUBJECTS: dict[str, str] = {
    "host": "Machine",
    "board": "Dashboard",
    "monitor": "Monitor",
    "service": "Service",
    "metric": "Metric",
}

ROLES: dict[str, str] = {
    "reviewer": "Reviewer",
    "lead": "Lead",
    "candidate": "Candidate",
    "viewer": "Watcher",
}

TO_MEND = (Verdict.FAIL, Verdict.ABSENT, Verdict.DISAGREE)

PICTURE_STATES: dict[str, str] = {
    "there": "in the submission",
    "missing": "not in the submission",
    "elsewhere": "elsewhere: not looked for",
    "unused": "in the submission, used nowhere",
}

RUN_STATES: dict[str, str] = {
    "waiting": "Starting",
    "running": "Checking",
    "finished": "Finished",
    "cancelled": "Stopped",
}


def word_for(verdict: str | None) -> Word:
    """The word of a verdict; an unknown key is a mistake of ours and says so."""
    if not verdict:
        return NOT_LOOKED
    return {**VERDICTS, LOOKING.key: LOOKING, NOT_LOOKED.key: NOT_LOOKED}[verdict]


def hint_label(verdict: str) -> str:
    """What stands before a hint: it mends what was found otherwise, and tells the way to everything else."""
    return "How to mend it" if verdict in TO_MEND else "How"


def judged_text(name: str, others: int) -> str:
    """What was judged; never the union of several things, so it says how many were left out."""
    return f"{name} (not judged: {others} other{'s' if others > 1 else ''})" if others else name


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
        return f"Wait until {clock}"
    return word_for(verdict).label
