"""How allauth fits in here: nobody signs up without a cohort, `next` leads nowhere else, secrets are encrypted.

What allauth calls an adapter is a set of hooks; it imports these classes by the names in the settings.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth.models import AbstractBaseUser, User
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from challenge import vault
from challenge.services import invitations
from challenge.views.own_path import is_own_path

log = logging.getLogger(__name__)


def display_name(user: User) -> str:
    """How allauth's pages and e-mails call somebody."""
    return user.get_full_name() or user.email or user.get_username()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never by allauth's own form: accounts are made at `accept_invitation`, after an address was proved."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and is_own_path(str(url))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A page tells the same whether an e-mail could be sent or not: otherwise it tells who has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as fault:
            log.warning("An e-mail (%s) could not be sent: %s.", template_prefix, type(fault).__name__)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Only on the way to an invitation, or to a cohort that anybody may join: there the account is needed."""
        way = sociallogin.state.get("next") or ""
        try:
            match = resolve(way.partition("?")[0])
        except Resolver404:
            return False
        if match.url_name == "accept_invitation":
            return invitations.is_open(match.kwargs["token"])
        return match.url_name == "sign_up" and invitations.cohort_to_join(match.kwargs["key"]) is not None


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted as credentials are."""

    def encrypt(self, text: str) -> str:
        return vault.seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.open_text(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(getattr(user, "email", "") or user.get_username())
