from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge.models import Collection, Event, Run, Submission
from challenge.services import collecting
from challenge.services.runs import start
from challenge.services.sweeping import GAVE_UP, TOO_LATE, sweep
from tests.challenge.conftest import People
from tests.challenge.services.looks import COULD_NOT_LOOK, NO_ANSWER, UBUNTU, claimed, facts, give
from verifier.facts import SourceState

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    return start(submission, people.candidate)


def host(run: Run) -> Collection:
    return run.collections.get(source="host")


def expire(run: Run) -> None:
    run.collections.filter(state="reading").update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_lease_that_ran_out_is_taken_away_and_rung_again(run: Run):
    lease = claimed(run, "host")
    rings = host(run).rings
    expire(run)
    sweep()
    row = host(run)
    assert (row.state, row.fence, row.rings) == ("waiting", lease.fence + 1, rings + 1)
    with pytest.raises(collecting.Lost):
        collecting.end(lease, UBUNTU)


def test_a_lease_that_holds_is_left_alone(run: Run):
    lease = claimed(run, "host")
    sweep()
    assert (host(run).state, host(run).fence) == ("reading", lease.fence)


def test_the_second_worker_brings_the_one_result(run: Run):
    claimed(run, "host")
    expire(run)
    sweep()
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    assert run.state == "finished"
    assert Event.objects.filter(kind="run.finished").count() == 1
    assert host(run).tries == 2


def test_after_three_tries_it_is_given_up_and_everything_there_is_unknown(run: Run):
    for _ in range(3):
        collecting.report(claimed(run, "host"), facts(SourceState.READING))
        expire(run)
        sweep()
    assert (host(run).state, host(run).reason) == ("failed", GAVE_UP)
    give(run, "document", NO_ANSWER["document"])
    assert run.state == "finished"
    assert run.judgments.get(step__key="env-host").verdict in COULD_NOT_LOOK


def test_a_lost_message_is_rung_again_and_each_time_later(run: Run):
    for rings in (1, 2, 3):
        run.collections.update(rings=rings, rung_at=timezone.now() - timedelta(seconds=10 * 2 ** (rings - 1) - 2))
        sweep()
        assert host(run).rings == rings
        run.collections.update(rung_at=timezone.now() - timedelta(seconds=10 * 2 ** (rings - 1)))
        sweep()
        assert host(run).rings == rings + 1


def test_a_run_past_its_deadline_ends_with_what_is_known(run: Run):
    collecting.report(claimed(run, "host"), facts(SourceState.READING))
    run.refresh_from_db()
    run.deadline_at = timezone.now()
    run.save()
    sweep()
    run.refresh_from_db()
    assert (run.state, run.ended_because) == ("finished", TOO_LATE)
    assert run.judgments.get(step__key="env-host").verdict == "pass"
    assert run.judgments.get(step__key="submit-answers-md").verdict == "unknown"


def test_a_run_that_nobody_took_ends_at_its_deadline(run: Run):
    Run.objects.update(deadline_at=timezone.now())
    sweep()
    run.refresh_from_db()
    assert run.state == "finished"
    assert set(run.judgments.values_list("verdict", flat=True)) <= COULD_NOT_LOOK


def test_sweeping_twice_changes_nothing_more(run: Run):
    Run.objects.update(deadline_at=timezone.now())
    sweep()
    events = Event.objects.count()
    sweep()
    assert Event.objects.count() == events


def test_a_run_that_cannot_be_helped_does_not_stop_the_others(run: Run, other_submission: Submission, people: People):
    other = start(other_submission, people.other)
    Run.objects.update(deadline_at=timezone.now())
    Run.objects.filter(pk=run.pk).update(claims="?")
    sweep()
    other.refresh_from_db()
    assert other.state == "finished"


def test_a_judge_that_stumbles_ends_the_run_as_unknown(run: Run):
    Run.objects.update(deadline_at=timezone.now(), choices={"no such subject": "x"})
    sweep()
    run.refresh_from_db()
    assert run.state == "finished"
    assert set(run.judgments.values_list("verdict", flat=True)) == {"unknown"}
    assert "an error of ours" in run.judgments.first().reason
