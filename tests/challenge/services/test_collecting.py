from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from challenge.models import Collection, Event, Run, Submission
from challenge.services import collecting
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import COULD_NOT_LOOK, NO_ANSWER, UBUNTU, claimed, ended, facts, give
from verifier.facts import SourceState
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    return start(submission, people.candidate)


def kinds() -> list[str]:
    return list(Event.objects.values_list("kind", flat=True))


def verdict(run: Run, step: str) -> tuple[str, bool]:
    row = run.judgments.get(step__key=step)
    return row.verdict, row.provisional


def test_who_claims_first_has_it_and_the_second_message_finds_nothing_to_do(run: Run):
    host = run.collections.get(source="host")
    lease = collecting.claim(host.pk)
    assert lease is not None
    assert collecting.claim(host.pk) is None
    host.refresh_from_db()
    assert (host.state, host.fence, host.tries) == ("reading", 1, 1)


def test_the_first_claim_sets_the_run_going(run: Run):
    claimed(run, "host")
    run.refresh_from_db()
    assert (run.state, run.started_at is not None) == ("running", True)
    assert kinds()[-3:] == ["run.started", "run.running", "source.reading"]


def test_a_message_about_a_row_that_is_gone_is_nothing(run: Run):
    assert collecting.claim(10_000) is None


def test_a_run_past_its_deadline_is_not_begun(run: Run):
    Run.objects.update(deadline_at=timezone.now())
    assert collecting.claim(run.collections.get(source="host").pk) is None


def test_a_lease_is_renewed_and_never_past_the_deadline(run: Run, settings):
    lease = claimed(run, "host")
    settings.LEASE_SECONDS = 10_000
    assert collecting.renew(lease)
    assert Collection.objects.get(pk=lease.collection_id).lease_until == lease.deadline_at


def test_who_has_lost_the_fence_can_write_nothing(run: Run):
    lease = claimed(run, "host")
    Collection.objects.filter(pk=lease.collection_id).update(fence=7)
    assert not collecting.renew(lease)
    with pytest.raises(collecting.Lost):
        collecting.report(lease, facts())
    with pytest.raises(collecting.Lost):
        collecting.end(lease, UBUNTU)
    with pytest.raises(collecting.Lost):
        collecting.fail(lease, "anything")
    assert Collection.objects.get(pk=lease.collection_id).facts is None
    assert not run.judgments.exists()


def test_rows_turn_while_the_run_is_on(run: Run):
    collecting.report(claimed(run, "host"), facts(SourceState.READING))
    assert verdict(run, "env-host") == ("pass", True)
    assert "env-host" in Event.objects.get(kind="steps.turned").data["steps"]


def test_the_same_facts_again_change_nothing(run: Run):
    lease = claimed(run, "host")
    collecting.report(lease, facts(SourceState.READING))
    before = list(run.judgments.values_list("pk", "at"))
    events = Event.objects.count()
    collecting.report(lease, facts(SourceState.READING))
    assert list(run.judgments.values_list("pk", "at")) == before
    assert Event.objects.count() == events


def test_the_last_collection_finishes_the_run_once(run: Run):
    give(run, "host", UBUNTU)
    assert run.state == "running"
    give(run, "document", NO_ANSWER["document"])
    assert (run.state, run.ended_at is not None) == ("finished", True)
    assert kinds().count("run.finished") == 1
    assert verdict(run, "env-host") == ("pass", False)
    assert run.judgments.count() == run.version.steps.count()
    assert not run.judgments.filter(provisional=True).exists()
    assert (run.points, run.max is not None, run.engine != "") == (1.0, True, True)


def test_what_proved_for_the_first_time_is_told_once(run: Run, people: People):
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    second = start(run.submission, people.candidate)
    give(second, "host", UBUNTU)
    give(second, "document", NO_ANSWER["document"])
    gained = [event.data["gained"] for event in Event.objects.filter(kind="run.finished")]
    assert gained == [["env-host"], []]


