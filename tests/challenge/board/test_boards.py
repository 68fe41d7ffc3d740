"""A board as of its freeze: made once, whatever happens after it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge.board import boards
from challenge.board.events import rule_of
from challenge.models import Cohort, Remembered, StandingRow, Submission
from challenge.services import deciding
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(submission: Submission, people: People) -> Submission:
    """The machine was looked at, and proved a row."""
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    return submission


def test_what_is_kept_comes_back_as_it_was_derived(checked: Submission):
    ((row, digest),) = boards.derived([checked.pk]).values()
    assert (row.points, digest) == (1, rule_of(checked.cohort).digest())
    assert boards.kept([checked.pk]) == {checked.pk: row}
    assert boards.present(checked.cohort, [checked.pk]) == [row]


@pytest.mark.parametrize("spoiled", [{"rule": "another"}, None], ids=["counted by another rule", "missing"])
def test_a_row_that_does_not_hold_is_derived_by_who_reads_it(checked: Submission, spoiled: dict[str, str] | None):
    right = boards.present(checked.cohort, [checked.pk])
    rows = StandingRow.objects.filter(pk=checked.pk)
    rows.update(points=99, **spoiled) if spoiled else rows.delete()
    assert boards.present(checked.cohort, [checked.pk]) == right


def test_a_frozen_board_is_what_was_known_then(checked: Submission, handed_in: None, people: People):
    before, then = boards.present(checked.cohort, [checked.pk]), timezone.now()
    rule = rule_of(checked.cohort)
    deciding.decide(checked, people.reviewer, "env-host", "override", verdict="fail", reason="Not theirs.")
    assert boards.present(checked.cohort, [checked.pk])[0].points == 0
    assert boards.frozen(checked.cohort, [checked.pk], then, rule) == before
    assert boards.frozen(checked.cohort, [checked.pk], then, rule) == before, "and as it is kept"


def test_a_frozen_board_is_made_once_for_all_who_ask(
    checked: Submission, other_submission: Submission, django_assert_num_queries
):
    Submission.objects.update(created_at=timezone.now() - timedelta(days=2))
    cohort, rule, then = checked.cohort, rule_of(checked.cohort), timezone.now() - timedelta(days=1)
    both = [checked.pk, other_submission.pk]
    first = boards.frozen(cohort, both, then, rule)
    with django_assert_num_queries(1):
        assert boards.frozen(cohort, both, then, rule) == first
    assert [row.submission for row in boards.frozen(cohort, [checked.pk], then, rule)] == [checked.pk]
    assert boards.frozen(cohort, both, then + timedelta(hours=1), rule) == first, "another freeze is another board"


def test_right_after_a_freeze_it_is_kept_only_briefly(checked: Submission):
    """Who wrote before it may not have committed yet, or have a clock that is behind."""
    then, rule = timezone.now(), rule_of(checked.cohort)
    boards.frozen(checked.cohort, [checked.pk], then, rule)
    late = then - boards.STILL_WRITTEN - timedelta(seconds=1)
    boards.frozen(checked.cohort, [checked.pk], late, rule)
    lasting = sorted(row.until - timezone.now() for row in Remembered.objects.all())
    assert lasting[0] < timedelta(seconds=boards.BRIEFLY)
    assert lasting[-1] > timedelta(days=1)


def test_another_worth_is_another_frozen_board(checked: Submission):
    then = timezone.now()
    assert boards.frozen(checked.cohort, [checked.pk], then, rule_of(checked.cohort))[0].points == 1
    checked.cohort.points = {"env-host": 3.0}
    Cohort.objects.update(points=checked.cohort.points)
    assert boards.frozen(checked.cohort, [checked.pk], then, rule_of(checked.cohort))[0].points == 3
