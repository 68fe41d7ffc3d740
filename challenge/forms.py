"""What people may send to pages, apart from signing in (Django's own form)."""

from __future__ import annotations

from django import forms

DEMO_COHORT = "demo"
DEMO_ROLES = (
    ("reviewer", "Reviewer", "sees every candidate of the cohort"),
    ("candidate", "Candidate", "sees one piece of work, and can check it"),
    ("viewer", "Watcher", "sees the board"),
)


class DemoRole(forms.Form):
    """One button a role, only where the demo runs."""

    role = forms.ChoiceField(choices=[(key, label) for key, label, _sees in DEMO_ROLES])


class CheckNow(forms.Form):
    """What to check: nothing named means everything."""

    step = forms.CharField(required=False)

    def scope(self) -> list[str]:
        """The named step, as it was written: a name that does not exist is refused by who starts the check."""
        step = self.data.get("step", "")
        return [step] if step else []
