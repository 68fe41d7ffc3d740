"""Forms of what is done over a whole cohort."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why what was judged again is to be written."""

    reason = forms.CharField(max_length=2_000, error_messages={"required": _("Say why.")})


class RuleForm(forms.Form):
    """Make a rule of what was decided alike: of which row, and the sentence that everybody reads."""

    step = forms.SlugField()
    because = forms.CharField(max_length=500)


class ForAllForm(forms.Form):
    """Why something is decided for everybody, and the digest of the preview that was seen."""

    reason = forms.CharField(max_length=500, error_messages={"required": _("Say why.")})
    seen = forms.CharField(max_length=64)


class CheckForm(forms.Form):
    """Which submissions: all, those with rows that could not be looked at, or those that were ticked."""

    which = forms.ChoiceField(choices=[("ticked", _("Ticked")), ("unseen", _("Could not look")), ("all", _("All"))])

    def ticked(self) -> list[int]:
        """The ids that were ticked; what is no number is none."""
        given = self.data.getlist("submission") if hasattr(self.data, "getlist") else []
        return [int(one) for one in given if one.isdecimal() and len(one) < 12]
