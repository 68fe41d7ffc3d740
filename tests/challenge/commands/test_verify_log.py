"""The record is held against itself, and decisions against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from challenge.models import Cohort, Decision, Event, Membership, Review, Submission
from challenge.selectors.for_all import excuse_preview, taking_back_preview
from challenge.services import checking_the_log, deciding, events, feedback, for_all, reviewing, withdrawing
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

ROW = "monitor-warn-500"


@pytest.fixture
def decided(submission: Submission, people: People, handed_in: None) -> list[Decision]:
    """One that is taken back, and two that hold."""
    first = deciding.decide(submission, people.reviewer, ROW, "confirm")
    undone = deciding.undo(submission, people.reviewer)
    assert undone is not None
    second = deciding.decide(submission, people.reviewer, ROW, "override", verdict="pass", reason="It was shown.")
    third = deciding.decide(submission, people.reviewer, "metric-range", "excuse", reason="It was not asked.")
    return [first, undone, second, third]


def verified() -> str:
    out = StringIO()
    call_command("verify_log", stdout=out)
    return out.getvalue()


def complaint() -> str:
    with pytest.raises(CommandError) as told:
        verified()
    assert told.value.returncode == 1
    return str(told.value)


def test_a_record_that_holds_says_how_much_it_is(decided: list[Decision]):
    said = verified()
    assert f"{Event.objects.count()} events" in said
    assert "4 decisions" in said
    assert Event.objects.order_by("-id")[0].digest in said


def test_an_empty_record_holds(db: None):
    assert verified().startswith("0 events")


def test_an_event_that_was_changed_is_named(decided: list[Decision]):
    event = Event.objects.get(data__decision=decided[2].pk)
    Event.objects.filter(pk=event.pk).update(actor_id=1)
    assert f"Event {event.pk} does not follow" in complaint()


CHANGES: dict[str, Callable[[Decision], object]] = {
    "another verdict": lambda row: Decision.objects.filter(pk=row.pk).update(verdict="fail"),
    "another row": lambda row: Decision.objects.filter(pk=row.pk).update(step_key="metric-range"),
    "another kind": lambda row: Decision.objects.filter(pk=row.pk).update(kind="confirm"),
    "over two reviewers": lambda row: Decision.objects.filter(pk=row.pk).update(settles=True),
    "another reason": lambda row: Decision.objects.filter(pk=row.pk).update(reason="Because."),
    "upon another verdict": lambda row: Decision.objects.filter(pk=row.pk).update(upon="pass"),
    "at another time": lambda row: Decision.objects.filter(pk=row.pk).update(at=row.at - timedelta(days=1)),
    "in bulk": lambda row: Decision.objects.filter(pk=row.pk).update(bulk=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_decision_that_differs_from_its_event_is_named(decided: list[Decision], change: str):
    CHANGES[change](decided[2])
    assert complaint() == f"Decision {decided[2].pk} is not as its event tells it."


def test_a_decision_by_somebody_else_than_the_event_says_is_named(decided: list[Decision], people: People):
    decided[2].review.reviewer = people.other
    decided[2].review.save()
    assert len(complaint().splitlines()) == len(decided)


def test_a_decision_without_an_event_is_named(decided: list[Decision]):
    made = Decision(review=decided[0].review, submission=decided[0].submission, step_key=ROW, kind="confirm")
    made.save()
    assert complaint() == f"Decision {made.pk} is in no event."


def test_an_undo_without_an_event_is_named(decided: list[Decision]):
    made = Decision(
        review=decided[0].review, submission=decided[0].submission, step_key=ROW, kind="undo", undoes=decided[2]
    )
    made.save()
    assert complaint() == f"Decision {made.pk} is in no event."


def test_a_decision_that_was_taken_out_of_the_table_is_named(decided: list[Decision]):
    event = Event.objects.get(data__decision=decided[3].pk)
    Decision.objects.filter(pk=decided[3].pk).delete()
    assert complaint() == f"Event {event.pk} tells of decision {decided[3].pk}, which is not there."


def test_work_that_was_deleted_takes_its_decisions_along(decided: list[Decision], people: People):
    submission = Submission.objects.get(pk=decided[0].submission_id)
    withdrawing.withdraw(submission, people.candidate, code=submission.code)
    assert "0 decisions" in verified()


def test_an_outcome_that_nobody_gave_is_named(decided: list[Decision], people: People):
    row = decided[0].submission
    reviewing.save(row, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(row, people.reviewer)
    assert "follow from each other" in verified()
    Submission.objects.filter(pk=row.pk).update(outcome="decline")
    assert complaint() == f"The outcome of submission {row.pk} is in no event."
    reviewing.open_again(row, people.reviewer)
    Submission.objects.filter(pk=row.pk).update(outcome="advance")
    assert complaint() == f"The outcome of submission {row.pk} is in no event."


def test_it_is_read_in_batches(decided: list[Decision], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checking_the_log, "AT_ONCE", 1)
    assert "4 decisions" in verified()


PASSES: dict[str, dict[str, object]] = {
    "another summary": {"summary": "Never."},
    "another score": {"rubric": {"idea": 1}},
    "another outcome": {"outcome": "decline"},
    "opened again": {"state": "open"},
    "finished at another time": {"finished_at": None},
    "knows the person": {"knows_person": True},
}


@pytest.fixture
def finished(decided: list[Decision], people: People) -> Review:
    row = decided[0].submission
    reviewing.save(row, people.reviewer, edition=0, rubric={"idea": 4}, outcome="advance", summary="Take them.")
    return reviewing.finish(row, people.reviewer)


@pytest.mark.parametrize("change", PASSES)
def test_a_pass_that_was_changed_in_its_table_is_named(finished: Review, change: str):
    assert "follow from each other" in verified()
    Review.objects.filter(pk=finished.pk).update(**PASSES[change])
    assert f"Pass {finished.pk} is not as its event tells it." in complaint()


def test_a_pass_that_was_taken_out_is_named(finished: Review):
    Review.objects.filter(pk=finished.pk).delete()
    assert f"tells of pass {finished.pk}, which is not there" in complaint()


def test_whatever_is_done_with_a_pass_is_told(finished: Review, people: People):
    row = finished.submission
    reviewing.open_again(row, people.reviewer)
    reviewing.save(row, people.reviewer, edition=1, rubric={}, outcome="discuss", summary="On second thoughts.")
    reviewing.know_person(row, people.reviewer)
    assert "follow from each other" in verified()


def test_feedback_that_was_changed_after_its_release_is_named(submission: Submission, people: People):
    submission.handed_in_at = timezone.now()
    submission.save()
    feedback.release(submission, people.reviewer, "Well done.")
    assert "follow from each other" in verified()
    Submission.objects.filter(pk=submission.pk).update(feedback="Badly done.")
    assert complaint() == f"The feedback of submission {submission.pk} is not as its event tells it."


def test_feedback_that_nobody_released_is_named(decided: list[Decision]):
    Submission.objects.filter(pk=decided[0].submission_id).update(feedback="Badly done.")
    assert complaint() == f"The feedback of submission {decided[0].submission_id} is in no event."


def noted() -> str:
    return verified().strip().rpartition(": ")[2]


def test_a_record_that_was_cut_off_at_its_end_is_found_by_what_was_noted(decided: list[Decision]):
    anchor = noted()
    deciding.undo(decided[0].submission, decided[0].review.reviewer)
    call_command("verify_log", "--anchor", anchor, stdout=StringIO())
    last = int(anchor.split(":")[1])
    Event.objects.filter(pk__gte=last).delete()
    Decision.objects.filter(pk__gte=decided[3].pk).delete()
    assert "follow from each other" in verified()
    with pytest.raises(CommandError, match=f"Event {last} was noted and is not there any more"):
        call_command("verify_log", "--anchor", anchor)


def test_a_record_that_was_written_anew_is_found_by_what_was_noted(decided: list[Decision]):
    anchor, previous = noted(), ""
    Event.objects.filter(pk=decided[0].pk).update(actor_id=1)
    for event in Event.objects.order_by("id"):
        event.actor_id = 1
        previous = events.digest(previous, event)
        Event.objects.filter(pk=event.pk).update(actor_id=1, digest=previous)
    with pytest.raises(CommandError, match="is not the one that was noted"):
        call_command("verify_log", "--anchor", anchor)


@pytest.mark.parametrize("words", ["1:1:aa:bb", "no anchor", "::::"])
def test_what_is_no_anchor_of_ours_is_one_sentence(decided: list[Decision], words: str):
    with pytest.raises(CommandError, match="anchor"):
        call_command("verify_log", "--anchor", words)


def test_what_was_written_before_there_were_sums_is_counted_and_nothing_else_may_lack_one(decided: list[Decision]):
    previous = ""
    for event in Event.objects.order_by("id"):
        event.data.pop("sum", None)
        previous = events.digest(previous, event)
        Event.objects.filter(pk=event.pk).update(data=event.data, digest=previous)
    Decision.objects.filter(pk=decided[2].pk).update(reason="Nobody can tell.")
    assert "4 of them were written before this was chained" in verified()
    deciding.undo(decided[0].submission, decided[0].review.reviewer)
    with transaction.atomic():
        data = {"decision": decided[2].pk, "step": ROW, "decided": "override", "bulk": False, "counts": "pass"}
        made = events.append([events.News("decision.made", decided[0].submission, data=data)])
    assert f"Event {made[0].pk} carries no sum" in complaint()


def test_what_was_deleted_leaves_no_salt_by_which_words_could_be_guessed(decided: list[Decision], people: People):
    row = Submission.objects.get(pk=decided[0].submission_id)
    assert row.salt
    withdrawing.withdraw(row, people.candidate, code=row.code)
    assert Submission.objects.get(pk=row.pk).salt == ""


def test_a_row_that_is_excused_for_everybody_without_the_record_is_named(cohort: Cohort, people: People):
    Membership.objects.filter(user=people.reviewer).update(role="lead")
    for row in (ROW, "metric-range"):
        seen = excuse_preview(people.reviewer, cohort, row).digest
        for_all.excuse(cohort, people.reviewer, row, reason="Nobody could.", seen=seen)
        cohort.refresh_from_db()
    seen = taking_back_preview(people.reviewer, cohort, "excuse", ROW).digest
    for_all.take_back(cohort, people.reviewer, "excuse", ROW, reason="It can be done.", seen=seen)
    verified()
    Cohort.objects.filter(pk=cohort.pk).update(excused={ROW: "I said so."})
    assert complaint().count("excused for everybody") == 2
