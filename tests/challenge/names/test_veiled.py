"""The veil over answers: what is read is hidden, and what makes a page work is left alone."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import unquote

import pytest

from challenge import sealed
from challenge.names import veiled
from challenge.names.veil import Person, Veil

ADA = Person("K7", "Candidate K7", names=(("Ada", "O'Tter"),), handles=("ada-o99",))
VEIL = Veil.of(ADA.known())


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<h1>Ada O&#x27;Tter</h1>", "<h1>Candidate K7</h1>"),
        ("<p>Tom &amp; Ada</p>", "<p>Tom &amp; K7</p>"),
        ("<p>&lt;b&gt;Ada</p>", "<p>&lt;b&gt;K7</p>"),
        ("<img alt='map of Ada' id='ada'>", "<img alt=\"map of K7\" id='ada'>"),
        ('<p id="ada" class="ada" data-key="3">x</p>', '<p id="ada" class="ada" data-key="3">x</p>'),
        ('<a href="https://github.com/ada-o99/x">x</a>', '<a data-withheld="">x</a>'),
        ('<a href="https://docs.datadoghq.com/">x</a>', '<a href="https://docs.datadoghq.com/">x</a>'),
        ("<!-- Ada -->x", "x"),
        ("<script>let ada = 1;</script>", "<script>let ada = 1;</script>"),
        (
            '<script type="application/json">{"by": "Ada"}</script>',
            '<script type="application/json">{"by": "K7"}</script>',
        ),
        ('<input name="ticket" value="Ada">', '<input name="ticket" value="K7">'),
        ('<p data-ticket="x-ada-y">x</p>', '<p data-ticket="x-ada-y">x</p>'),
        ('<p title="1 > 0, says Ada">x</p>', '<p title="1 &gt; 0, says K7">x</p>'),
    ],
)
def test_a_page(page: str, read: str) -> None:
    assert veiled.html(VEIL, page) == read


@pytest.mark.parametrize(
    "page",
    [
        '<img src="/submissions/1/pictures/shots/ada%20map.png?size=small">',
        '<input type="radio" name="host" value="ada-vm">',
        '<option value="ada-vm">1</option>',
        '<a href="/steps/?host=ada-vm&amp;page=2">x</a>',
    ],
)
def test_what_is_sent_back_is_sealed_and_opens_again(page: str) -> None:
    made = veiled.html(VEIL, page)
    assert "ada" not in made.replace(sealed.TOKEN.search(made)[0], "")
    assert unescape(sealed.open_all(made)) == unquote(unescape(page))


def test_json_is_veiled_in_words_and_keys_and_stays_json() -> None:
    made = veiled.data(VEIL, json.dumps({"Ada": ["by Ada", 3, None], "ticket": "x-ada-y"}))
    assert json.loads(made) == {"K7": ["by K7", 3, None], "ticket": "x-ada-y"}


def test_what_is_no_json_is_veiled_as_text() -> None:
    assert veiled.data(VEIL, "{Ada") == "{K7"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('attachment; filename="ada-o99.csv"', 'attachment; filename="K7.csv"'),
        ("attachment; filename*=UTF-8''Ada%20O%27Tter.csv", "attachment; filename*=UTF-8''Candidate%20K7.csv"),
    ],
)
def test_the_name_of_a_file(value: str, read: str) -> None:
    assert veiled.header(VEIL, value) == read


def test_an_address_outside_with_a_name_is_withheld() -> None:
    assert veiled.address(VEIL, "//github.com/ada-o99") is None
    assert veiled.address(VEIL, "mailto:ada@example.com") is None


@pytest.mark.parametrize("forged", ["sealed.", "sealed.AAAA", "sealed.!!!", "sealed." + "A" * 60])
def test_what_was_not_sealed_here_is_not_opened(forged: str) -> None:
    assert sealed.open_all(f"/x/{forged}") == f"/x/{forged}"
