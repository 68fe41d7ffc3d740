"""What a candidate may send of a machine. Keys and passwords are written, and never read back."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from challenge.services.own_looks import LARGEST
from verifier.script import is_container
from verifier.ssh.keys import private_key
from verifier.ssh.login import CouldNotLookError


class OwnLines(forms.Form):
    """Where the lines to paste are to run."""

    container = forms.CharField(
        label=_("Name of the Agent’s container"),
        initial="dd-agent",
        max_length=128,
        help_text=_("Only for the line for Docker. The last column of “docker ps”."),
    )
    use_sudo = forms.BooleanField(label=_("Read with sudo what this user may not read"), required=False)

    def clean_container(self) -> str:
        name: str = self.cleaned_data["container"]
        if not is_container(name):
            raise forms.ValidationError(_("That is not a container’s name. Look at the last column of “docker ps”."))
        return name


class OwnFile(forms.Form):
    """What a downloaded script printed."""

    output = forms.FileField(label=_("The file look.out"), allow_empty_file=True)

    def read(self) -> bytes:
        """Its bytes; of more than a look can be, enough to tell."""
        content: bytes = self.cleaned_data["output"].read(LARGEST + 1)
        return content


class Unseen(forms.Textarea):
    """A field whose content never comes back to the page."""

    def format_value(self, _value: object) -> str:
        return ""


class MachineLogin(forms.Form):
    """The way to a machine with a public address. Key and password are written, and never read back."""

    address = forms.CharField(label=_("Address"), max_length=253)
    port = forms.IntegerField(label=_("Port"), initial=22, min_value=1, max_value=65535)
    username = forms.CharField(label=_("User"), max_length=64)
    key = forms.CharField(
        label=_("Private key"),
        required=False,
        max_length=20_000,
        widget=Unseen(attrs={"rows": 4}),
        help_text=_("OpenSSH or PEM, without a passphrase. For Ubuntu 12.04: ECDSA P-256. Empty keeps what is stored."),
    )
    password = forms.CharField(
        label=_("Or a password"),
        required=False,
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    use_sudo = forms.BooleanField(label=_("Read with sudo what this user may not read"), required=False)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if re.search(r"[^\w.:\[\]-]", address, re.ASCII) or address.startswith("-"):
            raise forms.ValidationError(_("Write the name or the address alone, as in 203.0.113.7."))
        return address

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        if re.search(r"[^\w.@\\-]", username) or username.startswith("-"):
            raise forms.ValidationError(_("That is not the name of a user."))
        return username

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key:
            try:
                private_key(key)
            except CouldNotLookError as fault:
                raise forms.ValidationError(str(fault)) from fault
        return key
