"""Judging holds nobody up; whatever happens between what is known and what came of it, the run ends once and right."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from challenge.models import DefinitionVersion, Event, Run, Submission
from challenge.services import collecting, machines
from challenge.services.events import broken_links
from challenge.services.judging import known
from challenge.services.locking import lock
from challenge.services.runs import cancel, judge_kept, rejudge, start
from challenge.services.settling import TRIES, settle
from challenge.services.sweeping import LEFT_SECONDS, sweep
from tests.challenge.conftest import People
from tests.challenge.services import slow
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, claimed, facts, give
from verifier.facts import SourceState
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(db: None, gate: slow.Gate) -> DefinitionVersion:
    return slow.definition()


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    return start(submission, people.candidate)


def verdict(run: Run, step: str = "env-host") -> str:
    return run.judgments.get(step__key=step).verdict


def kinds(run: Run) -> list[str]:
    return list(Event.objects.filter(run_id=run.pk).order_by("pk").values_list("kind", flat=True))


def whole(run: Run) -> bool:
    """Finished once, nothing provisional, judged by what is known, and an unbroken record."""
    run.refresh_from_db()
    return (
        run.state == "finished"
        and kinds(run).count("run.finished") == 1
        and not run.judgments.filter(provisional=True).exists()
        and run.judgments.count() == run.version.steps.count()
        and run.judged_version == run.facts_version
        and not list(broken_links(Event.objects.order_by("pk")))
    )


def long_ago(run: Run) -> None:
    """Who ended the last look has had the time to judge it."""
    run.collections.update(ended_at=timezone.now() - timedelta(seconds=LEFT_SECONDS))


def test_others_write_while_a_report_is_judged(run: Run, gate: slow.Gate):
    host, document = claimed(run, "host"), claimed(run, "document")
    with slow.held_up(gate, lambda: collecting.report(host, facts(SourceState.READING))):
        assert run.collections.get(source="host").facts is not None
        with transaction.atomic():
            lock(run.pk)
        assert collecting.renew(host)
        collecting.keep(document, NO_ANSWER["document"])
        assert not run.judgments.exists()
    assert verdict(run) == "pass"
    assert verdict(run, "submit-answers-md") == "unknown"  # which was not known when the judging began


def test_others_write_while_the_end_of_a_run_is_judged(run: Run, people: People, gate: slow.Gate):
    give(run, "document", NO_ANSWER["document"])
    host = claimed(run, "host")
    with slow.held_up(gate, lambda: collecting.end(host, UBUNTU)):
        assert run.collections.get(source="host").state == "read"
        with transaction.atomic():
            assert lock(run.pk).is_open
        assert start(run.submission, people.candidate) == run  # which is still on
    assert whole(run) and verdict(run) == "pass"
    assert kinds(run)[-3:] == ["source.read", "steps.turned", "run.finished"]


def test_others_write_while_the_sweep_judges(run: Run, gate: slow.Gate):
    collecting.report(claimed(run, "host"), facts(SourceState.READING))
    Run.objects.update(deadline_at=timezone.now())
    with slow.held_up(gate, sweep), transaction.atomic():
        assert lock(run.pk).is_open
    assert whole(run)


def test_others_write_while_a_finished_run_is_judged_again(run: Run, gate: slow.Gate):
    give(run, "document", NO_ANSWER["document"])
    give(run, "host", UBUNTU)
    with slow.held_up(gate, lambda: rejudge(run)):
        with transaction.atomic():
            lock(run.pk)
        assert "run.rejudged" not in kinds(run)
    assert kinds(run)[-1] == "run.rejudged"


def test_what_was_judged_before_something_changed_is_not_written(run: Run, gate: slow.Gate):
    """The sweep takes away what was seen while it is judged: then it counts for nothing."""
    lease = claimed(run, "host")
    with slow.held_up(gate, lambda: collecting.report(lease, facts(SourceState.READING))):
        run.collections.filter(source="host").update(lease_until=timezone.now(), tries=3)
        sweep()
        with pytest.raises(collecting.Lost):
            collecting.end(lease, UBUNTU)
    assert verdict(run) == "unknown"
    give(run, "document", NO_ANSWER["document"])
    assert whole(run) and verdict(run) == "unknown"


def test_who_is_overtaken_again_and_again_leaves_it_to_the_others(run: Run, gate: slow.Gate):
    overtaken = []

    def overtake() -> None:
        overtaken.append(Run.objects.update(facts_version=F("facts_version") + 1))

    gate.each = overtake
    give(run, "document", NO_ANSWER["document"])
    give(run, "host", UBUNTU)
    assert (len(overtaken), run.state) == (TRIES, "running")
    gate.each = lambda: None
    settle(run.pk)
    assert whole(run)


def test_a_lease_is_renewed_while_a_report_is_judged(run: Run, gate: slow.Gate, settings):
    settings.LEASE_RENEW_SECONDS = 0.01
    lease = claimed(run, "host")
    row = run.collections.filter(source="host")

    def look() -> None:
        with collecting.held(lease) as report:
            report(facts(SourceState.READING))

    with slow.held_up(gate, look):
        for _ in range(2):
            row.update(lease_until=timezone.now())
            slow.until(lambda: row.get().lease_until > timezone.now())
    assert verdict(run) == "pass"


def test_a_machine_that_is_the_wrong_one_counts_for_nothing_though_it_is_judged(
    run: Run, people: People, gate: slow.Gate
):
    give(run, "document", NO_ANSWER["document"])
    host = claimed(run, "host")
    target = run.submission.targets.get()
    run.collections.filter(source="host").update(target=target)
    with slow.held_up(gate, lambda: collecting.end(host, UBUNTU)):
        machines.wrong(run.submission, target, people.candidate)
    assert whole(run) and verdict(run) == "unknown"


def test_a_run_that_is_cancelled_while_it_is_judged_stays_cancelled(run: Run, people: People, gate: slow.Gate):
    give(run, "document", NO_ANSWER["document"])
    before = list(run.judgments.values_list("pk", "at"))
    host = claimed(run, "host")
    with slow.held_up(gate, lambda: collecting.end(host, UBUNTU)):
        cancel(run, people.candidate)
    run.refresh_from_db()
    assert (run.state, kinds(run)[-1]) == ("cancelled", "run.cancelled")
    assert list(run.judgments.values_list("pk", "at")) == before
    sweep()
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_run_that_is_deleted_while_it_is_judged_is_nothing_any_more(run: Run, gate: slow.Gate):
    host = claimed(run, "host")
    with slow.held_up(gate, lambda: collecting.end(host, UBUNTU)):
        run.submission.delete()
    assert not Run.objects.exists()


def test_the_last_look_to_end_finishes_a_run_whose_other_look_is_still_judged(run: Run, gate: slow.Gate):
    host, document = claimed(run, "host"), claimed(run, "document")
    with slow.held_up(gate, lambda: collecting.end(host, UBUNTU)):
        collecting.end(document, NO_ANSWER["document"])
        assert whole(run)
    assert whole(run) and verdict(run) == "pass"


def test_looks_that_end_at_once_finish_the_run_once(run: Run):
    together = threading.Barrier(2)
    leases = {source: claimed(run, source) for source in ("host", "document")}

    def bring(source: str) -> None:
        try:
            together.wait()
            collecting.end(leases[source], UBUNTU if source == "host" else NO_ANSWER[source])
        finally:
            connection.close()

    threads = [threading.Thread(target=bring, args=[source]) for source in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert whole(run) and verdict(run) == "pass"


def test_a_run_that_many_finish_at_once_is_finished_once(run: Run):
    for source, reading in (("host", UBUNTU), ("document", NO_ANSWER["document"])):
        collecting.keep(claimed(run, source), reading)
    together = threading.Barrier(4)

    def finish() -> None:
        try:
            together.wait()
            settle(run.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert whole(run)


@pytest.mark.parametrize("late", [False, True])
def test_what_a_killed_worker_wrote_and_did_not_judge_the_sweep_judges(run: Run, late: bool):
    give(run, "document", NO_ANSWER["document"])
    collecting.keep(claimed(run, "host"), UBUNTU)
    sweep()
    run.refresh_from_db()
    assert run.state == "running"  # whoever ended the look may be at it
    if late:
        Run.objects.update(deadline_at=timezone.now())
    else:
        long_ago(run)
    sweep()
    assert whole(run) and verdict(run) == "pass"
    assert run.ended_because == ""  # everything was looked at to the end
    events = Event.objects.count()
    sweep()
    assert Event.objects.count() == events


def test_a_report_that_a_killed_worker_did_not_judge_comes_with_the_next(run: Run):
    lease = claimed(run, "host")
    collecting.keep(claimed(run, "document"), NO_ANSWER["document"])
    assert not run.judgments.exists()
    collecting.report(lease, facts(SourceState.READING))
    assert verdict(run, "submit-answers-md") == "unknown" and verdict(run) == "pass"


def test_a_finished_run_that_is_not_judged_by_what_is_known_the_sweep_judges_again(run: Run, people: People):
    """As "wrong machine" and "judge this monitor" leave it when they are killed between writing and judging."""
    give(run, "document", NO_ANSWER["document"])
    give(run, "host", UBUNTU)
    run.collections.filter(source="host").update(facts=None, state="failed", reason="It was another machine.")
    Run.objects.update(facts_version=F("facts_version") + 1)
    sweep()
    assert whole(run) and verdict(run) == "unknown"
    assert Event.objects.get(kind="run.rejudged").data["lost"] == ["env-host"]
    sweep()
    assert Event.objects.filter(kind="run.rejudged").count() == 1


def test_the_choice_of_what_is_judged_is_not_written_over_by_an_older_judgement(run: Run, gate: slow.Gate):
    give(run, "document", NO_ANSWER["document"])
    give(run, "host", UBUNTU)
    with slow.held_up(gate, lambda: rejudge(run)):
        judge_kept(run, None, choices={"metric": "another.metric"})
    run.refresh_from_db()
    assert run.choices == {"metric": "another.metric"} and run.judged["metric"]["name"] == "another.metric"
    assert whole(run)


def test_a_check_that_goes_by_what_a_wrong_machine_showed_is_judged_without_it(run: Run, people: People):
    """Also one that is still on: it is counted as changed, so whatever was judged before is thrown away."""
    run.collections.filter(source="host").update(target=run.submission.targets.get())
    give(run, "document", NO_ANSWER["document"])
    give(run, "host", UBUNTU)
    beside = start(run.submission, people.candidate, sources=[Source.DOCUMENT])
    before = known(beside.pk)
    assert before is not None and Source.HOST in before.beside
    machines.wrong(run.submission, run.submission.targets.get(), people.candidate)
    after = known(beside.pk)
    assert after is not None and Source.HOST not in after.beside
    assert after.version > before.version == 0
    give(beside, "document", replace(NO_ANSWER["document"], raw=b""))
    assert whole(run)
