from __future__ import annotations

from dataclasses import replace

import pytest

from challenge.models import Run, Submission
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, ended, give
from verifier.gather import Reading

pytestmark = pytest.mark.django_db

REFUSED = replace(NO_ANSWER["host"], host_key="SHA256:made-up")


@pytest.fixture
def rung(submission: Submission, people: People, take_messages, django_capture_on_commit_callbacks):
    """Start a check; gives the run, and the queues of its messages."""

    def ring() -> tuple[Run, list[str]]:
        with django_capture_on_commit_callbacks(execute=True):
            run = start(submission, people.candidate)
        return run, sorted(queue for queue, _message in take_messages())

    return ring


@pytest.mark.parametrize(
    ("last", "queue"),
    [(UBUNTU, "host"), (REFUSED, "host"), (NO_ANSWER["host"], "host-silent")],
    ids=["it was read", "it answered and refused", "it did not answer"],
)
def test_a_machine_that_did_not_answer_waits_in_a_queue_of_its_own(rung, last: Reading, queue: str):
    run, queues = rung()
    assert queues == ["document", "host"]
    give(run, "host", last)
    give(run, "document", NO_ANSWER["document"])
    run, queues = rung()
    assert queues == ["document", queue]


def test_a_machine_that_answers_again_is_back_at_once(rung):
    ended(rung()[0])
    run, queues = rung()
    assert "host-silent" in queues
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    assert "host" in rung()[1]
