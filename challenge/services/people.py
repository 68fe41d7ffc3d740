"""Who may sign in, and what they are to a cohort."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from challenge.models import Cohort, Membership


class HasAPassword(Exception):
    """A password is not changed in passing."""


def add(cohort: Cohort, username: str, role: str, *, name: str = "", password: str = "") -> User:
    """This person with this role; a new account where there is none. No password: nobody can sign in as them yet.

    Raises ValidationError for a name or a password that will not do, and HasAPassword.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        if user is None:
            first, _space, last = name.partition(" ")
            user = User(username=username, first_name=first, last_name=last)
            user.set_unusable_password()
            user.full_clean()
        if password and user.has_usable_password():
            raise HasAPassword(f"{username} has a password already.")
        if password:
            validate_password(password, user)
            user.set_password(password)
        user.save()
        Membership.objects.get_or_create(cohort=cohort, user=user, role=role)
    return user
