"""What people may send to pages, apart from signing in (Django's own form)."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext

from challenge.words import SUBJECTS
from verifier.subjects.linked import BOARD, MONITOR
from verifier.verdicts import Source

DEMO_COHORT = "demo"
DEMO_ROLES = (
    ("reviewer", "Reviewer", "sees every candidate of the cohort"),
    ("second", "Second reviewer", "grades beside the first, without seeing what they decided"),
    ("candidate", "Candidate", "sees one piece of work, and can check it"),
    ("lead", "Lead", "sees what a reviewer sees, and runs the cohort"),
    ("viewer", "Watcher", "sees the board"),
)

SECOND_REVIEWER = "second"
"""Of the buttons, the one that names no role: the second of the reviewers."""


class DemoRole(forms.Form):
    """One button a role, only where the demo runs."""

    role = forms.ChoiceField(choices=[(key, label) for key, label, _sees in DEMO_ROLES])


class CheckNow(forms.Form):
    """What to check: nothing named means everything."""

    step = forms.CharField(required=False)
    source = forms.CharField(required=False)

    def sources(self) -> list[Source]:
        """The named source; a name that is none means all, as no name does."""
        return [source for source in Source if source.value == self.data.get("source", "")]

    def scope(self) -> list[str]:
        """The named step, as it was written: a name that does not exist is refused by who starts the check."""
        step = self.data.get("step", "")
        return [step] if step else []


class ChooseJudged(forms.Form):
    """What is to be judged: a choice a subject, "" = the best match; what is not named stays as it is."""

    board_link = forms.CharField(required=False, max_length=2000)
    monitor_link = forms.CharField(required=False, max_length=2000)

    def clean_board_link(self) -> str:
        """The id of the dashboard that the address leads to."""
        return _id_in(BOARD, self.cleaned_data["board_link"], gettext("This is not the address of a dashboard."))

    def clean_monitor_link(self) -> str:
        """The id of the monitor that the address leads to."""
        return _id_in(MONITOR, self.cleaned_data["monitor_link"], gettext("This is not the address of a monitor."))

    def choices(self) -> dict[str, str]:
        """Subject -> id, of what the form names; a pasted address comes before what is ticked."""
        named = {subject: self.data[subject].strip() for subject in SUBJECTS if subject in self.data}
        links = {"board": self.cleaned_data["board_link"], "monitor": self.cleaned_data["monitor_link"]}
        return named | {subject: id_ for subject, id_ in links.items() if id_}


def _id_in(pattern: re.Pattern[str], address: str, refusal: str) -> str:
    found = pattern.search(address)
    if address and found is None:
        raise forms.ValidationError(refusal)
    return found[1] if found else ""
