"""Forms of the grading pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from challenge.grading.rubric import RUBRIC, SCORES
from challenge.models.review import DECISIONS
from challenge.words import VERDICTS

ASK = "ask"
"""Left as it is, with a question for the interview."""


class DecideForm(forms.Form):
    """One decision on one row, or a question for the interview. known: the id of the decision that the page showed, 0 = none."""

    kind = forms.ChoiceField(choices=[*((key, word) for key, word in DECISIONS if key != "undo"), (ASK, "asked")])
    known = forms.IntegerField(min_value=0)
    verdict = forms.ChoiceField(choices=[(key, word.label) for key, word in VERDICTS.items()], required=False)
    reason = forms.CharField(max_length=2_000, required=False)
    question = forms.CharField(max_length=500, required=False)


class GradeForm(forms.Form):
    """The grade as far as it is. edition: the one that the page showed."""

    edition = forms.IntegerField(min_value=0)
    outcome = forms.SlugField(required=False)
    summary = forms.CharField(max_length=20_000, required=False)

    def rubric(self) -> dict[str, int]:
        """The scores that were given; what is no score is none."""
        given = {question.key: self.data.get(f"rubric-{question.key}", "") for question in RUBRIC}
        return {key: int(value) for key, value in given.items() if value in map(str, SCORES)}


class PassOnForm(forms.Form):
    """to: the id of the reviewer who gets it."""

    to = forms.IntegerField(min_value=1, max_value=2**62)


class InviteForm(forms.Form):
    """Whom an imported submission belongs to."""

    email = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=120, required=False)


class SettleForm(forms.Form):
    """The outcome over two reviewers, and why."""

    outcome = forms.SlugField()
    reason = forms.CharField(max_length=2_000, required=False)


class PracticeForm(GradeForm):
    """What a reviewer decided on a piece of practice."""

    def given(self, steps: Iterable[str]) -> dict[str, Any]:
        """As `practising.finish` takes it; rows without a decision are left out."""
        said = {step: str(self.data.get(f"row-{step}", "")) for step in steps}
        decisions = {step: kind for step, kind in said.items() if kind}
        return {"decisions": decisions, "rubric": self.rubric(), "outcome": str(self.data.get("outcome", ""))[:50]}


def rows_seen(given: Iterable[str]) -> dict[str, str]:
    """Row -> the verdict that was on screen, of "monitor-warn-500:claimed"."""
    return {key: verdict for key, _, verdict in (one.partition(":") for one in given)}
