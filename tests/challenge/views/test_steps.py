from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from challenge.models import Judgment, Run
from tests.plausible import Plausible

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(life: Plausible, knock: Callable[[str], Client]) -> str:
    return knock("reviewer").get(f"/submissions/{life.submissions['C2'].pk}/").content.decode()


def test_every_row_stands_in_its_section(page: str, life: Plausible) -> None:
    keys = list(life.cohort.version.steps.order_by("position").values_list("key", flat=True))
    assert re.findall(r'data-row="([^"]+)"', page) == keys
    assert page.count('<details class="section"') == life.cohort.version.sections.count()


@pytest.mark.parametrize("words", ["proved", "claimed", "not as asked", "could not look", "wait", "nothing found"])
def test_what_rows_came_to_is_counted_apart(page: str, words: str) -> None:
    assert re.search(rf"<strong>\d+</strong> {words}", page)


def test_a_row_tells_expected_seen_where_source_and_hint(page: str) -> None:
    row = page[page.index('id="row-check-interval-45"') :]
    row = row[: row.index("</details>")]
    for told in ("45, under instances:", "15 (the default)", "my_metric.yaml:1", "Machine", "Asked"):
        assert told in row
    assert '<p class="hint"><strong>How to mend it:</strong>' in row


def test_a_hint_stands_only_where_something_is_left_to_do(page: str) -> None:
    for row in re.findall(r'<details class="row".*?</details>', page, re.S):
        proved = 'data-verdict="pass"' in row
        assert ('class="hint"' in row) is not proved
    assert "<strong>How:</strong>" in page


def test_what_is_still_open_is_counted_in_points(page: str) -> None:
    assert "1 point open" in page


def test_hostile_text_is_shown_as_text(page: str) -> None:
    assert "<b>env:test</b>" not in page
    assert "&lt;b&gt;env:test&lt;/b&gt; &amp; more" in page


def test_the_page_says_what_was_judged_and_how_long_it_took(page: str) -> None:
    assert "took 6.2 s" in page
    assert "My Metric Timeboard (abc-def-ghi) (not judged: 3 others)" in page


@pytest.mark.parametrize("word", ["witness", "weigh", "lease", "collection", "fence", "submission_id", "None"])
def test_nobody_reads_the_words_of_the_engine(page: str, word: str) -> None:
    text = re.sub(r"<[^>]+>", " ", page).replace("min_collection_interval", "")
    text = text.replace("collection interval", "")
    assert not re.search(rf"\b{word}\b", text)


def test_htmx_gets_the_rows_it_names_and_nothing_else(life: Plausible, knock: Callable[[str], Client]) -> None:
    url = f"/submissions/{life.submissions['C2'].pk}/?changed=metric-range,no-such-row"
    part = knock("reviewer").get(url, headers=HTMX).content.decode()
    assert re.findall(r'data-row="([^"]+)"', part) == ["metric-range"]
    assert 'id="band" hx-swap-oob="true"' in part
    assert "<html" not in part


def test_rows_can_be_shown_by_what_they_came_to(life: Plausible, knock: Callable[[str], Client]) -> None:
    page = knock("reviewer").get(f"/submissions/{life.submissions['C2'].pk}/?show=wait").content.decode()
    assert set(re.findall(r'data-verdict="([^"]*)"', page)) == {"wait"}


def test_an_unknown_word_in_the_address_shows_no_rows_and_no_error(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    assert knock("owner").get(f"/submissions/{life.submissions['C1'].pk}/?show=<x>").status_code == 200


def test_check_now_starts_one_run_and_comes_back_to_the_page(life: Plausible, knock: Callable[[str], Client]) -> None:
    url = f"/submissions/{life.submissions['C5'].pk}/"
    client = knock("reviewer")
    for _ in range(2):
        assert client.post(f"{url}check/")["Location"] == url
    assert Run.objects.filter(submission=life.submissions["C5"]).count() == 1
    page = client.get(url).content.decode()
    assert "Looking…" in page and "Stop this check" in page and '<noscript><meta http-equiv="refresh"' in page


def test_check_now_tells_htmx_to_fetch_what_changed(life: Plausible, knock: Callable[[str], Client]) -> None:
    answer = knock("reviewer").post(f"/submissions/{life.submissions['C5'].pk}/check/", headers=HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "changed")


def test_one_row_can_be_checked_alone(life: Plausible, knock: Callable[[str], Client]) -> None:
    knock("reviewer").post(f"/submissions/{life.submissions['C5'].pk}/check/", {"step": "metric-range"})
    assert Run.objects.get(submission=life.submissions["C5"]).scope == ["metric-range"]


def test_a_check_that_cannot_start_says_why(life: Plausible, knock: Callable[[str], Client]) -> None:
    life.submissions["C5"].targets.all().delete()
    life.submissions["C5"].account.delete()
    answer = knock("reviewer").post(f"/submissions/{life.submissions['C5'].pk}/check/", follow=True)
    assert "There is nothing to look at yet" in answer.content.decode()


def test_practice_says_that_only_the_candidate_sees_it(life: Plausible, knock: Callable[[str], Client]) -> None:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    page = knock("owner").get(f"/submissions/{life.submissions['C1'].pk}/").content.decode()
    assert "seen by only you" in page


def test_after_a_stop_what_is_spoken_and_what_is_shown_count_the_same(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    client, url = knock("owner"), f"/submissions/{life.submissions['C1'].pk}/"
    client.post(f"{url}check/")
    run = life.submissions["C1"].runs.latest("pk")
    Judgment.objects.create(run=run, step=run.version.steps.earliest("position"), verdict="fail", points=0, max=1)
    client.post(f"/runs/{run.pk}/cancel/")
    part = client.get(url, headers=HTMX).content.decode()
    spoken = re.search(r'id="announce"[^>]*>Stopped\. ([^<]+)<', part)
    assert spoken is not None
    told = re.findall(r"(\d+) ([a-z -]+?)[,.]", spoken[1])
    shown = re.findall(r"<strong>(\d+)</strong> ([a-z -]+)<", part)
    assert told == shown and len(told) >= 6
    assert "It was stopped" not in part and part.count("Stopped") == 2


def test_a_reviewer_comes_from_the_rows_to_the_grade_and_back(life: Plausible, knock: Callable[[str], Client]) -> None:
    work = life.submissions["C2"]
    grade = reverse("grade", args=[work.pk])
    for page, ways in (
        (reverse("steps", args=[work.pk]), (grade, reverse("report", args=[work.pk]))),
        (reverse("step", args=[work.pk, life.cohort.version.steps.first().key]), (grade,)),
        (grade, (reverse("steps", args=[work.pk]),)),
    ):
        seen = knock("reviewer").get(page).content.decode()
        assert [way for way in ways if f'href="{way}' not in seen] == []
