"""What people say to each other is held against the record: each word that was changed, added or taken out is named."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction

from challenge.models import Comment, Event, InterviewQuestion, Submission, WrittenAnswer
from challenge.services import answers, comments, deciding, events, feedback, withdrawing
from challenge.services.checking_what_was_said import before
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

ROW = "monitor-warn-500"


@pytest.fixture
def said(submission: Submission, people: People, request: pytest.FixtureRequest) -> Submission:
    """An answer in the page; then, handed in, two questions for the interview, a comment and a draft."""
    answers.write(submission, people.candidate, ROW, "I set it to 500.", seen="")
    request.getfixturevalue("handed_in")
    submission.refresh_from_db()
    deciding.ask_in_interview(submission, people.reviewer, ROW, "Why 500?")
    deciding.ask_and_leave(submission, people.reviewer, ROW, "Why not 600?")
    comments.say(submission, people.candidate, ROW, "Is it enough?")
    feedback.save_draft(submission, people.reviewer, "Well begun.", edition=0)
    return submission


def complaint() -> str:
    with pytest.raises(CommandError) as told:
        call_command("verify_log", stdout=StringIO())
    return str(told.value)


def holds() -> str:
    out = StringIO()
    call_command("verify_log", stdout=out)
    return out.getvalue()


def test_what_was_said_as_it_was_said_holds(said: Submission, people: People) -> None:
    assert "follow from each other" in holds()
    deciding.undo(said, people.reviewer)
    assert InterviewQuestion.objects.count() == 1
    feedback.save_draft(said, people.reviewer, "Well made.", edition=1)
    assert "follow from each other" in holds()


CHANGES: dict[str, tuple[Callable[[User], object], str]] = {
    "a question": (lambda _: InterviewQuestion.objects.update(text="Why?"), "Interview question 1 is not as"),
    "who asked": (lambda other: InterviewQuestion.objects.update(author=other), "Interview question 1 is not as"),
    "a question gone": (lambda _: InterviewQuestion.objects.all().delete(), "Interview question 1 is told of, and"),
    "a comment": (lambda _: Comment.objects.update(text="It is."), "Comment 1 is not as"),
    "its readers": (lambda _: Comment.objects.update(audience="reviewers"), "Comment 1 is not as"),
    "who said it": (lambda other: Comment.objects.update(author=other), "Comment 1 is not as"),
    "a comment gone": (lambda _: Comment.objects.all().delete(), "Comment 1 is told of, and is not there."),
    "an answer": (lambda _: WrittenAnswer.objects.update(text="I set it to 5."), "Answer 1 is not as"),
    "an answer of another row": (lambda _: WrittenAnswer.objects.update(step_key="metric-range"), "Answer 1 is in no"),
    "a draft": (lambda _: Submission.objects.update(feedback_draft="Bad."), "draft of feedback of submission 1 is not"),
    "a draft gone": (
        lambda _: Submission.objects.update(feedback_draft=""),
        "draft of feedback of submission 1 is not",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_word_that_was_changed_in_its_table_is_named(said: Submission, people: People, change: str) -> None:
    changed, told = CHANGES[change]
    ids = {
        "Interview question 1": InterviewQuestion.objects.order_by("pk")[0].pk,
        "Comment 1": Comment.objects.get().pk,
        "Answer 1": WrittenAnswer.objects.get().pk,
        "submission 1": said.pk,
    }
    for words, pk in ids.items():
        told = told.replace(words, f"{words[:-1]}{pk}")
    changed(people.other)
    assert told in complaint()


def test_a_word_that_nobody_wrote_is_named(said: Submission, people: People) -> None:
    asked = InterviewQuestion.objects.create(submission=said, author=people.reviewer, text="Who helped?")
    comment = Comment.objects.create(submission=said, step_key=ROW, author=people.candidate, text="I give up.")
    answer = WrittenAnswer.objects.create(submission=said, step_key="final-creative", text="A fine idea.")
    told = complaint()
    assert f"Interview question {asked.pk} is in no event." in told
    assert f"Comment {comment.pk} is in no event." in told
    assert f"Answer {answer.pk} is in no event." in told


def test_an_account_that_was_deleted_leaves_its_words_whole(said: Submission, people: People) -> None:
    InterviewQuestion.objects.update(author=None)
    Comment.objects.update(author=None)
    assert "follow from each other" in holds()


def test_work_that_was_deleted_takes_its_words_along(said: Submission, people: People) -> None:
    withdrawing.withdraw(said, people.candidate, code=said.code)
    assert "follow from each other" in holds()


def test_a_draft_that_waits_for_its_day_is_held_until_it_is_given_and_afterwards(
    said: Submission, people: People
) -> None:
    feedback.release_later(said, people.reviewer, "Well made.", edition=1, on=None)
    Submission.objects.filter(pk=said.pk).update(feedback_draft="Badly made.")
    assert f"The draft of feedback of submission {said.pk} is not as its event tells it." in complaint()


def test_words_from_before_there_were_sums_are_counted_and_no_later_one_may_lack_one(
    said: Submission, people: People
) -> None:
    previous = ""
    for event in Event.objects.order_by("id"):
        if event.kind == "feedback.drafted":
            event.kind = "feedback.held"  # what a save of a draft told before is nothing
        if event.kind in ("interview.asked", "comment.added", "answer.written"):
            event.data.pop("sum")
            event.data.pop("question", None)
        previous = events.digest(previous, event)
        Event.objects.filter(pk=event.pk).update(kind=event.kind, data=event.data, digest=previous)
    assert before() == 4
    assert "4 of them were written before this was chained" in holds()
    more = InterviewQuestion.objects.create(submission=said, author=people.reviewer, text="One more?")
    assert f"Interview question {more.pk} is in no event." in complaint()
    more.delete()
    deciding.ask_in_interview(said, people.reviewer, ROW, "And since then?")
    with transaction.atomic():
        made = events.append([events.News("comment.added", said, data={"comment": Comment.objects.get().pk})])
    assert f"Event {made[0].pk} carries no sum of what was written." in complaint()
