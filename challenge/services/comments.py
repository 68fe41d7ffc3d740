"""What the candidate and the reviewers say to each other about a row. The candidate may ask at any time."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from challenge import access, sums
from challenge.access import Person
from challenge.models import Comment, Submission
from challenge.rows.asked import definition_of
from challenge.services import events, letters
from challenge.services.events import News

LONGEST = 4_000
MOST = 200


class CannotSay(Exception):
    """The message is one sentence for who wrote it."""


def say(submission: Submission, actor: Person, step_key: str, text: str) -> Comment:
    """A question of the candidate, or an answer of a reviewer. Raises PermissionDenied or CannotSay."""
    if not access.may_see_submission(actor, submission):
        raise PermissionDenied("Only the candidate and the reviewers talk about this work.")
    if not access.may_talk(actor, submission):
        raise CannotSay(gettext("This cohort is in the archive, and nothing new is taken."))
    text = text.replace("\x00", "").strip()
    if not text:
        raise CannotSay(gettext("Write something first."))
    if len(text) > LONGEST:
        raise CannotSay(gettext("That is longer than %(most)s characters; please shorten it.") % {"most": LONGEST})
    if step_key not in {step.key for step in definition_of(submission.cohort.version).steps}:
        raise CannotSay(gettext("There is no such row."))
    with transaction.atomic():
        locked = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        if locked.withdrawn_at is not None:
            raise CannotSay(gettext("This work was deleted."))
        if locked.comments.count() >= MOST:
            raise CannotSay(gettext("No more can be written here; please talk to each other."))
        comment = Comment.objects.create(submission=submission, step_key=step_key, author_id=actor.pk, text=text)
        told = sums.of_comment(sums.salted(locked).salt, comment)
        data = {"comment": comment.pk, "step": step_key, "sum": told}
        events.append([News("comment.added", submission, actor_id=actor.pk, data=data)])
        if not access.is_owner(actor, submission):
            transaction.on_commit(lambda: letters.answer(comment))
    return comment
