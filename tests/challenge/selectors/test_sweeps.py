from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, Contest, Entry, Membership, Sweep
from challenge.selectors.sweeps import state_of, sweeps_of
from challenge.services import contests
from tests.challenge.conftest import People

HOUR = timedelta(hours=1)


@pytest.fixture
def lead(contest: Contest, people: People) -> object:
    Membership.objects.filter(user=people.reviewer, cohort=contest.cohort).update(role="lead")
    contests.set_account(contest, site="datadoghq.com", api_key="feed" * 8, app_key="beef" * 10)
    return people.reviewer


def test_the_last_sweep_that_counted_and_the_next_one_are_told(contest: Contest, people: People, lead: object) -> None:
    now = timezone.now()
    Sweep.objects.create(contest=contest, state="read", asked_at=now - HOUR, ended_at=now)
    state = state_of(people.viewer, contest.cohort)
    assert (state.phase, state.looked_at, state.failing, state.looking) == ("on", now - HOUR, False, False)
    assert state.next_at is not None and now < state.next_at <= now + timedelta(seconds=121)


def test_why_it_fails_is_for_who_runs_the_contest(contest: Contest, people: People, lead) -> None:
    now = timezone.now()
    Sweep.objects.create(contest=contest, state="read", asked_at=now - HOUR)
    Sweep.objects.create(contest=contest, state="failed", reason="No monitors_read.")
    Sweep.objects.create(contest=contest)
    seen, led = state_of(people.candidate, contest.cohort), state_of(lead, contest.cohort)
    assert (seen.failing, seen.because, seen.looking, seen.looked_at) == (True, "", True, now - HOUR)
    assert led.because == "No monitors_read."
    assert [sweep.failed for sweep in sweeps_of(lead, contest.cohort)] == [False, True, False]
    with pytest.raises(access.Hidden):
        sweeps_of(people.candidate, contest.cohort)


@pytest.mark.parametrize(
    ("dates", "paused", "extra", "phase"),
    [
        ({"opens_at": HOUR}, False, 0, "before"),
        ({"due_at": -HOUR}, False, 0, "over"),
        ({"due_at": -HOUR}, False, 90, "on"),
        ({"archived_at": -HOUR}, False, 0, "over"),
        ({}, True, 0, "paused"),
    ],
)
def test_a_contest_is_before_on_paused_or_over(
    contest: Contest, entry: Entry, people: People, lead: object, dates: dict, paused: bool, extra: int, phase: str
) -> None:
    now = timezone.now()
    Cohort.objects.update(**{name: now + by for name, by in dates.items()})
    Contest.objects.update(paused_at=now if paused else None)
    Entry.objects.update(extra_minutes=extra)
    state = state_of(people.viewer, Cohort.objects.get())
    assert state.phase == phase
    assert (state.next_at is None) == (phase in ("over", "paused"))


def test_without_keys_no_sweep_comes(contest: Contest, people: People) -> None:
    state = state_of(people.viewer, contest.cohort)
    assert (state.phase, state.next_at) == ("no-keys", None)


def test_a_stranger_sees_no_contest_and_a_cohort_without_one_is_none(cohort: Cohort, people: People) -> None:
    with pytest.raises(access.Hidden):
        state_of(people.viewer, cohort)
    contests.make(cohort)
    with pytest.raises(access.Hidden):
        state_of(people.stranger, cohort)
