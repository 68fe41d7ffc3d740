"""The e-mails that an installation sent: without a mail server, they are files."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from tests.journeys.conftest import Installation


def letters(installation: Installation, to: str) -> list[EmailMessage]:
    """All to this address, the newest first."""
    files = sorted((installation.where.var / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    texts = [text for path in files for text in reversed(re.split(rb"(?m)^-{79}\n", path.read_bytes()))]
    read = [email.message_from_bytes(text.strip(), policy=email.policy.default) for text in texts]
    return [letter for letter in read if letter["To"] == to]
