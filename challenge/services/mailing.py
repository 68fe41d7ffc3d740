"""Sends e-mails: few, and none of a kind that somebody turned off.

Never inside a transaction: call it from `transaction.on_commit`, or after one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from challenge.models import MailRefused
from challenge.names.blinded import veil_of_mail
from challenge.site import zones

log = logging.getLogger(__name__)


def send(user: User, kind: str, *, subject: str, template: str, context: Mapping[str, Any]) -> bool:
    """One e-mail of plain text made of `template`. False: not wanted, no address, or it could not be sent.

    kind: one of MAIL_KINDS; below the text stands how to turn it off. In the template `site` is the address that
    links begin with. Times are in the person's zone. What must not fail never depends on it.
    """
    if not user.email or MailRefused.objects.filter(user=user, kind=kind).exists():
        return False
    with timezone.override(zones.zone_of(user)):
        text = render_to_string(template, {"person": user, "site": settings.PROOFBOARD_URL, **context})
        foot = render_to_string("challenge/mail/_turn_off.txt", {"kind": kind, "me": absolute(reverse("me"))})
    veil = veil_of_mail(user)
    return post(user.email, subject=veil.text(subject), text=veil.text(f"{text.rstrip()}\n\n{foot}"))


def post(address: str, *, subject: str, text: str) -> bool:
    """An e-mail that somebody asked for, to an address that need not belong to an account. False: not sent."""
    try:
        send_mail(" ".join(subject.split()), text, None, [address])
    except (OSError, SMTPException) as fault:
        log.warning("An e-mail could not be sent: %s.", type(fault).__name__)
        return False
    return True


def absolute(path: str) -> str:
    """The whole address of a path of this site, for e-mails: they know no request."""
    return f"{settings.PROOFBOARD_URL}{path}"
