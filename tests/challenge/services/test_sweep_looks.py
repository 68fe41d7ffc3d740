"""Looks at the machines of a contest's entries, as sweeps ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.contest.sweep_clock import MACHINES_EVERY, stamp_after, stamp_at
from challenge.models import Cohort, Collection, Contest, Entry, Event, Judgment, Run, Submission, Sweep
from challenge.selectors.access_log import access_log
from challenge.selectors.rows import open_runs
from challenge.services import collecting, contests, handing_in, runs, submissions, sweep_looks, sweeping, sweeps
from challenge.services.locking import Lost
from challenge.tasks import collect
from sandbox.hosts import running
from tests.challenge.services.looks import NO_ANSWER, SYSTEM, UBUNTU, claimed, facts, give
from tests.hosts import seed
from tests.shared_site import API_KEY, APP_KEY
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading

pytestmark = pytest.mark.django_db

SECONDS = 120
OLD = Reading(
    replace(facts(), values={OperatingSystem: replace(SYSTEM, version="12.04")}), b"", host_key="SHA256:made-up"
)
REFUSED = replace(NO_ANSWER["host"], host_key="SHA256:made-up")


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    made = []
    for number, name in enumerate(("ada", "bob", "cy", "di", "eve")):
        submission = submissions.join(contest.cohort, code=name, owner=User.objects.create_user(name))
        submissions.set_machine(submission, address=f"192.0.2.{number}", username="ada", password="correct horse")
        made.append(contests.enter(submission))
    return made


def turn_of(entry: Entry, *, after: int = 0) -> datetime:
    """A stamp at which its machine has its turn: the last one, or a later one."""
    last = stamp_at(timezone.now(), SECONDS)
    number = int(last.timestamp()) // SECONDS
    early = (number + entry.pk) % MACHINES_EVERY
    return last - timedelta(seconds=SECONDS * (early - MACHINES_EVERY * after))


def asked(contest: Contest, entry: Entry, *, after: int = 0) -> Run | None:
    """What the sweep of its turn asks for of its machine, with one at the stamp before."""
    before = turn_of(entry, after=after) - timedelta(seconds=SECONDS)
    Sweep.objects.create(contest=contest, asked_at=before, state="read")
    sweep = Sweep.objects.create(contest=contest, asked_at=turn_of(entry, after=after), state="read")
    found = [run for run in sweep_looks.ask(sweep) if run.submission_id == entry.submission_id]
    return found[0] if found else None


def sees(contest: Contest, entry: Entry, reading: Reading, *, after: int = 0) -> Run | None:
    """One such look; gives what is kept of it, if anything."""
    run = asked(contest, entry, after=after)
    assert run is not None
    collecting.end(claimed(run, "host"), reading)
    return Run.objects.filter(pk=run.pk).first()


def test_each_machine_is_looked_at_at_every_fifth_stamp_and_not_all_at_once(
    contest: Contest, entries: list[Entry]
) -> None:
    first, asked_of = stamp_at(timezone.now(), SECONDS), []
    for index in range(MACHINES_EVERY):
        stamp = first + timedelta(seconds=SECONDS * index)
        sweep = Sweep.objects.create(contest=contest, asked_at=stamp, state="read")
        found = sweep_looks.ask(sweep)
        assert [(run.created_at, run.purpose) for run in found] == [(stamp, "sweep")]
        asked_of += [run.submission_id for run in found]
    assert sorted(asked_of) == [entry.submission_id for entry in entries]
    assert set(Collection.objects.values_list("source", flat=True)) == {"host"}


def test_the_scheduler_asks_for_the_machines_with_the_sweep(contest: Contest, entries: list[Entry]) -> None:
    contest.sweep_seconds = 1  # whose stamp is always due
    contest.save()
    contests.set_account(contest, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)
    assert len(sweeps.ask()) == 1
    run = Run.objects.get()
    assert (run.purpose, run.state, run.created_at) == ("sweep", "waiting", Sweep.objects.get().asked_at)
    assert sweeps.ask() == []
    assert Run.objects.count() == 1


def test_a_look_that_finds_the_same_leaves_no_row_and_no_line(contest: Contest, entries: list[Entry]) -> None:
    entry = entries[0]
    assert sees(contest, entry, UBUNTU) is not None
    before = [table.objects.count() for table in (Event, Run, Collection, Judgment)]
    for after in (1, 2, 3):
        assert sees(contest, entry, UBUNTU, after=after) is None
    assert [table.objects.count() for table in (Event, Run, Collection, Judgment)] == before


def test_what_changed_is_written_whole_and_bears_the_stamp(contest: Contest, entries: list[Entry]) -> None:
    Cohort.objects.update(rules={"old_system": "refuse"})
    sees(contest, entries[0], OLD)
    run = asked(contest, entries[0], after=1)
    assert run is not None
    seen = run.created_at + timedelta(seconds=12)
    collecting.keep(claimed(run, "host"), UBUNTU)
    Collection.objects.filter(run=run).update(ended_at=seen)
    sweeping.settle(run.pk)
    told = Event.objects.filter(run_id=run.pk)
    assert list(told.order_by("id").values_list("kind", flat=True)) == ["steps.turned", "run.finished"]
    assert told.get(kind="run.finished").effective_at == run.created_at
    assert run.judgments.get(step__key="env-host").verdict == "pass"


def test_what_was_seen_late_counts_from_the_next_stamp_on(contest: Contest, entries: list[Entry]) -> None:
    run = asked(contest, entries[0])
    assert run is not None
    collecting.keep(claimed(run, "host"), UBUNTU)
    seen = run.created_at + timedelta(seconds=SECONDS + 10)
    Collection.objects.filter(run=run).update(ended_at=seen)
    sweeping.settle(run.pk)
    assert Event.objects.get(kind="run.finished").effective_at == stamp_after(seen, SECONDS)


def test_it_is_written_once_that_a_machine_does_not_answer_and_once_that_it_does_again(
    contest: Contest, entries: list[Entry]
) -> None:
    given = [UBUNTU, NO_ANSWER["host"], NO_ANSWER["host"], UBUNTU, UBUNTU]
    kept = [sees(contest, entries[0], reading, after=after) is not None for after, reading in enumerate(given)]
    assert kept == [True, True, False, True, False]


def test_a_dead_machine_waits_among_the_silent_ones_and_the_others_do_not(
    contest: Contest, entries: list[Entry], take_messages: Callable[[], Any], django_capture_on_commit_callbacks: Any
) -> None:
    for entry, reading in zip(entries[:3], (NO_ANSWER["host"], REFUSED, UBUNTU), strict=True):
        sees(contest, entry, reading)
    queues = {}
    for entry in entries[:3]:
        with django_capture_on_commit_callbacks(execute=True):
            asked(contest, entry, after=1)
        queues[entry.submission.code] = [queue for queue, _message in take_messages()]
    assert queues == {"ada": ["host-silent"], "bob": ["host"], "cy": ["host"]}


def test_who_presses_meanwhile_gets_a_check_of_their_own(contest: Contest, entries: list[Entry]) -> None:
    run = asked(contest, entries[0])
    assert run is not None
    lease = claimed(run, "host")
    owner = User.objects.get(username="ada")
    assert open_runs([run.submission_id]) == {}
    own = runs.start(entries[0].submission, owner)
    assert (own.purpose, own.started_by) == ("check", owner)
    with pytest.raises(Lost):
        collecting.end(lease, UBUNTU)
    assert list(Run.objects.values_list("pk", flat=True)) == [own.pk]
    assert asked(contest, entries[0], after=1) is None


def test_a_worker_that_dies_over_it_is_followed_by_another(contest: Contest, entries: list[Entry]) -> None:
    run = asked(contest, entries[0])
    assert run is not None
    first = claimed(run, "host")
    Collection.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweeping.sweep()
    give(run, "host", UBUNTU)
    assert (run.state, run.collections.get().tries) == ("finished", 2)
    with pytest.raises(Lost):
        collecting.end(first, UBUNTU)


def test_one_that_nobody_took_ends_at_its_deadline(contest: Contest, entries: list[Entry]) -> None:
    sees(contest, entries[0], NO_ANSWER["host"])
    run = asked(contest, entries[0], after=1)
    assert run is not None
    Run.objects.filter(pk=run.pk).update(deadline_at=timezone.now())
    lines = Event.objects.count()
    sweeping.sweep()
    assert not Run.objects.filter(pk=run.pk).exists()
    assert Event.objects.count() == lines


def hand_in_is_asked(submission: Submission) -> None:
    run = handing_in.ask(submission, submission.owner).hand_in_run
    assert run is not None and run.purpose == "hand-in"
    Run.objects.filter(pk=run.pk).update(state="finished")


def own_run(submission: Submission) -> None:
    submission.targets.update(kind="own-run")


def no_machine(submission: Submission) -> None:
    submission.targets.all().delete()


def over(submission: Submission) -> None:
    Cohort.objects.update(due_at=timezone.now() - timedelta(days=1))


@pytest.mark.parametrize("why", [own_run, no_machine, over, hand_in_is_asked])
def test_some_machines_are_not_asked_for(
    contest: Contest, entries: list[Entry], why: Callable[[Submission], None]
) -> None:
    why(entries[0].submission)
    assert asked(contest, entries[0]) is None


def test_a_hand_in_waits_for_no_look_of_a_sweep(contest: Contest, entries: list[Entry]) -> None:
    run = asked(contest, entries[0])
    assert run is not None
    row = handing_in.ask(entries[0].submission, entries[0].submission.owner)
    assert row.hand_in_run is not None
    assert not Run.objects.filter(pk=run.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_over_ssh_the_key_is_used_every_time_and_that_is_told_once_a_day(
    contest: Contest, entries: list[Entry], settings: Any
) -> None:
    entry, settings.ALLOWED_TARGETS = entries[0], [ip_network("127.0.0.1/32")]
    with running([seed()]) as hosts:
        host = hosts["good"]
        submissions.set_machine(
            entry.submission, address=host.address, port=host.port, username=host.user, password=host.password
        )
        kept = []
        for after in (0, 1):
            run = asked(contest, entry, after=after)
            assert run is not None
            collect(run.collections.get().pk)
            kept.append(Run.objects.filter(pk=run.pk).exists())
    assert kept == [True, False]
    assert Judgment.objects.filter(run__submission=entry.submission, verdict="pass").exists()
    told = Event.objects.filter(kind="secret.used")
    assert list(told.values_list("data", flat=True)) == [{"secret": "ssh_password", "by": "sweeps"}]
    lines = [line.text for line in access_log(entry.submission.owner, entry.submission).lines]
    assert "The contest's looks at the machine used the SSH password; this is told once a day." in lines


def test_a_turn_at_whose_stamp_there_was_no_sweep_is_made_up_for_at_the_next(
    contest: Contest, entries: list[Entry]
) -> None:
    """The sweep before was still on at two stamps, as it may be at every one."""
    turn = turn_of(entries[0])
    for at in (turn - timedelta(seconds=SECONDS), turn + timedelta(seconds=SECONDS)):
        found = sweep_looks.ask(Sweep.objects.create(contest=contest, asked_at=at, state="read"))
    assert entries[0].submission_id in {run.submission_id for run in found}
    assert len(found) == 2
