"""A reviewer says which rows a candidate was not asked: those that the text they got did not hold, or none."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from challenge.models import Submission
from challenge.selectors.not_asked import not_asked_by
from challenge.services import events
from challenge.services.events import News
from challenge.services.reviewing import CannotReview, locked
from challenge.works.readme import readme_of
from verifier.documents.variant import variant_of


def leave_out(submission: Submission, user: User, variant: str) -> list[str]:
    """The rows that this text did not ask for count nowhere from now on. variant: the one that the page showed.

    Raises CannotReview and PermissionDenied.
    """
    found = variant_of(readme_of(submission))
    if found is None or found.key != variant:
        raise CannotReview(gettext("The README is another one by now; look at the page again."))
    keys = not_asked_by(found, submission)
    with transaction.atomic():
        row = locked(submission, user)
        there = row.cohort.version.steps.filter(key__in=keys).order_by("position").values_list("key", flat=True)
        return _set(row, user, list(there), variant)


def ask_everything(submission: Submission, user: User) -> None:
    """Every row counts again. Raises PermissionDenied."""
    with transaction.atomic():
        _set(locked(submission, user), user, [], "")


def _set(row: Submission, user: User, keys: list[str], variant: str) -> list[str]:
    if row.not_asked != keys:
        row.not_asked = keys
        row.save(update_fields=["not_asked"])
        events.append([News("rows.asked", row, actor_id=user.pk, data={"text": variant, "not_asked": keys})])
    return keys
