"""`next` leads to a path of this site or nowhere."""

from __future__ import annotations

import pytest
from django.test import Client

from challenge.views.own_path import is_own_path
from tests.plausible import PASSWORD, Plausible

OWN = ["/", "/cohorts/", "/submissions/7/?show=fail", "/submissions/7/#row-metric-range"]

NOT_OWN = {
    "empty": "",
    "another site": "https://evil.example/",
    "no scheme": "//evil.example",
    "three slashes": "///evil.example",
    "scheme without slashes": "https:evil.example",
    "backslash": "/\\evil.example",
    "two backslashes": "\\\\evil.example",
    "tab": "/\t/evil.example",
    "line break": "/\n/evil.example",
    "carriage return": "/\r/evil.example",
    "null": "/\x00/evil.example",
    "leading space": " //evil.example",
    "space": "/ /evil.example",
    "coded tab": "/%09/evil.example",
    "coded slash": "/%2f/evil.example",
    "coded backslash": "/%5cevil.example",
    "full-width slash": "/／evil.example",
    "full-width backslash": "/＼evil.example",
    "zero-width space": "/\u200b/evil.example",
    "right to left": "/\u202e/evil.example",
    "script": "javascript:alert(1)",
    "relative": "evil.example",
}


@pytest.mark.parametrize("path", OWN)
def test_a_path_of_this_site_is_taken(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize("path", NOT_OWN.values(), ids=NOT_OWN)
def test_anything_else_is_not(path: str) -> None:
    assert not is_own_path(path)


@pytest.mark.parametrize("path", NOT_OWN.values(), ids=NOT_OWN)
def test_signing_in_never_leads_away(path: str, life: Plausible) -> None:
    form = {"username": life.candidate.username, "password": PASSWORD, "next": path}
    assert Client().post("/sign-in/", form)["Location"] == "/"


def test_signing_in_goes_on_to_the_page_that_was_asked_for(life: Plausible) -> None:
    form = {"username": life.candidate.username, "password": PASSWORD, "next": "/cohorts/"}
    assert Client().post("/sign-in/", form)["Location"] == "/cohorts/"
