"""What a row counts as, in words, and what points count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenge.names.about import said_of
from challenge.words.word import Text, Word, plain_word
from verifier.scoring import Claims
from verifier.verdicts import Verdict

VERDICTS: dict[str, Word] = {
    word.key: word
    for word in (
        plain_word(
            Verdict.PASS,
            _("Proved"),
            _("proved"),
            _("Seen on the machine, in the account or where it had to be, as asked."),
            _("The check runs every 45 seconds."),
        ),
        plain_word(
            Verdict.CLAIMED,
            said_of(_("You say so"), _("Claimed")),
            said_of(_("you say so"), _("claimed")),
            _("The document says so; nothing else has shown it yet."),
            _("The document shows a monitor that warns above 500; the account could not be read."),
        ),
        plain_word(
            Verdict.FAIL,
            _("Not as asked"),
            _("not as asked"),
            _("It is there, and something about it differs from what was asked."),
            _("The interval stands at the top of the file, where the Agent does not read it; 15 seconds apply."),
        ),
        plain_word(
            Verdict.UNKNOWN,
            _("Could not look"),
            _("could not look"),
            _("We were not able to look. It is never held against you."),
            _("The application key lacks monitors_read, so the monitors could not be listed."),
        ),
        plain_word(
            Verdict.WAIT,
            _("Wait"),
            _("wait"),
            _("Time will tell. We look again by ourselves, and the row says when."),
            _("There are 7 of the 20 minutes of points that are needed; the row then reads “Wait until 14:32”."),
        ),
        plain_word(
            Verdict.ABSENT,
            _("Nothing found"),
            _("nothing found"),
            _("We looked, and nothing there speaks of it."),
            _("All dashboards of the account were read; none of them shows the metric."),
        ),
        plain_word(
            Verdict.DISAGREE,
            _("Sources differ"),
            _("sources differ"),
            _("Two places we looked at do not say the same. A person decides."),
            _("The document shows a dashboard with the anomaly function, and the account has none."),
        ),
        plain_word(
            Verdict.BLOCKED,
            _("Needs another row first"),
            _("need another row first"),
            _("There is nothing to look at until another row is done, and the row names it."),
            _("There is no downtime to look at, because there is no monitor. Needs: “A monitor on the average” first."),
        ),
        plain_word(
            Verdict.REVIEW,
            _("A person reads this"),
            _("for a person to read"),
            _("A program does not judge words. Somebody will read it."),
            _("There is an answer of 61 words in lines 163 to 170 of the document."),
        ),
    )
}

NOT_LOOKED = plain_word(
    "none", _("Not looked at yet"), _("not looked at yet"), _("No check has looked at this row so far.")
)

LOOKING = plain_word("looking", _("Looking"), _("being looked at"), _("The check is looking at this row now."))

_EVERY_WORD = {**VERDICTS, LOOKING.key: LOOKING, NOT_LOOKED.key: NOT_LOOKED}

ALWAYS_COUNTED = (Verdict.PASS, Verdict.CLAIMED, Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIT, Verdict.ABSENT)
"""Counted apart on every page, zero or not; the others only when there are any."""

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

TO_MEND = (Verdict.FAIL, Verdict.ABSENT, Verdict.DISAGREE)


def word_for(verdict: str | None) -> Word:
    """The word of a verdict; an unknown key is a mistake of ours and says so."""
    if not verdict:
        return NOT_LOOKED
    return _EVERY_WORD[verdict]


def hint_label(verdict: str) -> str:
    """What stands before a hint: it mends what was found otherwise, and tells the way to everything else."""
    return gettext("How to mend it") if verdict in TO_MEND else gettext("How")


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
