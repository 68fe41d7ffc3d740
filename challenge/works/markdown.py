"""A candidate's Markdown as HTML that is safe to show: no HTML of their own, no address but plain ones, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINKS = ("http://", "https://", "mailto:")
LONGEST = 40_000
_MOST_SIGNS = {"![": 100, "[": 400, "]": 400} | dict.fromkeys("!*_`<&|\\", 2_000)
"""Each of these may be tried against every other of its paragraph, so more of one than this would take seconds."""
_DEEPER = 2
"""Headings stand below those of the page."""


def rendered(text: str, pictures: Mapping[str, str], *, in_order: bool = False) -> SafeString:
    """pictures: what a text may call a picture -> the address that shows it. in_order: its headings leave no level out.

    What would take long to read as Markdown is shown as it was typed, and no more of it than an answer may have.
    """
    if _takes_long(text):
        return format_html("<pre>{}</pre>", text[:LONGEST])
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")
    tokens = parser.parse(text)
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            level = levels.index(token.tag) + 1 if in_order else int(token.tag[1])
            token.tag = f"h{min(6, level + _DEEPER)}"
        if token.children:
            _tame(token.children, pictures)
    # The renderer escapes every text and every attribute.
    return SafeString(str(parser.renderer.render(tokens, parser.options, {})))


def _takes_long(text: str) -> bool:
    paragraphs = text.replace("\r\n", "\n").split("\n\n")
    return len(text) > LONGEST or any(
        part.count(sign) > most for part in paragraphs for sign, most in _MOST_SIGNS.items()
    )


def _tame(inline: Iterable[Token], pictures: Mapping[str, str]) -> None:
    """Links and pictures of one line: what may stand stays, of the rest the words. Links do not nest."""
    plain = False
    for token in inline:
        if token.type == "link_open":
            plain = not str(token.attrGet("href") or "").lower().startswith(LINKS)
            token.attrSet("rel", "nofollow noopener noreferrer")
        if token.type in ("link_open", "link_close") and plain:
            token.type, token.tag, token.content = "text", "", ""
        if token.type == "image":
            _tame_picture(token, pictures)


def _tame_picture(token: Token, pictures: Mapping[str, str]) -> None:
    name = str(token.attrGet("src") or "")
    if name in pictures:
        token.attrSet("src", pictures[name])
        token.attrSet("loading", "lazy")
        return
    told = gettext("[Not shown here: %(name)s is none of your pictures.]") % {"name": token.content or name}
    token.type, token.tag, token.content, token.children = "text", "", told, None
