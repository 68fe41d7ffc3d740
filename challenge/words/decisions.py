"""Who people are here, and what they decided on a row."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenge.words.verdicts import VERDICTS
from challenge.words.word import Text, Word
from verifier.verdicts import Verdict

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

EXCUSED_FOR_ALL = _("Excused for everybody")


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
