"""Holds what people say to each other against the sums that events carry: questions for the interview, comments, a candidate's
answers in the page, and drafts of feedback. Reads only, in batches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from challenge import sums
from challenge.models import Comment, Event, InterviewQuestion, Submission, WrittenAnswer

AT_ONCE = 1_000
ASKED, TAKEN_BACK = "interview.asked", "interview.taken-back"
SAID, ANSWERED, DRAFTED = "comment.added", "answer.written", "feedback.drafted"
Told = dict[int, tuple[int | None, str]]
"""id of what was written -> who wrote it, and its sum."""


def summed() -> QuerySet[Event]:
    """Events that tell of such words; a picture of an answer has none, and what was frozen holds it."""
    return Event.objects.filter(kind__in=(ASKED, SAID, ANSWERED, DRAFTED)).exclude(data__has_key="picture")


def before() -> int:
    """How many of them were told before they carried sums."""
    return summed().exclude(data__has_key="sum").count()


def without_sums() -> Iterator[str]:
    """Events that should carry a sum and do not: they came after one that did."""
    first = _first()
    rows = summed().filter(pk__gt=first or 0).exclude(data__has_key="sum").order_by("id")
    for pk in rows.values_list("pk", flat=True).iterator(AT_ONCE) if first else ():
        yield f"Event {pk} carries no sum of what was written."


def wrong_questions() -> Iterator[str]:
    """Questions for the interview; as many as were noted before there were sums may be in none."""
    told, older = _told(ASKED, "question"), _older(ASKED)
    rows = InterviewQuestion.objects.select_related("submission").order_by("pk").iterator(AT_ONCE)
    there: set[int] = set()
    for row in rows:
        there.add(row.pk)
        if row.pk in told:
            actor, known = told[row.pk]
            if known != sums.of_question(row.submission.salt, row) or row.author_id not in (None, actor):
                yield f"Interview question {row.pk} is not as its event tells it."
        elif older[row.submission_id]:
            older[row.submission_id] -= 1
        else:
            yield f"Interview question {row.pk} is in no event."
    back = Event.objects.filter(kind=TAKEN_BACK).values_list("data__question", flat=True)
    yield from _gone(told, there | set(back), "Interview question")


def wrong_comments() -> Iterator[str]:
    """Questions and answers about rows."""
    told, there = _told(SAID, "comment"), set[int]()
    for row in Comment.objects.select_related("submission").order_by("pk").iterator(AT_ONCE):
        there.add(row.pk)
        actor, known = told.get(row.pk, (None, None))
        if known is None:
            yield f"Comment {row.pk} is in no event."
        elif known and (known != sums.of_comment(row.submission.salt, row) or row.author_id not in (None, actor)):
            yield f"Comment {row.pk} is not as its event tells it."
    yield from _gone(told, there, "Comment")


def wrong_answers() -> Iterator[str]:
    """What a candidate wrote in the page, as it was saved last."""
    rows = WrittenAnswer.objects.select_related("submission").order_by("pk").iterator(AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        events = summed().filter(kind=ANSWERED, submission_id__in={row.submission_id for row in batch}).order_by("id")
        told = {(pk, data["step"]): data.get("sum", "") for pk, data in events.values_list("submission_id", "data")}
        for row in batch:
            known = told.get((row.submission_id, row.step_key))
            if known is None:
                yield f"Answer {row.pk} is in no event."
            elif known and known != sums.of_answer(row.submission.salt, row):
                yield f"Answer {row.pk} is not as its event tells it."


def wrong_drafts() -> Iterator[str]:
    """Drafts of feedback: one that waits for its day is given by itself, and nobody reads it once more."""
    newest = {}
    for pk, data in Event.objects.filter(kind=DRAFTED).order_by("id").values_list("submission_id", "data"):
        newest[pk] = data.get("sum", "")
    first = Event.objects.filter(kind=DRAFTED).order_by("id").first()
    for row in Submission.objects.filter(withdrawn_at=None).order_by("pk").iterator(AT_ONCE):
        if row.pk in newest:
            if newest[row.pk] != sums.of_draft(row):
                yield f"The draft of feedback of submission {row.pk} is not as its event tells it."
        elif row.feedback_draft and first is not None and _began_after(row.pk, first.pk):
            yield f"The draft of feedback of submission {row.pk} is in no event."


def _told(kind: str, name: str) -> Told:
    """Of work that is still there; "" = it was told before there were sums."""
    kept = Submission.objects.filter(withdrawn_at=None).values("pk")
    rows = Event.objects.filter(kind=kind, submission_id__in=kept, data__has_key=name).order_by("id")
    told = rows.values_list("actor_id", "data").iterator(AT_ONCE)
    return {int(data[name]): (actor, str(data.get("sum", ""))) for actor, data in told}


def _older(kind: str) -> Counter[int]:
    rows = Event.objects.filter(kind=kind).exclude(data__has_key="sum")
    return Counter(pk or 0 for pk in rows.values_list("submission_id", flat=True).iterator(AT_ONCE))


def _gone(told: Told, there: set[int], what: str) -> Iterator[str]:
    for pk in sorted(told.keys() - there):
        yield f"{what} {pk} is told of, and is not there."


def _first() -> int | None:
    return summed().filter(data__has_key="sum").order_by("id").values_list("pk", flat=True).first()


def _began_after(submission_id: int, event: int) -> bool:
    begun = Event.objects.filter(submission_id=submission_id).order_by("id").values_list("pk", flat=True).first()
    return begun is not None and begun > event
