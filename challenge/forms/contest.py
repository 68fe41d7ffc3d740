"""What a lead may send about a contest."""

from __future__ import annotations

from math import fsum
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from challenge.contest.pasted_entries import MOST_LINES
from challenge.forms.cohort import WHEN
from challenge.models import Contest
from challenge.rows.asked import definition_of
from challenge.services.contest_acts import LONGEST_REASON, MOST_MINUTES
from challenge.words.contest import TIES
from verifier.engine.worth import provable_alone

LONGEST_LIST = 60_000
FASTEST, SLOWEST = 30, 3600


class ContestSettings(forms.Form):
    """Ties, looks, dates, who watches, a tick for each row that is worth anything. held: somebody began, so what they read stands."""

    tie_rule = forms.ChoiceField(label=_("Equal points"), widget=forms.RadioSelect)
    sweep_seconds = forms.IntegerField(
        label=_("Seconds from one look at everybody to the next"), min_value=FASTEST, max_value=SLOWEST
    )
    opens_at = forms.DateTimeField(label=_("Opens"), required=False, widget=WHEN)
    due_at = forms.DateTimeField(label=_("Ends"), required=False, widget=WHEN)
    freezes_at = forms.DateTimeField(label=_("The board is frozen from"), required=False, widget=WHEN)
    public = forms.BooleanField(
        label=_("Whoever has its address may watch the board, without an account"), required=False
    )

    draws = forms.BooleanField(label=_("Draw parameters for each entry"), required=False)

    def __init__(self, contest: Contest, *args: Any, held: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort = contest.cohort
        ties = self.fields["tie_rule"]
        assert isinstance(ties, forms.ChoiceField)
        ties.choices = [(key, f"{name}: {sentence}") for key, (name, sentence) in TIES.items()]
        dates = {name: getattr(cohort, name) for name in ("opens_at", "due_at", "freezes_at")}
        self.initial = {
            "tie_rule": contest.tie_rule,
            "sweep_seconds": contest.sweep_seconds,
            "public": bool(contest.public_token),
            "draws": contest.draws,
            **dates,
        }
        self._definition = definition_of(cohort.version)
        worth = {step.key: cohort.points.get(step.key) or step.points for step in self._definition.steps}
        self._worth = {key: points for key, points in worth.items() if points}
        for step in (one for one in self._definition.steps if one.key in self._worth):
            self.fields[f"count-{step.key}"] = forms.BooleanField(
                label=step.title, required=False, initial=bool(cohort.points.get(step.key, step.points)), disabled=held
            )
        ties.disabled = self.fields["draws"].disabled = held
        if not self._definition.draws:
            del self.fields["draws"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        opens, due, freezes = (data.get(name) for name in ("opens_at", "due_at", "freezes_at"))
        if opens and due and due <= opens:
            self.add_error("due_at", _now("It ends after it opens."))
        if freezes and ((opens and freezes <= opens) or (due and freezes > due)):
            self.add_error("freezes_at", _now("The board is frozen between the opening and the end."))
        if not self.counted():
            self.add_error(None, _now("Tick at least one row that counts."))
        return data

    def counted(self) -> set[str]:
        """The rows that are ticked, of a form that was sent."""
        return {step.key for step in self._definition.steps if self.cleaned_data.get(f"count-{step.key}")}

    def values(self) -> dict[str, Any]:
        """As `contest_policy.change` takes them."""
        names = ("tie_rule", "sweep_seconds", "opens_at", "due_at", "freezes_at", "public")
        given = {name: self.cleaned_data[name] for name in (*names, "draws") if name in self.cleaned_data}
        return given | {"counted": self.counted()}

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The ticks, by section."""
        return [
            (section.title, [self[f"count-{step.key}"] for step in section.steps if step.key in self._worth])
            for section in self._definition.sections
        ]

    def ticked(self) -> tuple[int, float, float]:
        """How many rows are ticked as the form is shown, and what they are worth: points, and points of bonus rows."""
        bonus = {step.key for step in self._definition.steps if step.bonus}
        keys = [key for key in self._worth if self[f"count-{key}"].value()]
        points, extra = ([self._worth[key] for key in keys if (key in bonus) == apart] for apart in (False, True))
        return len(keys), fsum(points), fsum(extra)

    def drawable(self) -> forms.BoundField | None:
        """The tick for drawing, where the challenge says what may be drawn."""
        return self["draws"] if "draws" in self.fields else None

    def date_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("opens_at", "due_at", "freezes_at")]


def with_preset(contest: Contest, data: QueryDict, preset: str) -> QueryDict:
    """What was sent, with the ticks of "account" (what it can prove alone) or of everything."""
    definition, sent = definition_of(contest.cohort.version), data.copy()
    alone = provable_alone(definition)
    for step in definition.steps:
        if preset != "account" or step.key in alone:
            sent[f"count-{step.key}"] = "on"
        else:
            sent.pop(f"count-{step.key}", None)
    return sent


class Entries(forms.Form):
    """The pasted list. digest: of what was shown, so that exactly that is taken."""

    text = forms.CharField(
        label=_("One line an entry"),
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "class": "code"}),
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    mail = forms.BooleanField(label=_("Also send everybody their link by e-mail"), required=False)
    again = forms.BooleanField(label=_("New links for those who were invited and have not come yet"), required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if sum(bool(line.strip()) for line in text.splitlines()) > MOST_LINES:
            raise forms.ValidationError(_now("Paste %(number)s lines at most.") % {"number": MOST_LINES})
        return text


class Extend(forms.Form):
    """Minutes beyond the end; below zero takes some back."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=-MOST_MINUTES, max_value=MOST_MINUTES)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON)
