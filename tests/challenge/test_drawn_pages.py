"""Every page of an entry tells what was drawn for it, and never what is usually asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from challenge.models import Contest, DefinitionVersion, Entry, Submission
from challenge.services import contests, documents, runs, submissions
from challenge.services.definitions import publish
from sandbox.demo.parts import CANDIDATES
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import handed_in, looked
from verifier.definition.load import DEFINITIONS

pytestmark = pytest.mark.django_db

DRAWN = {"metric": "my_signal", "interval": 56, "alert": 790, "warning": 430}
USUAL = ("Alert at 800", "Warning at 500", "every 45 seconds", "that submits my_metric", "metric named my_metric")


@pytest.fixture
def version(db: None) -> DefinitionVersion:
    return publish((DEFINITIONS / "solutions-engineer-drawn.yaml").read_text("utf-8"))[0]


@pytest.fixture
def work(contest: Contest, people: People) -> Submission:
    """The sandbox's document, checked once, of an entry with these parameters."""
    made = submissions.join(contest.cohort, code="K7", owner=people.candidate)
    documents.take(made, CANDIDATES / "S0" / "submission")
    contests.enter(made)
    Entry.objects.update(drawn=DRAWN, draw_number=0)
    run = runs.start(made, people.candidate)
    looked(run)
    return Submission.objects.select_related("cohort__version").get(pk=made.pk)


def page(user: User, name: str, *words: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name, args=words))
    assert answer.status_code == 200, name
    return b"".join(answer).decode()


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("steps", "", ["Alert at 790", "every 56 seconds", "Warning at 430", "submits my_signal", "thresholds.warning: 430"]),
        ("step", "check-interval-45", ["once every 56 seconds", "min_collection_interval: 56"]),
        ("step", "monitor-alert-800", ["The monitor alerts above 790."]),
        ("write_answer", "monitor-alert-800", ["Alert at 790", "The monitor alerts above 790."]),
        ("write_answer", "custom-check-my-metric", ["a metric named my_signal"]),
        ("before_hand_in", "", ["56 seconds"]),
        ("ask", "monitor-alert-800", ["Alert at 790"]),
        ("runs", "", []),
        ("pictures", "", []),
    ],
)  # fmt: skip
def test_a_page_of_the_candidate_tells_what_was_drawn(
    work: Submission, people: People, name: str, row: str, says: list[str]
) -> None:
    html = page(people.candidate, name, work.pk, *([row] if row else []))
    assert [told for told in says if told not in html] == []
    assert [usual for usual in (*USUAL, "$draw") if usual in html] == []


def test_the_page_of_a_check_tells_what_was_drawn(work: Submission, people: People) -> None:
    run = runs.start(work, None, scope=["check-interval-45"])
    html = page(people.candidate, "run", run.pk)
    assert "Submitted once every 56 seconds" in html
    assert [usual for usual in USUAL if usual in html] == []


def test_what_somebody_else_is_asked_stays_as_it_was(work: Submission, people: People) -> None:
    other = submissions.join(work.cohort, code="K8", owner=people.other)
    contests.enter(other)
    html = page(people.other, "steps", other.pk)
    assert "Alert at 800" in html and "once every 45 seconds" in html
    assert (
        "Alert at 790" not in html and "above 790" not in html and "56 seconds" not in html and "my_signal" not in html
    )


@pytest.mark.parametrize("name", ["steps", "grade", "report", "write_feedback"])
def test_a_page_of_the_reviewer_tells_what_was_drawn(work: Submission, people: People, name: str) -> None:
    handed_in(work, people)
    html = page(people.reviewer, name, work.pk)
    assert "Alert at 790" in html
    assert [usual for usual in (*USUAL, "$draw") if usual in html] == []
