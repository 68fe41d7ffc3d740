"""What people send when they come in, join, or tell something of themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import derive_login_method
from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenge.models.people import MAIL_KINDS
from challenge.site import zones
from challenge.time_box import TRIAL_DAYS


class SignIn(AuthenticationForm):
    """With a user name or an e-mail address, and a password. allauth counts the tries."""

    username = UsernameField(  # an address may be longer than a user name, and nothing endless is looked up
        label=_("E-mail or user name"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": _("That name and that password do not belong together. Capital letters matter."),
        "inactive": _("This account is closed."),
    }

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password:
            credentials = {"username": name, "password": password}
            if derive_login_method(name) == "email":
                credentials["email"] = name
            self.user_cache = get_adapter().authenticate(self.request, **credentials)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class Address(forms.Form):
    """An e-mail address to send a link to."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class Newcomer(forms.Form):
    """What somebody without an account may say when they accept an invitation."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("A password, if you like"),
        required=False,
        strip=False,
        help_text=_("Without one, you come in by a link that we send you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = [str(self.fields["password"].help_text), *password_validators_help_texts()]
        self.fields["password"].help_text = " ".join(texts)


class TrialEnd(forms.Form):
    """When the Datadog trial ends: which day of it today is, as Datadog shows it, or the date of its last day."""

    day = forms.IntegerField(label=_("Today is day"), min_value=1, max_value=TRIAL_DAYS, required=False)
    ends_on = forms.DateField(
        label=_("or its last day is"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and (given.get("day") is None) == (given.get("ends_on") is None):
            raise ValidationError(_("Say one of the two: which day of the trial today is, or its last day."))
        return given

    def last_day(self) -> date:
        """In the person's own zone, which pages have activated."""
        if self.cleaned_data["ends_on"] is not None:
            last: date = self.cleaned_data["ends_on"]
            return last
        return timezone.localdate() + timedelta(days=TRIAL_DAYS - self.cleaned_data["day"])


class Myself(forms.Form):
    """Name, zone, and which e-mails to get."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    mails = forms.MultipleChoiceField(
        label=_("E-mails"), required=False, choices=MAIL_KINDS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_cohort = ("", _("That of your cohort"))
        choices = [as_cohort, *((name, name.replace("_", " ")) for name in zones.names())]
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = choices


def signed_in(form: SignIn) -> User:
    """Who the form of a sign-in let in."""
    user = form.get_user()
    assert isinstance(user, User)
    return user
