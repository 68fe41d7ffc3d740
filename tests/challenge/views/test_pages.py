"""What holds for every page: it stands without script or style in it, and says where it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.fixtures import Settings

from tests.challenge.views.test_access import TABLE, address
from tests.plausible import Plausible

PAGES = [
    name
    for name, (method, _) in TABLE.items()
    if method == "get"
    and not name.startswith(("live", "home", "board_", "favicon", "own_look", "grade_text", "cohort_csv"))
]


@pytest.fixture
def html(request: pytest.FixtureRequest, life: Plausible, knock: Callable[[str], Client]) -> str:
    page: str = knock("reviewer").get(address(request.param, life)).content.decode()
    return page


@pytest.mark.parametrize("html", PAGES, indirect=True)
def test_a_page_has_no_script_or_style_of_its_own(html: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script>", html)
    assert not re.search(r'(src|href)="(https?:)?//', html)


@pytest.mark.parametrize("html", PAGES, indirect=True)
def test_a_page_can_be_walked_by_ear_and_keyboard(html: str) -> None:
    assert html.count("<h1") == 1
    assert '<a class="skip" href="#main">' in html and '<main id="main"' in html
    assert '<html lang="en">' in html and re.search(r"<title>[^<]+ · Proofboard</title>", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("html", PAGES, indirect=True)
def test_a_page_labels_every_field(html: str) -> None:
    for field in re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*id="([^"]+)"', html):
        assert f'for="{field}"' in html


@pytest.mark.parametrize("name", PAGES)
def test_the_demo_says_on_every_page_that_its_data_is_made_up(
    name: str, life: Plausible, knock: Callable[[str], Client], settings: Settings
) -> None:
    settings.PROOFBOARD_DEMO = True
    assert 'aria-label="Sandbox"' in knock("reviewer").get(address(name, life)).content.decode()


@pytest.mark.parametrize("name", ["cohort", "board", "steps", "step", "pictures", "run", "runs"])
@pytest.mark.parametrize("sandbox", [True, False])
def test_outside_the_demo_a_page_with_sandbox_data_says_so_too(
    name: str, sandbox: bool, life: Plausible, knock: Callable[[str], Client]
) -> None:
    life.submissions["C1"].account.api_url = "http://127.0.0.1:8126" if sandbox else ""
    life.submissions["C1"].account.save()
    assert ('aria-label="Sandbox"' in knock("reviewer").get(address(name, life)).content.decode()) is sandbox


def test_a_form_that_is_not_for_this_person_gets_a_page_of_its_own(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    reviewer, owner = knock("reviewer"), knock("owner")
    reviewer.post(address("check_now", life))
    run = life.submissions["C1"].runs.order_by("-pk").first()
    assert run is not None
    answer = owner.post(f"/runs/{run.pk}/cancel/")
    assert answer.status_code == 403
    assert "Not yours to see" in answer.content.decode()


def test_a_fault_of_ours_says_so_without_a_database() -> None:
    assert "Something broke on our side" in render_to_string("500.html")


def test_a_page_that_is_not_there_says_so(life: Plausible, knock: Callable[[str], Client]) -> None:
    answer = knock("owner").get("/submissions/999999/")
    assert answer.status_code == 404
    assert "Nothing at this address" in answer.content.decode()


@pytest.mark.parametrize("html", PAGES, indirect=True)
def test_the_policy_of_a_page_allows_nothing_inline(html: str, life: Plausible) -> None:
    policy = Client().get("/sign-in/")["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy


def test_a_check_of_one_row_is_told_by_the_title_of_the_row(life: Plausible, knock: Callable[[str], Client]) -> None:
    run = life.runs["C1"]
    run.scope = ["monitor-warn-500"]
    run.save()
    for url in (address("runs", life), address("run", life)):
        page = knock("owner").get(url).content.decode()
        assert "Warning at 500" in page
        assert ">monitor-warn-500<" not in page and "for monitor-warn-500" not in page


def test_a_house_rule_is_told_as_its_sentence(life: Plausible, knock: Callable[[str], Client]) -> None:
    row = life.runs["C1"].judgments.get(step__key="check-interval-45")
    row.findings[0]["rule"] = "container_env_is_config"
    row.save()
    page = knock("owner").get(address("step", life)).content.decode()
    assert "through DD_TAGS count as set in its configuration" in page
    assert "container_env_is_config" not in page


@pytest.mark.parametrize("name", ["steps", "step", "run", "runs"])
def test_the_way_back_leads_through_the_cohort(name: str, life: Plausible, knock: Callable[[str], Client]) -> None:
    for role in ("owner", "reviewer"):
        crumbs = re.search(r'<nav class="crumbs".*?</nav>', knock(role).get(address(name, life)).content.decode(), re.S)
        assert crumbs is not None
        assert life.cohort.name in crumbs[0]
        assert (f'href="/cohorts/{life.cohort.key}/"' in crumbs[0]) is (role == "reviewer")


def test_a_watcher_is_told_so(life: Plausible, knock: Callable[[str], Client]) -> None:
    assert "You are here as Watcher" in knock("watcher").get("/cohorts/").content.decode()


def test_the_mark_of_the_site_is_there_at_the_address_that_browsers_guess() -> None:
    assert Client().get("/favicon.ico")["Location"].endswith(".svg")
