"""A fault that was seen is not erased by taking away what it was seen with: rows, points, strips and events."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from challenge import selectors
from challenge.models import Cohort, Event, Run, Submission
from challenge.selectors import watchers
from challenge.services.runs import rejudge, start
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, SYSTEM, facts, give
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading, document

pytestmark = pytest.mark.django_db

OLD = replace(SYSTEM, version="12.04", name="Ubuntu 12.04.5 LTS")
ANSWERS = "# Setting up the environment\n\nI made a Vagrant VM with Ubuntu 18.04 to work on.\n"


def machine(system: OperatingSystem) -> Reading:
    return Reading(replace(facts(), values={OperatingSystem: system}), b"")


@pytest.fixture
def claim(tmp_path: Path) -> Reading:
    (tmp_path / "answers.md").write_text(ANSWERS)
    return document.look(document.DocumentTarget(tmp_path))


@pytest.fixture
def strict(submission: Submission) -> Submission:
    Cohort.objects.update(rules={"old_system": "refuse"})
    submission.refresh_from_db()
    return submission


def checked(submission: Submission, people: People, host: Reading, claim: Reading) -> Run:
    run = start(submission, people.candidate)
    give(run, "host", host)
    give(run, "document", claim)
    return run


def row(submission: Submission, people: People) -> selectors.StepView:
    return selectors.step_evidence(people.candidate, submission, "env-host").step


def points(submission: Submission, people: People) -> float | None:
    (card,) = selectors.own_submission_cards(people.candidate)
    assert card.points == selectors.submission_steps(people.candidate, submission).earned
    return card.points


def test_a_machine_that_is_gone_erases_no_fault_and_adds_no_points(strict: Submission, people: People, claim: Reading):
    first = checked(strict, people, machine(OLD), claim)
    had = points(strict, people)
    assert row(strict, people).verdict == "fail"
    second = checked(strict, people, NO_ANSWER["host"], claim)
    assert second.judgments.get(step__key="env-host").verdict == "claimed"
    now = row(strict, people)
    assert (now.verdict, now.run_id) == ("fail", first.pk)
    assert now.could_not_look_at is not None
    assert points(strict, people) == had
    assert second.points is not None
    assert second.points > (first.points or 0), "a run tells what that run came to"


def test_whoever_mends_it_and_lets_us_look_has_it_proved(strict: Submission, people: People, claim: Reading):
    checked(strict, people, machine(OLD), claim)
    checked(strict, people, NO_ANSWER["host"], claim)
    checked(strict, people, machine(SYSTEM), claim)
    assert row(strict, people).verdict == "pass"


def test_the_board_shows_what_counts(strict: Submission, people: People, claim: Reading):
    checked(strict, people, machine(OLD), claim)
    (before,) = watchers.board_for(people.viewer, strict.cohort).rows
    checked(strict, people, NO_ANSWER["host"], claim)
    assert Event.objects.filter(kind="run.finished").latest("id").data["stands"]["env-host"] == "fail"
    (now,) = watchers.board_for(people.viewer, strict.cohort).rows
    assert (now.points, now.passes, now.hatched) == (before.points, before.passes, before.hatched)
    profile = watchers.profile_for(people.candidate, strict.cohort, strict.pk)
    title = row(strict, people).title
    assert [one.verdict for one in profile.open or () if one.title == title] == ["fail"]


def test_judging_one_run_again_loses_no_proof_that_another_run_has(strict: Submission, people: People, claim: Reading):
    first = checked(strict, people, machine(SYSTEM), claim)
    checked(strict, people, machine(SYSTEM), claim)
    first.collections.filter(source="host").update(facts=None, state="failed", reason="The answer was a fake.")
    rejudge(first)
    event = Event.objects.get(kind="run.rejudged")
    assert (event.data["lost"], event.data["stands"]["env-host"]) == ([], "pass")


def test_what_was_seen_can_be_told_from_earlier_findings(strict: Submission, people: People, claim: Reading):
    """The migration that brought `seen` fills it as the judge does."""
    run = checked(strict, people, machine(OLD), claim)
    before = dict(run.judgments.values_list("step__key", "seen"))
    assert before["env-host"] == {"env-host/host": "fail"}
    run.judgments.update(seen={})
    import_module("challenge.migrations.0002_what_was_seen").fill(apps, None)
    assert dict(run.judgments.values_list("step__key", "seen")) == before
