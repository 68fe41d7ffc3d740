"""What makes a cohort a contest, and what of it can change once somebody has begun."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Cohort, Contest, Entry, Event, Submission
from challenge.rows.asked import definition_of
from challenge.services import contest_policy
from challenge.services.cohorts import CannotChange
from verifier.engine.worth import account_rows, provable_alone


def test_whoever_hands_in_becomes_an_entry_and_there_is_a_board(
    cohort: Cohort, submission: Submission, lead: User
) -> None:
    Cohort.objects.update(has_board=False, practice_visible_to="candidate")
    first = contest_policy.found(cohort, lead)
    assert contest_policy.found(cohort, lead) == first
    assert Entry.objects.get().submission == submission and Cohort.objects.get().has_board
    assert (Cohort.objects.get().claims, Cohort.objects.get().practice_visible_to) == ("none", "coach")


def test_what_differs_is_written_and_named(contest: Contest, lead: User) -> None:
    values = {"tie_rule": "elapsed", "sweep_seconds": 120, "public": True}
    assert contest_policy.change(contest.cohort, lead, values) == ["public_token", "tie_rule"]
    token = Contest.objects.get().public_token
    assert len(token) > 20 and contest_policy.change(contest.cohort, lead, values) == []
    contest_policy.change(contest.cohort, lead, {"public": False})
    contest_policy.change(contest.cohort, lead, {"public": True})
    assert Contest.objects.get().public_token not in ("", token)
    assert token not in str(list(Event.objects.values_list("data", flat=True)))


def test_rows_without_a_tick_are_worth_nothing_and_others_keep_their_worth(contest: Contest, lead: User) -> None:
    definition = definition_of(contest.cohort.version)
    first, second, third = (step.key for step in definition.steps[:3])
    Cohort.objects.update(points={first: 7, second: 0})
    counted = {step.key for step in definition.steps} - {third}
    contest_policy.change(Cohort.objects.get(), lead, {"counted": counted})
    assert Cohort.objects.get().points == {first: 7, third: 0}


def test_what_they_read_stands_once_somebody_has_begun(contest: Contest, submission: Submission, lead: User) -> None:
    Submission.objects.update(started_at=timezone.now())
    with pytest.raises(CannotChange, match="ties are broken"):
        contest_policy.change(contest.cohort, lead, {"tie_rule": "clock"})
    with pytest.raises(CannotChange, match="points"):
        contest_policy.change(contest.cohort, lead, {"counted": set()})
    assert contest_policy.change(contest.cohort, lead, {"sweep_seconds": 60}) == ["sweep_seconds"]


def test_the_account_alone_proves_fewer_rows_than_it_may_help_to_prove(contest: Contest) -> None:
    definition = definition_of(contest.cohort.version)
    alone, helps = set(provable_alone(definition)), set(account_rows(definition))
    assert alone and alone <= helps
    assert not any(step.person for step in definition.steps if step.key in alone)
