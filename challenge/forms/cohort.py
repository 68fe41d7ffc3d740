"""The form of a cohort: dates and policy as fields of the table, house rules and points as the definition names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from challenge.models import Cohort, DefinitionVersion
from challenge.rows.asked import definition_of
from challenge.site import zones
from challenge.words import ROLES
from verifier.definition import HouseRule, Step

WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
CHOICES = {"yes": _("yes"), "no": _("no"), "accept": _("accept"), "refuse": _("refuse")}
MOST_POINTS = 100
DATES = (
    "name",
    "time_zone",
    "opens_at",
    "due_at",
    "freezes_at",
    "time_box_hours",
    "cool_down_seconds",
    "retention_days",
)


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A version by the name of its challenge."""

    def label_from_instance(self, obj: DefinitionVersion) -> str:
        return f"{obj.challenge.name} ({obj.label})"


class CohortSettings(forms.ModelForm):  # type: ignore[type-arg]
    """Dates are meant in the zone that the page is shown in. rules() and points(): what differs from the definition."""

    outcomes = forms.CharField(
        label=_("Outcomes, one a line"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1_000
    )

    class Meta:
        model = Cohort
        fields = (
            *DATES,
            "version",
            *("practice_visible_to", "claims", "sign_up", "has_board", "shows_outcome"),
            *("names_hidden", "first_passes", "hold_hours", "outcomes"),
        )
        labels = {
            "name": _("Name"),
            "version": _("What is asked"),
            "time_zone": _("Time zone of whoever chose none"),
            "opens_at": _("Opens"),
            "due_at": _("Due"),
            "freezes_at": _("The board is frozen from"),
            "time_box_hours": _("Hours from “Start my time”"),
            "cool_down_seconds": _("Seconds between a candidate’s checks"),
            "practice_visible_to": _("Practice is seen by"),
            "claims": _("What only the document says earns"),
            "sign_up": _("Whoever knows the address may join"),
            "has_board": _("With a board: ranks, for contests"),
            "shows_outcome": _("Candidates read the outcome with their feedback"),
            "retention_days": _("Days until keys and machines are forgotten"),
            "names_hidden": _("Reviewers see no names until their first pass is finished"),
            "first_passes": _("First passes by"),
            "hold_hours": _("Hours that a reviewer has what they took"),
        }
        widgets = {"opens_at": WHEN, "due_at": WHEN, "freezes_at": WHEN}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            choices=[(name, name.replace("_", " ")) for name in zones.names()],
        )
        versions = DefinitionVersion.objects.select_related("challenge").order_by("challenge__name", "-pk")
        self.fields["version"] = VersionField(versions, label=self.fields["version"].label, empty_label=None)
        self.initial["outcomes"] = "\n".join(self.instance.outcomes.values())
        definition = definition_of(self.instance.version)
        self._rules, self._steps = definition.house_rules, definition.steps
        chosen = definition.default_rules() | self.instance.rules
        for rule in self._rules:
            self.fields[f"rule-{rule.name}"] = forms.ChoiceField(
                label=rule.text,
                choices=[(key, CHOICES.get(key, key)) for key in rule.choices],
                initial=chosen[rule.name],
            )
        for step in self._steps:
            self.fields[f"points-{step.key}"] = forms.FloatField(
                label=step.title,
                min_value=0,
                max_value=MOST_POINTS,
                initial=self.instance.points.get(step.key, step.points),
            )

    def hold(self, promised: Collection[str]) -> None:
        """Show these as they stand. What was sent all the same, from a page that is older, is still judged."""
        parts = {"rules": "rule-", "points": "points-"}
        starts = tuple(parts[name] for name in promised if name in parts)
        for name, field in self.fields.items():
            field.disabled = (name in promised or name.startswith(starts)) and name not in self.data

    def clean_outcomes(self) -> dict[str, str]:
        """Key -> word. A word that is there already keeps its key, so that grades keep their outcome."""
        words = [line.strip() for line in self.cleaned_data["outcomes"].splitlines() if line.strip()]
        keys = {word: key for key, word in self.instance.outcomes.items()}
        found = {keys.get(word) or slugify(word): word for word in words}
        if not 2 <= len(words) <= 8 or len(found) < len(words) or "" in found:
            raise ValidationError(_("Two to eight different words, one a line."))
        return found

    def values(self) -> dict[str, Any]:
        """Field of the table -> value, of a valid form."""
        table = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return table | {"rules": self._chosen(self._rules), "points": self._points(self._steps)}

    def date_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in DATES]

    def rule_fields(self) -> list[forms.BoundField]:
        return [self[f"rule-{rule.name}"] for rule in self._rules]

    def point_fields(self) -> list[forms.BoundField]:
        return [self[f"points-{step.key}"] for step in self._steps]

    def _chosen(self, rules: tuple[HouseRule, ...]) -> dict[str, str]:
        given = {rule.name: self.cleaned_data[f"rule-{rule.name}"] for rule in rules}
        defaults = {rule.name: rule.default for rule in rules}
        return {name: choice for name, choice in given.items() if choice != defaults[name]}

    def _points(self, steps: tuple[Step, ...]) -> dict[str, float]:
        given = {step.key: self.cleaned_data[f"points-{step.key}"] for step in steps}
        usual: Mapping[str, float] = {step.key: step.points for step in steps}
        return {key: points for key, points in given.items() if points != usual[key]}


class NewCohort(forms.Form):
    """A copy of a cohort under another name."""

    name = forms.CharField(label=_("Name"), max_length=120)
    key = forms.SlugField(
        label=_("Short name in addresses"), max_length=50, help_text=_("Letters, digits and hyphens.")
    )


class Invite(forms.Form):
    """Somebody who is to get a link into the cohort."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()))
