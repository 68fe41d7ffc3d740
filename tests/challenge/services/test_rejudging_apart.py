"""Judging a cohort again holds nobody up, and of two who write at once each row is written once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from challenge import left_out
from challenge.models import Cohort, Decision, DefinitionVersion, Event, Rejudging, Run, Submission
from challenge.services import deciding, rejudging
from challenge.services.events import broken_links
from challenge.services.locking import lock
from challenge.services.rejudging_rounds import go_on
from challenge.services.runs import rejudge, start
from tests.challenge.conftest import People
from tests.challenge.services import slow
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, give

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(db: None, gate: slow.Gate) -> DefinitionVersion:
    return slow.definition()


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    """Finished, and as if an older judge had said that it is not as asked."""
    made = start(submission, people.candidate)
    give(made, "host", UBUNTU)
    give(made, "document", NO_ANSWER["document"])
    made.judgments.filter(step__key="env-host").update(verdict="fail", points=0, seen={"env-host/host": "fail"})
    return made


@pytest.mark.usefixtures("handed_in")
def test_others_write_while_it_is_looked_at_and_it_is_looked_at_anew(
    run: Run, submission: Submission, cohort: Cohort, people: People, gate: slow.Gate
):
    made = rejudging.ask(cohort, people.reviewer)
    with slow.held_up(gate, lambda: go_on(made.pk)):
        with transaction.atomic():
            lock(run.pk)
        deciding.decide(submission, people.reviewer, "env-host", "confirm")
    made.refresh_from_db()
    (row,) = made.lines.get().rows
    assert (made.state, row["decided"]) == ("ready", True), "it knows of the decision that came between"


def test_dropped_while_it_is_looked_at_nothing_is_kept(run: Run, cohort: Cohort, people: People, gate: slow.Gate):
    made = rejudging.ask(cohort, people.reviewer)
    with slow.held_up(gate, lambda: go_on(made.pk)):
        rejudging.drop(made, people.reviewer)
    made.refresh_from_db()
    assert (made.state, made.lines.count()) == ("dropped", 0)


def test_of_two_workers_each_line_is_written_by_one(run: Run, cohort: Cohort, people: People):
    made = rejudging.ask(cohort, people.reviewer)
    go_on(made.pk)
    rejudging.apply(made, people.reviewer, reason="Mended.")
    together(*[lambda: go_on(made.pk)] * 4)
    Rejudging.objects.update(lease_until=None)
    go_on(made.pk)
    assert Event.objects.filter(kind="run.rejudged").count() == 1
    assert Event.objects.filter(kind="rejudging.applied").count() == 1
    assert not list(broken_links(Event.objects.order_by("pk")))


@pytest.mark.usefixtures("handed_in")
def test_a_decision_and_the_writing_at_once_are_one_after_the_other(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    made = rejudging.ask(cohort, people.reviewer)
    go_on(made.pk)
    rejudging.apply(made, people.reviewer, reason="Mended.")
    together(
        lambda: go_on(made.pk),
        lambda: deciding.decide(submission, people.reviewer, "env-host", "confirm"),
        lambda: rejudge(run),
    )
    line, decision = made.lines.get(), Decision.objects.get()
    assert decision.upon in ("fail", "pass")
    assert line.state == "applied" or line.why == left_out.CHANGED
    assert not list(broken_links(Event.objects.order_by("pk")))


def together(*works: object) -> None:
    """Each in a thread of its own; none may break."""
    broken: list[BaseException] = []
    begin = threading.Barrier(len(works))

    def do(work: object) -> None:
        try:
            begin.wait(60)
            work()
        except BaseException as fault:
            broken.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert broken == []
