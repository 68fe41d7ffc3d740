"""Every text of every template is marked for translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, Doctype

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = re.compile(r"Proofboard|Datadog|GitHub|GitLab|Bitbucket|Markdown|JSON|CSV|SSH|Docker|Agent|sha256|https://\S+")
SAID = ("aria-label", "alt", "title", "placeholder", "data-label")  # attributes that people hear or read

# What carries no text of its own, or text that is marked already.
MARKED = re.compile(
    r"{% comment %}.*?{% endcomment %}|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}", re.DOTALL
)


def bare_words(source: str) -> list[str]:
    """The texts of a template that no translator would ever see."""
    page = BeautifulSoup(MARKED.sub("", source), "html.parser")
    for part in page.select("code, pre, script, style, textarea, .value"):
        part.decompose()
    texts = [str(text) for text in page.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    texts += [str(tag[name]) for tag in page.find_all(True) for name in SAID if tag.has_attr(name)]
    return [text.strip() for text in texts if re.search(r"[^\W\d_]{2}", NAMES.sub("", text))]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_text_is_left_out_of_translation(path: Path) -> None:
    assert bare_words(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>Proved</p>", ["Proved"]),
        ("<p>{% translate 'Proved' %} {{ number }} of</p>", ["of"]),
        ('<nav aria-label="Main">{% translate "Proved" %}</nav>', ["Main"]),
        ("{% blocktranslate trimmed %}{{ a }} of {{ b }}{% endblocktranslate %} <code>sh -s</code> · 3", []),
        ("{# a note #}<p>Datadog</p>", []),
    ],
)
def test_it_sees_what_is_bare(source: str, bare: list[str]) -> None:
    assert bare_words(source) == bare
