"""Whose turn it is to give a document: one at a time for a submission, and so many in an hour for a person.

Counted by all web processes together. A process that is killed while it takes one holds the turn for two minutes more.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from challenge.access import Person
from challenge.models import Submission
from challenge.site import hourly

LONGEST_SECONDS = 120
"""Longer than any document takes: to wait for others, to fetch it, and to copy it."""


class NotNow(Exception):
    """The message is one sentence for the candidate. again: from when on it may be tried; None = the message says so."""

    def __init__(self, sentence: str, again: datetime | None = None) -> None:
        super().__init__(sentence)
        self.again = again


@contextmanager
def turn(submission: Submission, actor: Person) -> Iterator[None]:
    """Held until the document is taken, or is not. Raises NotNow."""
    key, own = f"taking:{submission.pk}", secrets.token_hex(8)
    if not cache.add(key, own, LONGEST_SECONDS):
        raise NotNow(_("Another document is being taken for this work at this moment. Send it again in two minutes."))
    try:
        if again := hourly.full_until("documents", str(actor.pk), most=settings.DOCUMENTS_AN_HOUR):
            raise NotNow(_("You have given as many documents within an hour as one person may."), again)
        yield
    finally:
        if cache.get(key) == own:
            cache.delete(key)
