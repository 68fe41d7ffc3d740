"""How a person grades what no program judges: four questions, one to four each, with what a one and a four look like.

It stands beside the proof and is never added to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from challenge.words import Text

SCORES = (1, 2, 3, 4)


@dataclass(frozen=True)
class Question:
    """anchors: what each of 1 to 4 looks like."""

    key: str
    title: Text
    anchors: tuple[Text, Text, Text, Text]


RUBRIC: tuple[Question, ...] = (
    Question(
        "explains",
        _("Explains to a reader"),
        (
            _("Pictures and commands without a word; a reader must guess."),
            _("Says what was done, seldom why."),
            _("A colleague could repeat it from the text alone."),
            _("Leads the reader: what, why, what to look at, and what it means for them."),
        ),
    ),
    Question(
        "debugging",
        _("Finds faults"),
        (
            _("Stops where something failed, or leaves it out."),
            _("Says that something failed and tries another way."),
            _("Says what was seen, what was supposed, and what mended it."),
            _("Narrows it down step by step and proves the cause."),
        ),
    ),
    Question(
        "depth",
        _("Understands what was built"),
        (
            _("Copied without adapting; terms are mixed up."),
            _("Works as the guide says; little beyond it."),
            _("Explains the choices and their limits."),
            _("Goes below the surface: units, sampling, scopes, costs."),
        ),
    ),
    Question(
        "idea",
        _("An idea of one's own"),
        (
            _("None, or one from the product's front page."),
            _("A usual one, without data or people."),
            _("Concrete: which data, for whom, what they would do with it."),
            _("One that a customer would want to try tomorrow."),
        ),
    ),
)