def test_a_source_that_does_not_answer_is_unknown_and_the_run_still_ends(run: Run):
    ended(run)
    assert run.state == "finished"
    assert run.collections.get(source="host").state == "failed"
    assert set(run.judgments.values_list("verdict", flat=True)) <= COULD_NOT_LOOK
    assert run.judgments.first().reason == "It did not answer."


def test_an_error_of_ours_is_unknown_and_not_a_failure(run: Run):
    collecting.fail(claimed(run, "host"), "Our look broke down.")
    give(run, "document", NO_ANSWER["document"])
    assert verdict(run, "env-host")[0] in COULD_NOT_LOOK


def test_the_first_host_key_is_pinned_and_a_later_one_does_not_replace_it(run: Run, people: People):
    give(run, "host", UBUNTU)
    target = run.submission.targets.get()
    assert target.host_key == "SHA256:made-up"
    give(run, "document", NO_ANSWER["document"])
    target.host_key = "SHA256:pinned"
    target.save()
    give(start(run.submission, people.candidate), "host", UBUNTU)
    target.refresh_from_db()
    assert target.host_key == "SHA256:pinned"


def test_a_run_for_one_step_leaves_the_other_judgments_alone(run: Run, people: People):
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    second = start(run.submission, people.candidate, ["env-host"])
    for source in second.collections.values_list("source", flat=True):
        give(second, source, NO_ANSWER[source])
    assert list(second.judgments.values_list("step__key", flat=True)) == ["env-host"]
    assert run.judgments.count() == run.version.steps.count()


def test_the_keeper_of_a_lease_stops_with_the_work(run: Run, settings):
    settings.LEASE_RENEW_SECONDS = 0.01
    lease = claimed(run, "host")
    collecting.end(lease, UBUNTU)
    with collecting.held(lease):
        pass  # nothing to renew any more: the thread ends by itself, and leaving waits for it


@pytest.mark.django_db(transaction=True)
def test_the_keeper_renews(run: Run, settings):
    settings.LEASE_RENEW_SECONDS = 0.01
    lease = claimed(run, "host")
    row = Collection.objects.filter(pk=lease.collection_id)
    row.update(lease_until=timezone.now() - timedelta(seconds=1))
    with collecting.held(lease):
        while row.get().lease_until <= timezone.now():
            pass


def test_of_a_burst_of_reports_the_last_is_judged(run: Run):
    lease = claimed(run, "host")
    reports = collecting._Reports(lease)
    empty = replace(facts(SourceState.READING), values={})
    reports(empty)
    reports(empty)
    reports(facts(SourceState.READING))
    assert not run.judgments.exists()
    reports.flush()
    assert verdict(run, "env-host") == ("pass", True)


def test_a_look_at_something_that_was_deleted_is_thrown_away(run: Run):
    lease = claimed(run, "host")
    run.submission.delete()
    with pytest.raises(collecting.Lost):
        collecting.end(lease, UBUNTU)


def test_text_that_no_database_takes_does_not_break_a_look(run: Run):
    """A machine or an account may say a NUL, which PostgreSQL refuses, or half a character, which nobody can encode."""
    odd = replace(facts(), reason="a\x00b\ud800c", origin="\ud800", state=SourceState.PARTLY)
    system = OperatingSystem("ubuntu", "22.04", "Ubuntu \x00\ud800", "5.15.0", "otter\udfff", "oracle")
    odd = replace(odd, values={OperatingSystem: system})
    lease = claimed(run, "host")
    collecting.report(lease, replace(odd, state=SourceState.READING))
    collecting.end(lease, Reading(odd, b""))
    host = run.collections.get(source="host")
    assert (host.state, host.reason) == ("read", "a�b�c")
    assert "\\u0000" not in json.dumps(host.facts) and "\\ud800" not in json.dumps(host.facts)
    assert verdict(run, "env-host")[0] == "pass"
