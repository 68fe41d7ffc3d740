from __future__ import annotations

import json
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from challenge.models import Cohort, Event, Run, Submission
from challenge.services import collecting
from challenge.services.runs import CannotStart, cancel, cool_down_until, rejudge, start
from sandbox.hosts import running
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, ended, give
from tests.hosts import OS_RELEASE, seed, target
from verifier.gather.host import look

pytestmark = pytest.mark.django_db


def sources(run: Run) -> list[str]:
    return list(run.collections.values_list("source", flat=True))


def test_a_run_looks_at_what_the_submission_has(submission: Submission, people: People):
    run = start(submission, people.candidate)
    assert (run.state, sources(run)) == ("waiting", ["host", "document"])
    assert run.deadline_at > timezone.now()


def test_a_double_click_is_one_run(submission: Submission, people: People):
    assert start(submission, people.candidate) == start(submission, people.reviewer)
    assert Run.objects.count() == 1


def test_a_message_carries_a_row_id_and_nothing_else(
    submission: Submission, people: People, take_messages, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        run = start(submission, people.candidate)
    messages = take_messages()
    asked = {(queue, *message.payload[0]) for queue, message in messages}
    assert asked == {(row.source, row.pk) for row in run.collections.all()}
    assert all(message.payload[1] == {} for _queue, message in messages)
    assert "correct horse" not in json.dumps([[message.headers, message.payload] for _queue, message in messages])


@pytest.mark.django_db(transaction=True)
def test_two_who_start_at_once_get_one_run(submission: Submission, people: People):
    together, got = threading.Barrier(6), []

    def press() -> None:
        try:
            together.wait()
            got.append(start(submission, people.candidate).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert set(got) == set(Run.objects.values_list("pk", flat=True))
    assert len(set(got)) == 1


def test_the_database_itself_allows_one_open_run(submission: Submission, people: People):
    run = start(submission, people.candidate)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(submission=submission, version=run.version, deadline_at=timezone.now())


def test_a_run_for_one_step_asks_only_the_sources_that_can_tell(submission: Submission, people: People):
    run = start(submission, people.candidate, ["submit-answers-md"])
    assert (run.scope, sources(run)) == (["submit-answers-md"], ["document"])


def test_a_step_that_does_not_exist_is_not_looked_at(submission: Submission, people: People):
    with pytest.raises(CannotStart, match="no-such-step"):
        start(submission, people.candidate, ["no-such-step"])


def test_with_nothing_to_look_at_nothing_starts(other_submission: Submission, people: People):
    other_submission.document = ""
    other_submission.save()
    with pytest.raises(CannotStart, match="nothing to look at"):
        start(other_submission, people.other)
    assert not Run.objects.exists()


@pytest.mark.parametrize("who", ["other", "viewer", "stranger"])
def test_others_cannot_start_a_run(submission: Submission, people: People, who: str):
    with pytest.raises(PermissionDenied):
        start(submission, getattr(people, who))


def test_a_candidate_waits_until_it_has_cooled_down_and_a_reviewer_does_not(
    submission: Submission, people: People, cohort: Cohort
):
    Cohort.objects.filter(pk=cohort.pk).update(cool_down_seconds=60)
    submission.refresh_from_db()
    cancel(start(submission, people.candidate), people.candidate)
    with pytest.raises(CannotStart, match="seconds"):
        start(submission, people.candidate)
    assert cool_down_until(submission) is not None
    assert start(submission, people.reviewer).is_open


def test_a_cancelled_run_and_its_collections_are_over(submission: Submission, people: People):
    run = cancel(start(submission, people.candidate), people.candidate)
    assert (run.state, run.ended_at is not None) == ("cancelled", True)
    assert set(run.collections.values_list("state", flat=True)) == {"cancelled"}


def test_work_that_comes_after_the_cancel_is_thrown_away(submission: Submission, people: People):
    run = start(submission, people.candidate)
    lease = collecting.claim(run.collections.get(source="host").pk)
    assert lease is not None
    cancel(run, people.candidate)
    with pytest.raises(collecting.Lost):
        collecting.end(lease, UBUNTU)
    assert not run.judgments.exists()


def test_a_finished_run_cannot_be_cancelled(submission: Submission, people: People):
    run = ended(start(submission, people.candidate))
    assert cancel(run, people.candidate).state == "finished"


@pytest.mark.parametrize("who", ["other", "viewer", "stranger"])
def test_others_cannot_cancel_a_run(submission: Submission, people: People, who: str):
    run = start(submission, people.candidate)
    with pytest.raises(PermissionDenied):
        cancel(run, getattr(people, who))


def test_a_candidate_cannot_stop_a_reviewers_check(submission: Submission, people: People):
    run = start(submission, people.reviewer)
    with pytest.raises(PermissionDenied):
        cancel(run, people.candidate)


def test_judging_again_gives_the_same_and_says_so(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    before = list(run.judgments.order_by("step_id").values_list("step__key", "verdict", "points", "reason"))
    again = rejudge(run)
    after = list(run.judgments.order_by("step_id").values_list("step__key", "verdict", "points", "reason"))
    assert after == before
    assert again.rejudged_at is not None
    event = Event.objects.get(kind="run.rejudged")
    assert (event.data["gained"], event.data["lost"]) == ([], [])


def test_judging_again_says_whose_proof_went(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    run.collections.update(facts=None, state="failed", reason="The answer was a fake.")
    rejudge(run)
    event = Event.objects.get(kind="run.rejudged")
    assert event.data["lost"] == ["env-host"]
    assert event.effective_at == Event.objects.get(kind="run.finished").effective_at


def test_what_no_database_takes_can_be_judged_again(submission: Submission, people: People):
    """The kept raw answer is as the machine gave it, NUL included; what is made of it is not."""
    with running([seed(files={"/etc/os-release": OS_RELEASE.replace("LTS", "\x00LTS")})]) as hosts:
        reading = look(target(hosts["good"]))
    assert b"\x00" in reading.raw
    run = start(submission, people.candidate)
    give(run, "host", reading)
    give(run, "document", NO_ANSWER["document"])
    before = run.judgments.get(step__key="env-host")
    rejudge(run)
    again = run.judgments.get(step__key="env-host")
    assert (again.verdict, again.reason, again.findings) == (before.verdict, before.reason, before.findings)
    assert "\\u0000" not in json.dumps(again.findings)


def test_an_open_run_cannot_be_judged_again(submission: Submission, people: People):
    with pytest.raises(CannotStart):
        rejudge(start(submission, people.candidate))
