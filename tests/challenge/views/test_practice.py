"""Practice: the key comes after the decisions, and nothing of it is anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from challenge.grading.practice import load
from challenge.models import Decision, Event, PracticePass, PracticeWork, Review, Submission
from challenge.services import practising
from tests.plausible import Plausible

Knock = Callable[[str], Client]
PAGE = "/cohorts/week-49/practice/interval/"


@pytest.fixture
def work(life: Plausible) -> PracticeWork:
    practising.add(life.cohort)
    return PracticeWork.objects.get(key="interval")


def given(work: PracticeWork, **others: str) -> dict[str, str]:
    answers = {f"row-{row.step}": row.decision for row in load(work.content).rows}
    return answers | {"rubric-explains": "4", "outcome": "advance"} | others


def read(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_the_key_is_shown_when_every_row_is_decided(work: PracticeWork, knock: Knock) -> None:
    page, whys = knock("reviewer"), [row.why for row in load(work.content).rows]
    before = read(page, PAGE)
    assert not any(why in before for why in whys) and "as the key" not in before
    page.post(PAGE, given(work, **{"row-check-interval-45": "reject"}))
    after = read(page, PAGE)
    assert all(why in after for why in whys)
    assert "3 of 4 as the key" in after and after.count("The key, differs") == 1
    assert "3 of 4 as the key" in read(page, "/cohorts/week-49/practice/")


def test_without_a_decision_on_every_row_there_is_no_key(work: PracticeWork, knock: Knock) -> None:
    answers = given(work)
    del answers["row-check-interval-45"]
    answer = knock("reviewer").post(PAGE, answers)
    assert answer.status_code == 422 and "Decide on every row first" in answer.content.decode()
    assert 'value="4" checked' in answer.content.decode()
    assert not PracticePass.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"row-check-interval-45": "override"},
        {"row-check-interval-45": "<b>"},
        {"outcome": "adv\x00ance"},
        {"outcome": "a-word-of-nobody"},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, str], work: PracticeWork, knock: Knock) -> None:
    assert knock("reviewer").post(PAGE, given(work, **wrong)).status_code == 422


def test_it_can_be_tried_again(work: PracticeWork, knock: Knock) -> None:
    page = knock("reviewer")
    page.post(PAGE, given(work))
    page.post(PAGE, {"again": "1"})
    assert not PracticePass.objects.exists() and "Show me the key" in read(page, PAGE)


def test_it_is_in_no_list_counts_nowhere_and_tells_nobody(work: PracticeWork, knock: Knock) -> None:
    page = knock("reviewer")
    before = (Submission.objects.count(), Event.objects.count(), Review.objects.count(), Decision.objects.count())
    page.post(PAGE, given(work))
    assert (
        Submission.objects.count(),
        Event.objects.count(),
        Review.objects.count(),
        Decision.objects.count(),
    ) == before
    assert mail.outbox == []
    for address in ("/cohorts/week-49/", "/cohorts/", "/board/week-49/", "/cohorts/week-49/likeness/"):
        assert "A picture, a setting and a word" not in read(page, address)


def test_a_cohort_without_practice_has_no_such_page(life: Plausible, knock: Knock) -> None:
    assert knock("reviewer").get("/cohorts/week-49/practice/").status_code == 404
    assert "Practice</a>" not in read(knock("reviewer"), "/cohorts/week-49/")


def test_the_command_adds_each_piece_once(life: Plausible) -> None:
    for said in ("3 pieces", "0 pieces"):
        out = StringIO()
        call_command("add_practice", "week-49", stdout=out)
        assert said in out.getvalue()
    with pytest.raises(CommandError, match="no cohort"):
        call_command("add_practice", "nowhere")


def test_a_lead_adds_it_by_a_button(life: Plausible, knock: Knock) -> None:
    lead, address = knock("lead"), "/cohorts/week-49/practice/"
    assert "There is no practice in this cohort yet." in read(lead, address)
    assert ">Practice</a>" in read(lead, "/cohorts/week-49/")
    assert "3 pieces were added." in unescape(lead.post(f"{address}add/", follow=True).content.decode())
    assert "here already" in unescape(lead.post(f"{address}add/", follow=True).content.decode())
    assert PracticeWork.objects.count() == 3 and "Add the practice" not in read(knock("reviewer"), address)
    assert knock("reviewer").post(f"{address}add/").status_code == 404


def test_nothing_is_added_to_an_archive(life: Plausible, knock: Knock) -> None:
    life.cohort.archived_at = life.cohort.due_at
    life.cohort.save()
    lead = knock("lead")
    assert "Add the practice" not in read(lead, "/cohorts/week-49/practice/")
    lead.post("/cohorts/week-49/practice/add/")
    assert not PracticeWork.objects.exists()
