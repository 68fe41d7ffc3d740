"""What an author sends: a definition as a file or as text, and the trials that go with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from verifier.definition.load import MAX_BYTES
from verifier.gate import trial


class DraftForm(forms.Form):
    """A file comes before the text. trials may stay away where an earlier version had those that are needed."""

    source = forms.CharField(
        label=_("Definition (YAML)"),
        required=False,
        max_length=MAX_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )
    source_file = forms.FileField(label=_("or a file"), required=False)
    trials_file = forms.FileField(
        label=_("Trials (JSON)"),
        required=False,
        help_text=_(
            "Facts by which each check is seen to pass and to fail; the command “python -m verifier gate” writes them."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["source"] = _text(given.get("source_file"), MAX_BYTES) or given.get("source", "")
        given["trials"] = _text(given.get("trials_file"), trial.MAX_BYTES)
        if not given["source"].strip():
            raise ValidationError(_("Give a definition: a YAML file, or its text."))
        return given

    def texts(self) -> dict[str, str]:
        """source and trials, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("source", "trials")}


def _text(file: UploadedFile[bytes] | None, most: int) -> str:
    if file is None:
        return ""
    if (file.size or 0) > most:
        raise ValidationError(_("%(name)s is too large.") % {"name": file.name})
    try:
        data: bytes = file.read()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ValidationError(_("%(name)s is no text in UTF-8.") % {"name": file.name}) from fault
    if "\x00" in text:
        raise ValidationError(_("%(name)s is no text in UTF-8.") % {"name": file.name})
    return text
