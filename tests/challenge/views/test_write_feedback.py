"""The page on which feedback is written, and the one on which it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from challenge.models import Submission
from challenge.services import deciding, reviewing
from tests.plausible import Plausible

ROW = "check-interval-45"


@pytest.fixture
def work(life: Plausible) -> Submission:
    made = life.submissions["C1"]
    made.handed_in_at = made.hand_in_asked_at = timezone.now()
    made.save()
    return made


def url(work: Submission) -> str:
    return reverse("write_feedback", args=[work.pk])


def test_it_opens_with_a_draft_that_is_not_saved_yet(work: Submission, knock: Callable):
    page = knock("reviewer").get(url(work)).content.decode()
    assert "Drafted from the rows" in page
    assert "What you showed" in page
    work.refresh_from_db()
    assert (work.feedback_draft, work.feedback_edition) == ("", 0)


def test_preview_and_signing_save_nothing(work: Submission, knock: Callable):
    browser = knock("reviewer")
    page = browser.post(url(work), {"do": "preview", "text": "**Well** <b>made</b>", "edition": "0"}).content.decode()
    assert "<strong>Well</strong> &lt;b&gt;made" in page
    part = browser.post(url(work), {"do": "preview", "text": "**Well**"}, headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div id="feedback-preview">')
    signed = browser.post(url(work), {"do": "sign", "text": "Well made.", "edition": "0"}).content.decode()
    assert "Well made.\n\nRita Reviewer" in signed
    work.refresh_from_db()
    assert work.feedback_edition == 0


def test_two_windows_see_both_texts(work: Submission, knock: Callable):
    browser = knock("reviewer")
    browser.post(url(work), {"do": "save", "text": "Theirs.", "edition": "0"})
    answer = browser.post(url(work), {"do": "now", "text": "Mine.", "edition": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page and "Mine." in page
    assert 'name="edition" value="1"' in page
    assert browser.post(url(work), {"do": "save", "text": "Both.", "edition": "1"}).status_code == 302
    work.refresh_from_db()
    assert (work.feedback_draft, work.feedback_released_at) == ("Both.", None)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"do": "now", "text": " "}, "no feedback to give"),
        ({"do": "day", "text": "x"}, "Choose the day"),
        ({"do": "day", "text": "x", "on": "2031-02-31"}, "Choose the day"),
        ({"do": "day", "text": "x", "on": "2001-01-01"}, "still to come"),
        ({"do": "save", "text": "x" * 40_001}, "longer than"),
    ],
)
def test_what_cannot_be_is_said_and_the_text_stays(work: Submission, knock: Callable, given: dict, told: str):
    answer = knock("reviewer").post(url(work), {"edition": "0", **given})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert given["text"] in answer.content.decode()


def test_an_edition_that_is_no_number_is_another_one(work: Submission, knock: Callable):
    assert knock("reviewer").post(url(work), {"do": "save", "text": "x", "edition": "²"}).status_code == 409


def test_the_candidate_reads_it_with_what_was_decided(work: Submission, life: Plausible, knock: Callable):
    deciding.decide(work, life.reviewer, ROW, "excuse", reason="Your text did not ask for it.")
    deciding.decide(work, life.reviewer, "metric-range", "reject", reason="between colleagues")
    browser = knock("reviewer")
    browser.post(url(work), {"do": "now", "text": "# Well made\n\n- <script>x</script>", "edition": "0"})
    deciding.decide(work, life.reviewer, "final-creative", "override", verdict="pass", reason="Decided afterwards.")
    page = knock("owner").get(reverse("feedback", args=[work.pk])).content.decode()
    assert "<h3>Well made</h3>" in page and "&lt;script&gt;x" in page
    assert "Excused" in page and "Your text did not ask for it." in page
    assert "Not shown" in page and "between colleagues" not in page
    assert "Decided afterwards." not in page
    assert reverse("ask", args=[work.pk, ROW]) in page
    assert "Rita" not in page


@pytest.mark.parametrize(
    ("shows", "finished", "seen"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_outcome_is_read_where_the_cohort_shows_it(
    work: Submission, life: Plausible, knock: Callable, shows: bool, finished: bool, seen: bool
):
    life.cohort.shows_outcome = shows
    life.cohort.save()
    reviewing.save(work, life.reviewer, edition=0, rubric={}, outcome="advance", summary="a private summary")
    if finished:
        reviewing.finish(work, life.reviewer)
    knock("reviewer").post(url(work), {"do": "now", "text": "Well made.", "edition": "0"})
    page = knock("owner").get(reverse("feedback", args=[work.pk])).content.decode()
    assert ("Advance" in page) is seen
    assert "a private summary" not in page


def test_nothing_is_read_before_it_is_released(work: Submission, life: Plausible, knock: Callable):
    life.cohort.shows_outcome = True
    life.cohort.save()
    deciding.decide(work, life.reviewer, ROW, "excuse", reason="Your text did not ask for it.")
    reviewing.save(work, life.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(work, life.reviewer)
    knock("reviewer").post(url(work), {"do": "day", "text": "Well made.", "edition": "0", "on": "2031-05-04"})
    page = knock("owner").get(reverse("feedback", args=[work.pk])).content.decode()
    for told in ("Well made.", "Excused", "Advance", "4 May 2031"):
        assert told not in page
    assert "4 May 2031" in knock("reviewer").get(url(work)).content.decode()


def test_of_two_reviewers_the_draft_opens_after_the_own_pass(work: Submission, life: Plausible, knock: Callable):
    Submission.objects.filter(pk=work.pk).update(feedback_draft="What the other one thinks.")
    life.cohort.first_passes = 2
    life.cohort.save()
    page = knock("reviewer").get(url(work)).content.decode()
    assert "What the other one thinks." not in page
    assert "finished your own pass" in page
