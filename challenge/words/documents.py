"""What a document shows by itself, where anybody may try one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from challenge.words.word import Text, Word
from verifier.engine.shown import Shown

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

PASSAGES: dict[str, Text] = {"words": _("In words"), "code": _("In code"), "query": _("A query")}

PICTURE_STATES: dict[str, Text] = {
    "there": _("in the submission"),
    "missing": _("not in the submission"),
    "elsewhere": _("elsewhere: not looked for"),
    "unused": _("in the submission, used nowhere"),
}
