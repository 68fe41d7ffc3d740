"""A check of one source: it asks that one alone, cools down alone, and takes nothing back that others saw."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge import selectors
from challenge.models import Cohort, Run, Submission
from challenge.services.runs import CannotStart, TooSoon, cancel, cool_down_until, cool_downs, start
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, ended, give
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooling(submission: Submission) -> Submission:
    Cohort.objects.update(cool_down_seconds=60)
    submission.refresh_from_db()
    return submission


def sources(run: Run) -> list[str]:
    return list(run.collections.values_list("source", flat=True))


def test_it_looks_at_that_source_for_the_steps_it_may_say_something_about(submission: Submission, people: People):
    run = start(submission, people.candidate, sources=[Source.HOST])
    assert sources(run) == ["host"]
    assert "env-host" in run.scope and "tags-hostmap-screenshot" not in run.scope


def test_a_source_that_is_not_there_cannot_be_looked_at(submission: Submission, people: People):
    with pytest.raises(CannotStart, match="nothing to look at"):
        start(submission, people.candidate, sources=[Source.ACCOUNT])


def test_each_source_cools_down_alone_and_everything_waits_for_the_last(cooling: Submission, people: People):
    cancel(start(cooling, people.candidate, sources=[Source.DOCUMENT]), people.candidate)
    assert set(cool_downs(cooling)) == {Source.DOCUMENT}
    assert cool_down_until(cooling, [Source.HOST]) is None
    with pytest.raises(TooSoon):
        start(cooling, people.candidate)
    cancel(start(cooling, people.candidate, sources=[Source.HOST]), people.candidate)
    with pytest.raises(TooSoon, match="seconds"):
        start(cooling, people.candidate, sources=[Source.HOST])
    Run.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    assert start(cooling, people.candidate).is_open


@pytest.mark.parametrize("purpose", ["own-run", "hand-in"])
def test_only_a_check_cools_down(cooling: Submission, people: People, purpose: str):
    ended(start(cooling, people.candidate, purpose=purpose))
    assert start(cooling, people.candidate).is_open


def row(submission: Submission, people: People) -> selectors.StepView:
    page = selectors.submission_steps(people.candidate, submission)
    return next(view for section in page.sections for view in section.steps if view.key == "env-host")


def test_what_another_source_saw_stays_and_nobody_missed_it(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    before = row(submission, people)
    ended(start(submission, people.candidate, sources=[Source.DOCUMENT]))
    after = row(submission, people)
    assert (before.verdict, after.verdict) == ("pass", "pass")
    assert (after.at, after.last_proved_at, after.could_not_look_at) == (before.at, before.at, None)


def test_a_source_that_was_to_be_looked_at_and_was_not_is_told(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    ended(start(submission, people.candidate, sources=[Source.HOST]))
    assert row(submission, people).verdict == "pass"
    assert row(submission, people).could_not_look_at is not None
