"""Changes what somebody told of themselves."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import User
from django.db import transaction

from challenge.access import Person
from challenge.models import MailRefused, Profile
from challenge.models.people import MAIL_KINDS


def change(user: Person, *, name: str, time_zone: str, mails: Collection[str]) -> None:
    """mails: the kinds of e-mail to get; every other kind is turned off. time_zone: "" = that of the cohort."""
    assert isinstance(user, User)
    first, _space, last = name.strip().partition(" ")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(first_name=first, last_name=last.strip())
        Profile.objects.update_or_create(user_id=user.pk, defaults={"time_zone": time_zone})
        for kind, _words in MAIL_KINDS:
            if kind in mails:
                MailRefused.objects.filter(user_id=user.pk, kind=kind).delete()
            else:
                MailRefused.objects.get_or_create(user_id=user.pk, kind=kind)
