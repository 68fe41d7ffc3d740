"""`rebuild_standings` and `check_standings`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from challenge.models import StandingRow, Submission


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def complaint(*words: str) -> str:
    with pytest.raises(CommandError) as told:
        said("check_standings", *words)
    assert told.value.returncode == 1
    return str(told.value)


def test_it_says_how_many_said_something_else(submission: Submission, other_submission: Submission) -> None:
    assert said("rebuild_standings") == "0 of 2 standings said something else.\n"
    StandingRow.objects.filter(pk=submission.pk).update(points=9)
    assert said("rebuild_standings", "autumn", "--missing") == "0 of 0 standings said something else.\n"
    assert said("rebuild_standings", "autumn") == "1 of 2 standings said something else.\n"
    StandingRow.objects.filter(pk=submission.pk).delete()
    assert said("rebuild_standings", "--missing") == "1 of 1 standings said something else.\n"


def test_what_agrees_is_said_to_agree(submission: Submission, other_submission: Submission) -> None:
    assert said("check_standings") == said("check_standings", "autumn") == "2 standings are what their events say.\n"


def test_what_differs_is_named_number_by_number_and_place_by_place(
    submission: Submission, other_submission: Submission
) -> None:
    StandingRow.objects.filter(pk=other_submission.pk).update(points=9, hatched={"env-host": "own-run"})
    assert complaint().splitlines() == [
        "autumn K7: its place is kept as 2 and is 1.",
        "autumn K8: points is kept as 9.0 and is 0.0 by the events.",
        "autumn K8: hatched is kept as {'env-host': 'own-run'} and is {} by the events.",
        "rebuild_standings derives them anew.",
    ]
    assert StandingRow.objects.get(pk=other_submission.pk).points == 9, "it changes nothing"
    said("rebuild_standings")
    assert said("check_standings") == "2 standings are what their events say.\n"


def test_a_row_that_is_missing_or_was_counted_by_another_rule_is_named(
    submission: Submission, other_submission: Submission
) -> None:
    StandingRow.objects.filter(pk=submission.pk).delete()
    StandingRow.objects.filter(pk=other_submission.pk).update(rule="another")
    assert complaint("autumn").splitlines()[:-1] == [
        "autumn K7: it has no row.",
        "autumn K8: it was counted by a rule that the cohort had before.",
    ]


@pytest.mark.parametrize("command", ["rebuild_standings", "check_standings"])
def test_a_cohort_that_is_not_there_is_said(db: None, command: str) -> None:
    with pytest.raises(CommandError, match="no cohort winter"):
        said(command, "winter")
