"""What a candidate may send about the Datadog account. No field that held a secret is ever shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verifier.datadog import SITES, CouldNotLook, Pasted, pasted
from verifier.datadog.shapes import EXCHANGED, api_key_fault, app_key_fault, cleaned, exchanged
from verifier.gather.own_account import LARGEST

SITE_CHOICES = [(site, f"{name} · {site}") for name, site in SITES.items()]


class Address(forms.Form):
    """Any address of the account, as the browser shows it."""

    address = forms.CharField(
        label=_("Address"),
        max_length=2_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text=_("For instance https://app.datadoghq.eu/dashboard/abc-def-ghi, or only EU1."),
    )

    def clean_address(self) -> Pasted:
        """What the address says of the account."""
        try:
            return pasted(self.cleaned_data["address"])
        except CouldNotLook as why:
            raise forms.ValidationError(str(why)) from why


def _secret(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=400,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=help_text,
    )


class Keys(forms.Form):
    """Two keys of one site. said: the site that an address told before, "" = it was picked."""

    site = forms.ChoiceField(label=_("Site"), choices=SITE_CHOICES)
    said = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    api_key = _secret(_("API key"), _("32 digits and letters. Leave it empty to keep the one that is stored."))
    app_key = _secret(
        _("Application key"), _("Mostly 40 digits and letters. Leave it empty to keep the one that is stored.")
    )

    def clean_api_key(self) -> str:
        return cleaned(self.cleaned_data["api_key"])

    def clean_app_key(self) -> str:
        return cleaned(self.cleaned_data["app_key"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        api_key, app_key = data.get("api_key", ""), data.get("app_key", "")
        if exchanged(api_key, app_key):
            raise forms.ValidationError(EXCHANGED)
        for name, key, fault in (("api_key", api_key, api_key_fault), ("app_key", app_key, app_key_fault)):
            if key and (why := fault(key)):
                self.add_error(name, why)
        return data


class FromHome(forms.Form):
    """The file that the terminal checker wrote."""

    file = forms.FileField(label=_("The file that the checker wrote"), allow_empty_file=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                gettext("The file has more than %(number)s MB, which no account takes.") % {"number": LARGEST // 10**6}
            )
        return file
