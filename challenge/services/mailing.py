"""Sends e-mails: few, and none of a kind that somebody turned off.

Never inside a transaction: call it from `transaction.on_commit`, or after one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.template.loader import render_to_string

from challenge.models import MailRefused

log = logging.getLogger(__name__)


def send(user: User, kind: str, *, subject: str, template: str, context: Mapping[str, Any]) -> bool:
    """One e-mail of plain text made of `template`. False: not wanted, no address, or it could not be sent.

    kind: one of MAIL_KINDS. What must not fail never depends on it: a page always tells the same.
    """
    if not user.email or MailRefused.objects.filter(user=user, kind=kind).exists():
        return False
    text = render_to_string(template, {"person": user, **context})
    try:
        send_mail(subject, text, None, [user.email])
    except (OSError, SMTPException) as fault:
        log.warning("An e-mail (%s) to user %s could not be sent: %s.", kind, user.pk, type(fault).__name__)
        return False
    return True
