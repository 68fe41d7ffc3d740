"""The hand-in, from the button to the receipt, and what it changes for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, Event, MailRefused, Profile, Run, Submission
from challenge.rows.histories import standings_of
from challenge.services import bundles, documents, runs, submissions
from challenge.services.handing_in import CannotHandIn, ask, go_on
from sandbox.demo.parts import CANDIDATES
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, handed_in, looked, nothing_elsewhere
from tests.challenge.services.looks import ended
from verifier.verdicts import Verdict

pytestmark = pytest.mark.django_db


def test_the_button_takes_the_time_and_starts_one_last_look(work: Submission, people: People):
    row = ask(work, people.candidate)
    assert row.hand_in_asked_at is not None
    assert row.hand_in_run is not None
    assert (row.hand_in_run.purpose, row.hand_in_run.scope, row.handed_in_at) == ("hand-in", [], None)
    again = ask(work, people.candidate)
    assert (again.hand_in_asked_at, again.hand_in_run) == (row.hand_in_asked_at, row.hand_in_run)
    assert Event.objects.filter(kind="submission.handing-in").count() == 1


def test_only_who_did_the_work_hands_it_in(work: Submission, people: People):
    for person in (people.other, people.reviewer, people.viewer, people.stranger):
        with pytest.raises(PermissionDenied):
            ask(work, person)


def test_nothing_cannot_be_handed_in(cohort: Cohort, people: People):
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    with pytest.raises(CannotHandIn, match="Connect your document"):
        ask(made, people.candidate)
    made.refresh_from_db()
    assert made.hand_in_asked_at is None


def test_when_the_last_look_has_ended_it_is_handed_in_and_frozen(work: Submission, people: People):
    handed_in(work, people)
    assert work.handed_in_at is not None
    assert work.bundle == f"bundles/autumn/K7-{work.bundle_digest}"
    assert bundles.differences(folder(work), work.bundle_digest) == []
    event = Event.objects.get(kind="submission.handed-in")
    assert event.data == {"bundle": work.bundle_digest, "commit": "", "late": False}
    assert event.effective_at == work.hand_in_asked_at
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder(work), *folder(work).rglob("*")])


def test_finishing_twice_hands_in_once(work: Submission, people: People, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
    before = work.handed_in_at
    with django_capture_on_commit_callbacks(execute=True):
        go_on(work.pk)
        ask(work, people.candidate)
    work.refresh_from_db()
    assert work.handed_in_at == before
    assert Event.objects.filter(kind="submission.handed-in").count() == 1
    assert len(mail.outbox) == 1


def test_reviewers_see_the_results_from_then_on(work: Submission, people: People):
    for rung in ("before", "asked", "looked"):
        if rung == "asked":
            run = ask(work, people.candidate).hand_in_run
        if rung == "looked":
            looked(run)
        with pytest.raises(access.Hidden):
            access.results_for(people.reviewer, work.pk)
    go_on(work.pk, fetch=nothing_elsewhere)
    assert access.results_for(people.reviewer, work.pk) == work
    for person in (people.other, people.viewer, people.stranger):
        with pytest.raises(access.Hidden):
            access.results_for(person, work.pk)


@pytest.mark.parametrize(
    ("due", "started", "late"),
    [(None, None, False), (1, None, False), (-1, None, True), (1, -30, True), (1, -1, False), (-1, -1, True)],
)
def test_late_is_who_pressed_the_button_after_the_end(
    work: Submission, people: People, due: int | None, started: int | None, late: bool
):
    """Times in hours from now; the time box is of 24 hours."""
    now = timezone.now()
    Cohort.objects.update(time_box_hours=24, due_at=now + timedelta(hours=due) if due else None)
    Submission.objects.update(started_at=now + timedelta(hours=started) if started else None)
    handed_in(Submission.objects.select_related("cohort").get(pk=work.pk), people)
    work.refresh_from_db()
    assert work.receipt["late"] is late
    assert Event.objects.get(kind="submission.handed-in").data["late"] is late


def test_while_the_hand_in_is_on_no_other_document_is_taken(work: Submission, people: People):
    ask(work, people.candidate)
    with pytest.raises(documents.CannotTake, match="hand-in is on"):
        documents.take(work, CANDIDATES / "S1" / "submission")


def test_the_receipt_is_mailed_in_the_zone_of_the_person(
    work: Submission, people: People, django_capture_on_commit_callbacks
):
    Profile.objects.create(user=people.candidate, time_zone="Europe/Berlin")
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.com"]
    assert work.bundle_digest in sent.body
    assert "Berlin" in sent.body
    assert "Machine: It was not given." in sent.body


def test_no_receipt_is_mailed_to_who_turned_it_off(
    work: Submission, people: People, django_capture_on_commit_callbacks
):
    MailRefused.objects.create(user=people.candidate, kind="receipt")
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
    assert mail.outbox == []
    assert work.handed_in_at is not None


def test_later_looks_that_find_nothing_lower_nothing(work: Submission, people: People):
    handed_in(work, people)
    before = {key: row.look.verdict for key, row in standings_of([work.pk])[work.pk].items()}
    documents.take(work, CANDIDATES / "S4" / "submission")
    looked(runs.start(work, people.candidate))
    ended(runs.start(work, people.reviewer))
    after = standings_of([work.pk])[work.pk]
    lower = [key for key, row in after.items() if Verdict(row.look.verdict).badness < Verdict(before[key]).badness]
    assert lower == []


def test_the_last_look_itself_may_lower_what_practice_showed(work: Submission, people: People):
    """What was mended in the wrong way before the hand-in counts as it is then, also when it is judged again."""
    looked(runs.start(work, people.candidate))
    practised = Run.objects.get()
    documents.take(work, CANDIDATES / "S4" / "submission")
    handed_in(work, people)
    runs.rejudge(work.hand_in_run, people.reviewer)
    stands = standings_of([work.pk])[work.pk]
    own = dict(work.hand_in_run.judgments.values_list("step__key", "verdict"))
    changed = [
        key
        for key, verdict in practised.judgments.values_list("step__key", "verdict")
        if verdict != own[key] and stands[key].look.run_id == work.hand_in_run_id
    ]
    assert changed
    assert {stands[key].look.verdict for key in changed} == {own[key] for key in changed}


def test_events_and_rows_come_together_or_not_at_all(work: Submission, people: People):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(work, people.candidate)
        raise RuntimeError
    work.refresh_from_db()
    assert (work.hand_in_asked_at, Event.objects.filter(kind="submission.handing-in").count()) == (None, 0)
