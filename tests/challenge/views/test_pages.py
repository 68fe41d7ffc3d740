"""What holds for every page: it stands without script or style in it, and says where it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.challenge.views.test_access import TABLE, address
from tests.plausible import Plausible

PAGES = [
    name for name, (method, _) in TABLE.items() if method == "get" and not name.startswith(("live", "home", "board_"))
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


def test_a_page_that_is_not_there_says_so(life: Plausible, knock: Callable[[str], Client]) -> None:
    answer = knock("owner").get("/submissions/999999/")
    assert answer.status_code == 404
    assert "Nothing at this address" in answer.content.decode()


@pytest.mark.parametrize("html", PAGES, indirect=True)
def test_the_policy_of_a_page_allows_nothing_inline(html: str, life: Plausible) -> None:
    policy = Client().get("/sign-in/")["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy
