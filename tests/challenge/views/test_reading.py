"""The pages that explain show what is really done."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from challenge import words
from verifier.probes import host
from verifier.script import compose


def test_the_shown_script_is_the_one_that_is_sent() -> None:
    page = html.unescape(Client().get("/what-we-read/").content.decode())
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert shown is not None
    assert shown.group(1).strip() == compose("0" * 32, host.PROBES).strip()


@pytest.mark.parametrize("word", words.VERDICTS.values(), ids=lambda word: word.key)
def test_each_word_is_explained_with_an_example(word: words.Word) -> None:
    page = html.unescape(Client().get("/words/").content.decode())
    assert str(word.label) in page and str(word.meaning) in page
    assert word.example and str(word.example) in page


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/sign-in/", "/try/"])
def test_what_we_read_is_a_step_away_for_who_has_no_account(page: str) -> None:
    assert 'href="/what-we-read/"' in Client().get(page).content.decode()
