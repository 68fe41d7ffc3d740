"""By what a cohort's board counts, as the database has it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from challenge.board.events import frozen_at, on_the_board, paused, rule_of
from challenge.board.placed import pauses
from challenge.models import Cohort, Contest, Entry, Event, Rejudging, Submission
from challenge.services import events
from challenge.services.events import News
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

OWN = {"env-host": {"from": "claimed", "to": "pass", "because": "The wiki said so."}}


def test_a_cohort_that_is_no_contest_breaks_ties_by_the_clock(cohort: Cohort):
    assert rule_of(cohort).ties == "clock"


@pytest.mark.parametrize("ties", ["shared", "elapsed", "clock"])
def test_a_contest_breaks_ties_as_it_says(contest: Contest, ties: str):
    Contest.objects.update(tie_rule=ties)
    assert rule_of(contest.cohort).ties == ties


def test_rows_are_worth_what_the_definition_and_then_the_cohort_says(cohort: Cohort):
    cohort.points = {"env-host": 0, "db-install": 2.5}
    rule = rule_of(cohort)
    assert (rule.rows["env-host"], rule.rows["bonus-anomaly-graph"]) == ((1.0, False), (1.0, True))
    assert (rule.counts("env-host"), rule.worth("db-install", 1), rule.worth("metric-range", 1)) == (False, 2.5, 1)


def test_a_rule_of_the_cohorts_own_is_one_since_it_was_written(cohort: Cohort, people: People):
    Cohort.objects.update(own_rules=OWN)
    cohort.refresh_from_db()
    assert rule_of(cohort).own["env-host"].since is None, "a copy has had it from the beginning"
    written = Rejudging.objects.create(cohort=cohort, state="applied", own_rules=OWN)
    with transaction.atomic():
        data = {"fields": ["own_rules"], "rejudging": written.pk}
        events.append([News("cohort.changed", None, actor_id=people.reviewer.pk, data=data, cohort=cohort)])
    at = Event.objects.get(kind="cohort.changed").at
    rule = rule_of(cohort)
    assert rule.own["env-host"].since == at
    assert (rule.at(at).own, rule.at(at - timedelta(microseconds=1)).own) == (rule.own, {})


def test_how_ties_are_broken_is_no_part_of_what_a_row_was_counted_by(contest: Contest):
    before = rule_of(contest.cohort).digest()
    Contest.objects.update(tie_rule="elapsed")
    contest.cohort.opens_at = timezone.now()
    assert rule_of(contest.cohort).digest() == before
    contest.cohort.points = {"env-host": 2}
    assert rule_of(contest.cohort).digest() != before


def test_a_board_is_frozen_from_its_time_on_until_it_is_revealed(contest: Contest):
    now, cohort = timezone.now(), contest.cohort
    assert frozen_at(cohort, now) is None
    cohort.freezes_at = now + timedelta(seconds=1)
    assert frozen_at(cohort, now) is None
    assert frozen_at(cohort, now + timedelta(seconds=1)) == cohort.freezes_at
    Contest.objects.update(revealed_at=now)
    assert frozen_at(cohort, now + timedelta(seconds=1)) == cohort.freezes_at
    Contest.objects.update(revealed_at=cohort.freezes_at)
    assert frozen_at(cohort, now + timedelta(seconds=1)) is None


def test_rehearsals_and_withdrawn_ones_are_on_no_board(
    entry: Entry, other_entry: Entry, cohort: Cohort, submission: Submission
):
    assert set(on_the_board(cohort)) == {entry.submission_id, other_entry.submission_id}
    Entry.objects.filter(pk=other_entry.pk).update(hidden=True)
    assert set(on_the_board(cohort)) == {entry.submission_id}
    Submission.objects.filter(pk=submission.pk).update(withdrawn_at=timezone.now())
    assert on_the_board(cohort) == {}


def test_pauses_are_those_of_this_cohort(contest: Contest, version, people: People):
    other = Cohort.objects.create(key="winter", name="Winter", version=version)
    for cohort, kind in (
        (contest.cohort, "contest.paused"),
        (other, "contest.paused"),
        (contest.cohort, "contest.resumed"),
    ):
        with transaction.atomic():
            events.append([News(kind, None, actor_id=people.reviewer.pk, cohort=cohort)])
    ((since, to),) = pauses(paused(contest.cohort), timezone.now())
    first = Event.objects.get(kind="contest.paused", cohort_id=contest.cohort.pk)
    last = Event.objects.get(kind="contest.resumed")
    assert (since, to) == (first.effective_at, last.effective_at)
