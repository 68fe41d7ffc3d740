"""The page of the work list, and what is taken, given back and passed on from it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Assignment, Membership, Submission, Summary
from challenge.services import reviewing
from tests.plausible import Plausible

Knock = Callable[[str], Client]
PAGE = "/cohorts/week-49/"


@pytest.fixture
def work(life: Plausible) -> Submission:
    """C1 is handed in, and waits."""
    Submission.objects.filter(code="C1").update(handed_in_at=timezone.now(), hand_in_asked_at=timezone.now())
    Summary.objects.filter(submission__code="C1").update(waiting_since=timezone.now())
    return Submission.objects.get(code="C1")


@pytest.fixture
def second(life: Plausible) -> User:
    user = User.objects.create_user("second", first_name="Sasha", last_name="Second")
    Membership.objects.create(cohort=life.cohort, user=user, role="reviewer")
    return user


def shown(client: Client, query: str = "") -> list[str]:
    page = client.get(PAGE + query).content.decode()
    return re.findall(r'<tr class="work-line"[^>]*>\s*<th scope="row">\s*<[^>]+>(\w+)<', page)


def test_a_line_leads_to_the_rows_and_after_the_hand_in_to_the_grade(work: Submission, knock: Knock) -> None:
    page = knock("reviewer").get(PAGE).content.decode()
    assert f'class="work-open" href="/submissions/{work.pk}/grade/">C1<' in page
    assert re.search(r'class="work-open" href="/submissions/\d+/">C2<', page)


def test_the_matrix_shows_a_strip_of_every_row_and_the_list_numbers(life: Plausible, knock: Knock) -> None:
    client = knock("reviewer")
    matrix, numbers = (client.get(PAGE + query).content.decode() for query in ("?density=matrix", ""))
    assert matrix.count('class="strip"') == 5
    assert numbers.count('class="strip"') == 0
    assert 'data-label="Sources differ"' in numbers
    assert 'data-label="Sources differ"' not in matrix


def test_the_list_of_cohorts_says_how_many_need_this_reviewer(work: Submission, knock: Knock) -> None:
    assert "show=me" not in knock("owner").get("/cohorts/").content.decode()
    assert shown(knock("reviewer"), "?show=me") == ["C1"]
    assert f'<a href="{PAGE}?show=me">1 needs you</a>' in knock("reviewer").get("/cohorts/").content.decode()


def test_links_keep_what_is_asked_for(work: Submission, knock: Knock) -> None:
    page = unescape(knock("reviewer").get(PAGE + "?q=C&density=matrix&sort=-needs").content.decode())
    assert 'href="?q=C&density=matrix&sort=-needs&show=me"' in page
    assert 'href="?q=C&density=matrix&sort=needs"' in page
    assert 'aria-sort="descending"' in page
    assert f'name="next" value="{PAGE}?q=C&density=matrix&sort=-needs"' in page


def test_it_is_filtered_searched_and_sorted_by_its_address(work: Submission, knock: Knock) -> None:
    client = knock("reviewer")
    assert shown(client)[0] == "C1"
    assert shown(client, "?show=me") == ["C1"]
    assert shown(client, "?q=heron") == ["C2"]
    assert shown(client, "?sort=-code")[0] == "C5"
    assert "Nothing here is like that" in client.get(PAGE + "?q=nobody").content.decode()


def test_to_a_script_it_gives_the_named_lines_and_the_counts(work: Submission, knock: Knock) -> None:
    answer = knock("reviewer").get(f"{PAGE}?changed={work.pk}&density=matrix", headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert f'<template>\n<tr class="work-line" id="submission-{work.pk}"' in part
    assert part.count("<tr") == part.count('class="strip"') == 1
    assert 'id="work-counts"' in part
    assert "changed=" not in part


def test_private_practice_is_a_line_without_results(life: Plausible, knock: Knock) -> None:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    for density in ("list", "matrix"):
        page = knock("reviewer").get(f"{PAGE}?density={density}").content.decode()
        lines = page.split("<tbody>")[1].split("</tbody>")[0]
        assert lines.count("Practising in private until the hand-in.") == 5
        assert "checked" not in lines
        assert 'class="strip"' not in lines
        assert "work-open" not in lines
        assert "shown=&" not in page and '?shown="' in page, "nothing to follow"


def test_it_is_taken_and_given_back_and_one_comes_back_to_the_same_list(work: Submission, knock: Knock) -> None:
    client = knock("reviewer")
    back = f"{PAGE}?show=me"
    assert client.post(reverse("take", args=[work.pk]), {"next": back})["Location"] == back
    page = client.get(PAGE).content.decode()
    assert "Rita Reviewer, until" in page
    assert "Give back" in page
    assert client.post(reverse("give_back", args=[work.pk]), {"next": "//elsewhere"})["Location"] == PAGE
    assert Assignment.objects.get().ended_at is not None


def test_what_somebody_else_has_is_said_and_cannot_be_taken(work: Submission, second: User, knock: Knock) -> None:
    reviewing.take(work, second)
    client = knock("reviewer")
    assert f"/submissions/{work.pk}/take/" not in client.get(PAGE).content.decode()
    answer = client.post(reverse("take", args=[work.pk]), follow=True)
    assert "Somebody else has taken it" in answer.content.decode()


def test_it_is_passed_on_to_another_reviewer(work: Submission, second: User, knock: Knock) -> None:
    client, address = knock("reviewer"), reverse("pass_on", args=[work.pk])
    assert "You have not taken it" in client.get(address).content.decode()
    client.post(reverse("take", args=[work.pk]))
    page = client.get(address).content.decode()
    assert f'<option value="{second.pk}">Sasha Second</option>' in page
    assert "Rita" not in page.split("<select")[1]
    assert client.post(address, {"to": second.pk})["Location"] == PAGE
    assert [one.reviewer for one in reviewing.holders(work)] == [second]


@pytest.mark.parametrize("to", ["", "x", "0", "99999999999999999999999"])
def test_passing_on_to_nobody_is_a_sentence(work: Submission, knock: Knock, to: str) -> None:
    client = knock("reviewer")
    client.post(reverse("take", args=[work.pk]))
    answer = client.post(reverse("pass_on", args=[work.pk]), {"to": to}, follow=True)
    assert "Choose another reviewer" in answer.content.decode()


def test_a_page_costs_as_many_questions_for_many_as_for_few(
    life: Plausible, knock: Knock, django_assert_max_num_queries
) -> None:
    client = knock("reviewer")
    for many in (0, 40):
        users = User.objects.bulk_create(User(username=f"more-{number}") for number in range(many))
        Submission.objects.bulk_create(Submission(cohort=life.cohort, code=f"M{one.pk}", owner=one) for one in users)
        with django_assert_max_num_queries(19):
            client.get(PAGE)


def test_what_is_live_follows_the_lines_of_the_page(work: Submission, life: Plausible, knock: Knock) -> None:
    client = knock("reviewer")
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    told = client.get(
        f"/live/cohort/week-49/?shown={','.join(str(one.pk) for one in life.submissions.values())}&after=0"
    )
    assert {news["submission"] for news in told.json()["news"]} == {work.pk}


def test_what_is_kept_for_the_list_is_not_in_the_export_of_the_candidate(work: Submission, knock: Knock) -> None:
    answer = knock("owner").get(reverse("export", args=[work.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        told = "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("work/"))
    assert "waiting_since" not in told
