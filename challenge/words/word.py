"""How one state is told on a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

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


def plain_word(key: str, label: Text, tally: Text, meaning: Text, example: Text = "") -> Word:
    return Word(key, label, tally, icon=key, css=f"v-{key}", meaning=meaning, example=example)
