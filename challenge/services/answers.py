"""What a candidate writes and drops in the pages instead of in the document: answers to rows, and pictures.

Pictures are drawn anew before they touch the disk, and lie in VAR/written, where nobody but us may enter.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, sums
from challenge.looks.kept import storable
from challenge.models import Submission, WrittenAnswer, WrittenPicture
from challenge.rows.asked import is_asked
from challenge.services import events
from challenge.services.events import News
from challenge.works import drawings, markdown
from challenge.works.pictures import Drawn, NoPicture, draw_anew
from challenge.works.written import VAR_FOLDER, file_of

LONGEST_TEXT = markdown.LONGEST
MOST_PICTURES = 60
MOST_BYTES = 100_000_000
_LONGEST_STEM = 60

Actor = AbstractBaseUser | AnonymousUser


class CannotWrite(Exception):
    """It is not kept; the message is one sentence for the candidate."""


class ChangedMeanwhile(CannotWrite):
    """Another page saved another text since this one was opened. other: that text, and when it was saved."""

    def __init__(self, other: str, saved_at: datetime) -> None:
        super().__init__(gettext("This answer was changed in another window meanwhile, so nothing was overwritten."))
        self.other, self.saved_at = other, saved_at


def version_of(answer: WrittenAnswer | None) -> str:
    """What a form sends back, to tell which text it was opened with."""
    return answer.updated_at.isoformat() if answer else ""


def write(submission: Submission, actor: Actor, step_key: str, text: str, *, seen: str) -> None:
    """Keep this text as the answer to a row. seen: `version_of` the answer that the writer saw."""
    _refuse_strangers(submission, actor, step_key)
    text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
    refuse_too_long(text)
    with transaction.atomic():
        row = _hold_open(submission)
        answer = WrittenAnswer.objects.filter(submission=submission, step_key=step_key).first()
        if (answer.text if answer else "") == text:
            return
        if version_of(answer) != seen:
            raise ChangedMeanwhile(answer.text if answer else "", answer.updated_at if answer else timezone.now())
        answer = answer or WrittenAnswer(submission=submission, step_key=step_key)
        answer.text, answer.updated_at = text, timezone.now()
        answer.save()
        _tell(submission, actor, step_key, sum=sums.of_answer(sums.salted(row).salt, answer))


def refuse_too_long(text: str) -> None:
    """Raises CannotWrite for more than one answer may have."""
    if len(text) > LONGEST_TEXT:
        raise CannotWrite(
            gettext("The answer has %(count)s characters; %(most)s are the most.")
            % {"count": f"{len(text):,}", "most": f"{LONGEST_TEXT:,}"}
        )


def add_picture(submission: Submission, actor: Actor, step_key: str, *, name: str, data: bytes) -> WrittenPicture:
    """Keep a picture for a row, drawn anew."""
    _refuse_strangers(submission, actor, step_key)
    try:
        drawn = draw_anew(data)
    except NoPicture as fault:
        raise CannotWrite(str(fault)) from fault
    path = f"{VAR_FOLDER}/{submission.pk}/{uuid.uuid4().hex}{drawn.ending}"
    with transaction.atomic():
        _hold_open(submission)
        _refuse_too_many(submission, len(drawn.data))
        _put(path, drawn.data)
        picture = WrittenPicture.objects.create(
            submission=submission,
            step_key=step_key,
            name=_free_name(submission, name, drawn),
            path=path,
            width=drawn.width,
            height=drawn.height,
            bytes=len(drawn.data),
            sha256=drawn.sha256,
        )
        _tell(submission, actor, step_key, picture=picture.pk)
    return picture


def remove_picture(submission: Submission, actor: Actor, picture_id: int) -> str:
    """Delete a picture, its file too. Returns the row that it belonged to."""
    if not access.may_read_own(actor, submission):
        raise access.Hidden("This is for the candidate alone.")
    with transaction.atomic():
        _hold_open(submission)
        picture = WrittenPicture.objects.filter(submission=submission, pk=picture_id).first()
        if picture is None:
            raise access.Hidden("There is no such picture.")
        picture.delete()
        _tell(submission, actor, picture.step_key, picture=picture_id)
    file_of(picture).unlink(missing_ok=True)
    drawings.forget(submission)
    return picture.step_key


def forget(submission: Submission) -> None:
    """Delete everything that was written: texts, pictures and their files. For whoever withdraws; tells no event."""
    files = [file_of(picture) for picture in WrittenPicture.objects.filter(submission=submission)]
    WrittenPicture.objects.filter(submission=submission).delete()
    WrittenAnswer.objects.filter(submission=submission).delete()
    for file in files:
        file.unlink(missing_ok=True)
    drawings.forget(submission)


def closed_because(submission: Submission) -> str:
    """Why nothing can be written any more, "" = it can."""
    if submission.withdrawn_at:
        return gettext("This work was withdrawn.")
    if submission.handed_in_at or submission.hand_in_asked_at:
        return gettext("This work was handed in; its answers stay as they were then.")
    if access.is_archived(submission.cohort):
        return gettext("This cohort is in the archive, and nothing new is taken.")
    return ""


def _refuse_strangers(submission: Submission, actor: Actor, step_key: str) -> None:
    if not access.may_read_own(actor, submission):
        raise access.Hidden("This is for the candidate alone.")
    if not is_asked(submission, step_key) or not submission.cohort.version.steps.filter(key=step_key).exists():
        raise access.Hidden("There is no such step.")


def _hold_open(submission: Submission) -> Submission:
    """One writer at a time, and none after the hand-in."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    row = rows.get(pk=submission.pk)
    if because := closed_because(row):
        raise CannotWrite(because)
    return row


def _refuse_too_many(submission: Submission, more: int) -> None:
    kept = WrittenPicture.objects.filter(submission=submission)
    if kept.count() >= MOST_PICTURES:
        raise CannotWrite(gettext("There are %(most)s pictures already; delete one first.") % {"most": MOST_PICTURES})
    total = kept.aggregate(total=Sum("bytes"))["total"] or 0
    if total + more > MOST_BYTES:
        raise CannotWrite(
            gettext("All pictures together would have more than %(most)s MB; delete one first.")
            % {"most": MOST_BYTES // 1_000_000}
        )


def _free_name(submission: Submission, given: str, drawn: Drawn) -> str:
    """The given name in plain letters; a pasted picture is called "picture-1". No two are the same, in any case of letters."""
    stem = given.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-_")[:_LONGEST_STEM]
    names = WrittenPicture.objects.filter(submission=submission).values_list("name", flat=True)
    taken = {name.rsplit(".", 1)[0].lower() for name in names}
    pasted = plain.lower() in ("", "image", "picture")
    if not pasted and plain.lower() not in taken:
        return f"{plain}{drawn.ending}"
    base = "picture" if pasted else plain
    number = next(number for number in range(1, MOST_PICTURES + 2) if f"{base}-{number}".lower() not in taken)
    return f"{base}-{number}{drawn.ending}"


def _put(path: str, data: bytes) -> None:
    """0700 and 0600, and whole or not at all."""
    file = settings.VAR / path
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(data)
    new.rename(file)


def _tell(submission: Submission, actor: Actor, step_key: str, **more: int | str) -> None:
    data = {"step": step_key, **more}
    events.append([News("answer.written", submission, actor_id=actor.pk, data=data)])
