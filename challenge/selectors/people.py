"""What somebody told of themselves, and what they have to sign in with."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from challenge.models import MailRefused, Profile
from challenge.models.people import MAIL_KINDS
from challenge.site import second_factor, zones


@dataclass(frozen=True)
class AddressView:
    """An e-mail address of this person."""

    email: str
    verified: bool
    primary: bool


@dataclass(frozen=True)
class Myself:
    """time_zone: what was chosen, "" = that of the cohort; zone: the one that applies. mails: the kinds that come."""

    name: str
    username: str
    addresses: list[AddressView]
    email: str
    time_zone: str
    zone: str
    mails: list[str]
    has_password: bool
    second_factor: bool
    needs_second_factor: bool
    other_sites: bool


def myself(user: AbstractBaseUser | AnonymousUser) -> Myself:
    """Of the person who asks, and of nobody else."""
    assert isinstance(user, User)
    refused = set(MailRefused.objects.filter(user=user).values_list("kind", flat=True))
    profile = Profile.objects.filter(user=user).first()
    has_factor = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    rows = EmailAddress.objects.filter(user=user).order_by("-primary", "email")
    return Myself(
        name=user.get_full_name(),
        username=user.get_username(),
        addresses=[AddressView(row.email, row.verified, row.primary) for row in rows],
        email=user.email,
        time_zone=profile.time_zone if profile else "",
        zone=str(getattr(zones.zone_of(user), "key", "UTC")),
        mails=[kind for kind, _words in MAIL_KINDS if kind not in refused],
        has_password=user.has_usable_password(),
        second_factor=has_factor,
        needs_second_factor=settings.SECOND_FACTOR_FOR_STAFF and second_factor.lacks_it(user),
        other_sites=bool(settings.SOCIALACCOUNT_PROVIDERS),
    )
