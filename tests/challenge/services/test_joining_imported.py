"""Whoever did imported work is invited to it, and it becomes theirs alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail

from challenge import access
from challenge.models import Cohort, Event, Import, Membership, Submission
from challenge.services import documents, importing, invitations
from challenge.services.documents import CannotTake
from challenge.services.staging import submissions_in
from tests.challenge.conftest import People
from tests.challenge.services.bringing_in import folder, take_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(group: Cohort, people: People, tmp_path: Path) -> Submission:
    folder(tmp_path, "ada")
    importing.give_folders(group, people.reviewer, submissions_in(tmp_path))
    take_all()
    return Submission.objects.get()


def invited(imported: Submission, people: People) -> str:
    assert invitations.invite_to_imported(
        imported.imported, people.reviewer, email="ada@example.com", name="Ada Example"
    )
    body = str(mail.outbox[-1].body)
    return next(line for line in body.splitlines() if "/join/" in line).rstrip("/").rpartition("/")[2]


def test_the_candidate_comes_in_later_and_the_work_is_theirs(imported: Submission, people: People) -> None:
    stood_in = imported.owner
    assert stood_in is not None
    person = invitations.accept(invited(imported, people), None, name="Ada Example", password="correct horse 12")
    imported.refresh_from_db()
    assert imported.owner == person
    assert not User.objects.filter(pk=stood_in.pk).exists()
    assert Submission.objects.count() == 1
    assert (
        Membership.objects.filter(cohort=imported.cohort, user=person).values_list("role", flat=True)[0] == "candidate"
    )
    assert access.may_connect(person, imported)
    assert imported.handed_in_at is not None
    assert Import.objects.get().joined_at is not None
    assert Event.objects.get(kind="submission.claimed").actor_id == person.pk


def test_it_becomes_one_persons_alone(imported: Submission, people: People) -> None:
    first, second = invited(imported, people), invited(imported, people)
    invitations.accept(first, people.stranger)
    with pytest.raises(invitations.CannotAccept, match="somebody’s already"):
        invitations.accept(second, User.objects.create_user("late"))
    imported.refresh_from_db()
    assert imported.owner == people.stranger


def test_a_reviewer_and_who_hands_in_already_do_not_get_it(
    imported: Submission, other_submission: Submission, people: People
) -> None:
    word = invited(imported, people)
    for user, why in ((people.reviewer, "You review here"), (people.other, "other work here already")):
        with pytest.raises(invitations.CannotAccept, match=why):
            invitations.accept(word, user)
    assert invitations.is_open(word)


def test_the_document_of_one_that_was_brought_in_is_not_replaced(imported: Submission) -> None:
    with pytest.raises(CannotTake, match="handed in"):
        documents.refuse_closed(imported)
