from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from challenge import access
from challenge.models import Cohort, Comment, Event, Submission
from challenge.selectors.talk import talk
from challenge.services.comments import LONGEST, MOST, CannotSay, say
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db
ROW = "check-interval-45"


def test_the_candidate_asks_and_a_reviewer_answers(
    submission: Submission, people: People, django_capture_on_commit_callbacks
):
    """Also while practice is private: then the reviewer sees what was written, and nothing else."""
    Cohort.objects.update(practice_visible_to="candidate")
    submission = Submission.objects.get(pk=submission.pk)
    people.candidate.email = "ada@example.com"
    people.candidate.save()
    with django_capture_on_commit_callbacks(execute=True):
        say(submission, people.candidate, ROW, "  45 or 15?  ")
    assert mail.outbox == []
    page = talk(people.reviewer, submission, ROW)
    assert [(one.text, one.own) for one in page.items] == [("45 or 15?", False)]
    assert page.may_open_row is False
    with django_capture_on_commit_callbacks(execute=True):
        say(submission, people.reviewer, ROW, "45, as the row says.")
    assert "45, as the row says." in mail.outbox[0].body
    assert [one.text for one in talk(people.candidate, submission, ROW).items] == ["45 or 15?", "45, as the row says."]


def test_the_record_tells_that_and_not_what(submission: Submission, people: People):
    said = say(submission, people.candidate, ROW, "45 or 15?")
    told = Event.objects.latest("pk").data
    assert told == {"comment": said.pk, "step": ROW, "sum": told["sum"]}
    assert len(told["sum"]) == 64


def test_notes_among_reviewers_are_not_for_the_candidate(submission: Submission, people: People):
    Comment.objects.create(submission=submission, step_key=ROW, text="between us", audience="reviewers")
    assert talk(people.candidate, submission, ROW).items == ()
    assert len(talk(people.reviewer, submission, ROW).items) == 1


def test_nobody_else_reads_or_writes(submission: Submission, people: People):
    for person in (people.other, people.viewer, people.stranger):
        with pytest.raises(PermissionDenied):
            say(submission, person, ROW, "hello")
        with pytest.raises(access.Hidden):
            talk(person, submission, ROW)


@pytest.mark.parametrize(
    ("row", "text"), [(ROW, "  \n "), (ROW, "x" * (LONGEST + 1)), ("no-such-row", "hello"), (ROW, "\x00")]
)
def test_what_cannot_be_said_is_told_in_a_sentence(submission: Submission, people: People, row: str, text: str):
    with pytest.raises(CannotSay, match=r"\.$"):
        say(submission, people.candidate, row, text)


def test_there_is_an_end_to_it(submission: Submission, people: People):
    Comment.objects.bulk_create(Comment(submission=submission, step_key=ROW, text="x") for _ in range(MOST))
    with pytest.raises(CannotSay):
        say(submission, people.candidate, ROW, "one more")
