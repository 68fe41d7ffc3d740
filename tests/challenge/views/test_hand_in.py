from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Submission
from tests.plausible import Plausible


@pytest.fixture
def work(life: Plausible) -> Submission:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    return life.submissions["C1"]


def url(name: str, work: Submission) -> str:
    return reverse(name, args=[work.pk])


def page(client: Client, name: str, work: Submission) -> str:
    answer = client.get(url(name, work))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_what_will_happen_and_that_it_cannot_be_taken_back(work: Submission, knock: Callable):
    shown = page(knock("owner"), "hand_in", work)
    assert "vagrant@192.0.2.7:22" in shown
    assert "I cannot take this back" in shown
    assert "never lowers one" in shown


def test_without_the_tick_nothing_is_handed_in(work: Submission, knock: Callable):
    answer = knock("owner").post(url("hand_in", work), follow=True)
    work.refresh_from_db()
    assert work.hand_in_asked_at is None
    assert "Tick the box first" in answer.content.decode()


def test_the_button_hands_in_and_the_page_tells_how_far_it_is(work: Submission, knock: Callable):
    client = knock("owner")
    shown = client.post(url("hand_in", work), {"sure": "yes"}, follow=True).content.decode()
    work.refresh_from_db()
    assert work.hand_in_asked_at is not None
    assert "The hand-in is on" in shown
    assert "You may close this page" in shown
    assert "Stop this check" not in shown
    part = client.get(url("hand_in", work), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert 'hx-swap-oob="true"' in part


@pytest.mark.parametrize("role", ["other", "reviewer", "watcher"])
def test_nobody_else_hands_it_in(work: Submission, knock: Callable, role: str):
    assert knock(role).post(url("hand_in", work), {"sure": "yes"}).status_code == 404
    work.refresh_from_db()
    assert work.hand_in_asked_at is None


def test_who_is_late_is_told_before(work: Submission, knock: Callable):
    work.cohort.due_at = timezone.now() - timedelta(hours=1)
    work.cohort.save()
    assert "marked as late" in page(knock("owner"), "hand_in", work)


def test_the_receipt_is_for_the_candidate_and_the_reviewers(work: Submission, knock: Callable):
    work.hand_in_asked_at = work.handed_in_at = timezone.now()
    work.bundle_digest, work.bundle = "ab" * 32, f"bundles/week-49/C1-{'ab' * 32}"
    work.receipt = {
        "late": True,
        "commit": "3f2c1" * 8,
        "counts": {"pass": 24, "claimed": 4, "": 14},
        "points": 31.0,
        "max": 38.0,
        "looked_at": timezone.now().isoformat(),
        "not_looked": [{"source": "account", "reason": "The keys are refused <b>."}],
        "pictures_kept": 1,
        "pictures_left": [{"target": "<script>", "where": "answers.md:3", "why": "There is no such file."}],
        "pictures_left_count": 3,
    }
    work.save()
    for role in ("owner", "reviewer"):
        shown = page(knock(role), "receipt", work)
        for words in ("ab" * 32, "3f2c1" * 8, "after the due date", "24", "31 of 38", "&lt;script&gt;", "and 2 more"):
            assert words in shown
        assert "refused &lt;b&gt;" in shown
    for role in ("other", "watcher", "stranger"):
        assert knock(role).get(url("receipt", work)).status_code == 404


def test_a_receipt_of_a_hand_in_without_a_bundle_is_a_page_too(work: Submission, knock: Callable):
    work.hand_in_asked_at = work.handed_in_at = timezone.now()
    work.save()
    assert "no frozen copy could be written" in page(knock("owner"), "receipt", work)


def test_the_live_page_gets_the_links_to_receipt_and_feedback_with_the_end(work: Submission, knock: Callable):
    client = knock("owner")
    work.hand_in_asked_at = timezone.now()
    work.save()
    part = client.get(url("hand_in", work), headers={"HX-Request": "true"}).content.decode()
    assert 'id="after-links" hx-swap-oob="true"' in part and url("receipt", work) not in part
    work.handed_in_at = timezone.now()
    work.save()
    links = (
        client.get(url("hand_in", work), headers={"HX-Request": "true"}).content.decode().split('id="after-links"')[1]
    )
    assert url("receipt", work) in links and url("feedback", work) in links
    assert "hx-swap-oob" not in page(client, "hand_in", work)


def test_a_document_that_was_not_given_is_said_to_be_missed(work: Submission, knock: Callable):
    work.document = ""
    work.save()
    shown = page(knock("owner"), "hand_in", work)
    assert "rows that only a document can show stay “Nothing found”" in shown
    assert "never held against you" not in shown
