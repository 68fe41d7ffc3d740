"""The record is held against itself, and decisions against it."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from challenge.models import Decision, Event, Submission
from challenge.services import checking_the_log, deciding, reviewing, withdrawing
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

ROW = "monitor-warn-500"


@pytest.fixture
def decided(submission: Submission, people: People) -> list[Decision]:
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
