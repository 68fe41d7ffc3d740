"""What a candidate writes is shown as they meant it, and does nothing else."""

from __future__ import annotations

import pytest

from challenge.works.markdown import rendered

OWN = {"picture-1.png": "/submissions/1/pictures/answers-on-proofboard/picture-1.png"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Hello", "<h3>Hello</h3>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("`a` **b**", "<code>a</code> <strong>b</strong>"),
        ("| a |\n|---|\n| b |", "<td>b</td>"),
        ("[site](https://example.org/?a=1&b=2)", 'href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener'),
        ("[me](mailto:ada@example.org)", 'href="mailto:ada@example.org"'),
        ("![what](picture-1.png)", f'<img src="{OWN["picture-1.png"]}" alt="what" loading="lazy"'),
        ("```python\nprint('<b>')\n```", "print('&lt;b&gt;')"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert shown in rendered(text, OWN)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x](/submissions/1/check/)",
        "<javascript:alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "![x](//evil.example/pixel.png)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "![x](../../../sign-out/)",
        '![" onerror="alert(1)](nowhere.png)',
        "![x][1]\n\n[1]: https://evil.example/pixel.png",
        '[x](https://example.org "\\" onclick=\\"alert(1)")',
        "```html onclick=alert(1)\n<script>alert(1)</script>\n```",
    ],
)
def test_nothing_that_could_act_or_load_gets_through(text: str) -> None:
    html = rendered(text, OWN).lower()
    assert "<script" not in html and "<img" not in html
    assert 'href="/' not in html and 'href="java' not in html and 'href="data' not in html and 'href="vb' not in html
    assert not any(f" {handler}=" in html.replace("&quot;", "'") for handler in ('onerror="', 'onclick="'))


def test_the_words_of_a_link_that_may_not_stand_stay() -> None:
    assert rendered("see [my file](board.py) and [that](https://example.org)", OWN) == (
        '<p>see my file and <a href="https://example.org" rel="nofollow noopener noreferrer">that</a></p>\n'
    )


def test_deep_nesting_takes_no_longer() -> None:
    assert rendered(">" * 5_000 + "x", OWN)


@pytest.mark.parametrize(
    "text",
    [
        *(sign * 3_000 for sign in ("[", "![", "*a_ ", "<", "[a](", "**x ", "&a", "|a", "\\[", "[](<")),
        "".join("`" * length + " " for length in range(1, 80)),
        "a word\n\n" + "[\n" * 3_000,
        "x " * 30_000,
    ],
)
def test_what_would_take_long_is_shown_as_it_was_typed(text: str) -> None:
    shown = rendered(text + "<script>", OWN)
    assert shown.startswith("<pre>") and shown.count("<") == 2


def test_a_long_answer_of_many_paragraphs_is_read() -> None:
    assert rendered("[a](https://example.org) and **b**\n\n" * 1_000, OWN).count("<strong>b</strong>") == 1_000


def test_headings_in_order_leave_no_level_out():
    shown = rendered("## One\n\n#### Two\n\n## Three", {}, in_order=True)
    assert "<h3>One</h3>" in shown and "<h4>Two</h4>" in shown and "<h3>Three</h3>" in shown
