"""Who may sign in, and what they are to a cohort."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.utils import generate_unique_username
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from challenge.models import Cohort, Membership
from challenge.names.lookalikes import skeleton


class HasAPassword(Exception):
    """A password is not changed in passing."""


def add(cohort: Cohort, username: str, role: str, *, name: str = "", password: str = "") -> User:
    """This person with this role; a new account where there is none. No password: nobody can sign in as them yet.

    Raises ValidationError for a name or a password that will not do, and HasAPassword.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        if user is None:
            _refuse_lookalike(username)
            user = User(username=username)
            user.first_name, user.last_name = _parts(name)
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


def newcomer(email: str, *, name: str = "", password: str = "") -> User:
    """A new account of somebody who proved this address. Their user name is made up: letters and digits alone.

    Raises ValidationError for a password that will not do.
    """
    user = User(email=email, username=generate_unique_username([name, email.partition("@")[0], "user"]))
    user.first_name, user.last_name = _parts(name)
    if password:
        validate_password(password, user)
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def placeholder(cohort: Cohort, name: str) -> User:
    """Who did imported work, until an invitation brings them: an account without password and address, so nobody opens it."""
    with transaction.atomic():
        user = User(username=f"imported-{secrets.token_hex(8)}", first_name=name[:150])
        user.set_unusable_password()
        user.save()
        Membership.objects.create(cohort=cohort, user=user, role="candidate")
    return user


def with_address(email: str) -> QuerySet[User]:
    """The accounts that this address opens: it was proved, or an operator entered it."""
    proved = Q(emailaddress__email=email.lower(), emailaddress__verified=True)
    return User.objects.filter(proved | Q(email__iexact=email, emailaddress=None)).distinct()


def with_addresses(emails: Collection[str]) -> dict[str, list[User]]:
    """As `with_address`, of many addresses in small letters, in two questions."""
    found: dict[str, list[User]] = {email: [] for email in emails}
    for one in EmailAddress.objects.filter(email__in=emails, verified=True).select_related("user").order_by("pk"):
        found[one.email].append(one.user)
    entered = User.objects.filter(emailaddress=None).annotate(small=Lower("email")).filter(small__in=emails)
    for email, user in ((user.email.lower(), user) for user in entered.order_by("pk")):
        found.setdefault(email, []).append(user)
    return found


def _parts(name: str) -> tuple[str, str]:
    first, _space, last = name.strip().partition(" ")
    return first, last.strip()


def _refuse_lookalike(username: str) -> None:
    mine = skeleton(username)
    for other in User.objects.values_list("username", flat=True).iterator():
        if skeleton(other) == mine:
            raise ValidationError(_("%(name)s looks too much like %(other)s.") % {"name": username, "other": other})
