"""Prose -> a flat stream of what stands in it: headings, lines of text, pictures, links, each with its line.

markdown-it reads the structure; indented text counts as text (people indent their answers), code was taken out before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

_URL = re.compile(r"https?://(?:\([^\s<>()\[\]\"'“”`|*]*\)|[^\s<>()\[\]\"'“”`|*])+")
_AFTER_URL = ".,;:!?"
_PICTURE_FILE = re.compile(r"(?i)\.(?:png|jpe?g|gif|bmp|webp|svg|tiff?)(?:$|[?#\"&])")
_PICTURE_HOST = re.compile(
    r"(?i)^https?://(?:i\.imgur\.com|imgur\.com|user-images\.githubusercontent\.com|github\.com/user-attachments|"
    r"(?:www\.)?screencast\.com|ibb\.co|i\.ibb\.co|postimg\.|prnt\.sc|gyazo\.com|cl\.ly|drive\.google\.com/(?:open|file)|"
    r"(?:www\.)?dropbox\.com/.*(?:png|jpe?g)|monosnap\.com|snag\.gy|p\.datadoghq\.com/snapshot|photos\.app\.goo\.gl|photos\.google\.com|"
    r"(?:www\.)?flickr\.com/photos|flic\.kr|imgbb\.com|(?:i\.)?postimg\.cc|snipboard\.io|jmp\.sh|jumpshare\.com|droplr\.com|d\.pr/i|"
    r"(?:[\w-]+\.)?skitch\.com|lightshot\.cc|share\.icloud\.com/photos|res\.cloudinary\.com|1drv\.ms/i/|drive\.google\.com/uc)"
)


_CALLED = re.compile(r"(?i)\bscreen[ -]?(?:shot|cap|grab)s?\b|\bscreen ?capture\b")
_NAMED = re.compile(r"(?i)(?<![\w./:@%-])(?:[\w%-]{1,60}/){0,5}[\w%.-]{1,80}\.(?:png|jpe?g|gif)\b(?![\w/(])")
_CODE_FILE = re.compile(r"(?i)\.(?:py|ya?ml|sh|rb|json|js|go|txt|md|tf|conf)(?:$|[?#])")


@dataclass(frozen=True)
class Text:
    """A line of prose. level: 1 to 6 for a heading, 0 otherwise; alone: a whole paragraph in bold; fresh: begins a paragraph;
    linked: nothing but the words of a link."""

    text: str
    line: int
    level: int = 0
    bold: bool = False
    fresh: bool = True
    quoted: bool = False
    listed: bool = False
    linked: bool = False


@dataclass(frozen=True)
class Shown:
    """A picture."""

    target: str
    caption: str
    line: int
    bare: bool = False
    """Only named in a sentence: "see map.png"."""


@dataclass(frozen=True)
class Linked:
    target: str
    label: str
    line: int


Unit = Text | Shown | Linked


def is_picture(target: str) -> bool:
    """Does an address lead to a picture?"""
    return bool(_PICTURE_FILE.search(target) or _PICTURE_HOST.match(target))


def _is_called_picture(label: str, target: str) -> bool:
    """A link that calls itself a screenshot is one, whoever keeps it; Datadog's own pages are none."""
    return (
        bool(_CALLED.search(label))
        and target.startswith("http")
        and "datadoghq." not in target
        and not _CODE_FILE.search(target)
    )


def read(prose: str) -> Iterator[Unit]:
    """Everything in `prose`, in its order."""
    parser = (
        MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
        .enable("table")
        .disable(["code", "lheading", "reference"])
    )
    level = 0
    depth = items = 0
    row: list[Unit] | None = None
    for token in parser.parse(prose):
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        elif token.type in ("list_item_open", "list_item_close"):
            items += token.nesting
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield from _row(row)
            row = None
        elif token.type == "inline" and token.map:
            units = _inline(token.children or [], token.map[0] + 1, level, quoted=depth > 0, listed=items > 0)
            if row is None:
                yield from units
            else:
                row += units


def _row(units: Sequence[Unit]) -> Iterator[Unit]:
    """A row of a table says one thing: its cells as one line, then the pictures and links in it."""
    cells = [unit for unit in units if isinstance(unit, Text)]
    if cells:
        yield replace(cells[0], text=" | ".join(cell.text for cell in cells), bold=all(cell.bold for cell in cells))
    yield from (unit for unit in units if not isinstance(unit, Text))


def _inline(children: Sequence[Token], line: int, level: int, *, quoted: bool, listed: bool) -> Iterator[Unit]:
    words: list[str] = []
    strong = plain = outside = 0
    open_strong = 0
    link: str | None = None
    label: list[str] = []
    named: list[Shown] = []
    fresh = True

    def flush() -> Iterator[Unit]:
        nonlocal strong, plain, outside, fresh
        text = " ".join("".join(words).split())
        if text:
            bold = strong > 0 and plain == 0
            yield Text(text, line, level, bold=bold, fresh=fresh, quoted=quoted, listed=listed, linked=outside == 0)
            fresh = False
        yield from named
        named.clear()
        words.clear()
        strong = plain = outside = 0

    for child in children:
        if child.type in ("text", "code_inline"):
            content = child.content
            if child.type == "text" and link is None:
                position = 0
                for match in _URL.finditer(content):
                    address = match[0].rstrip(_AFTER_URL)
                    words.append(content[position : match.start()] + " ")
                    position = match.start() + len(address)
                    if is_picture(address):
                        yield from flush()
                        yield Shown(address, "", line)
                    else:
                        yield Linked(address, " ".join("".join(words).split())[-200:], line)
                content = content[position:]
            words.append(content)
            if link is None:
                named += [Shown(match[0], "", line, bare=True) for match in _NAMED.finditer(content)]
            if link is not None:
                label.append(content)
            letters = sum(character.isalnum() for character in content)
            strong += letters if open_strong else 0
            plain += 0 if open_strong else letters
            outside += 0 if link is not None else letters
        elif child.type in ("softbreak", "hardbreak"):
            yield from flush()
            line += 1
        elif child.type == "strong_open":
            open_strong += 1
        elif child.type == "strong_close":
            open_strong -= 1
        elif child.type == "link_open":
            link, label = str(child.attrGet("href") or ""), []
        elif child.type == "link_close" and link is not None:
            if is_picture(link) or _is_called_picture("".join(label), link):
                yield from flush()
                yield Shown(link, "".join(label), line)
            else:
                yield Linked(link, "".join(label).strip(), line)
            link = None
        elif child.type == "image":
            yield from flush()
            target = str(child.attrGet("src") or "")
            caption = f"{child.content} {child.attrGet('title') or ''}".strip()
            yield (Shown if _is_image(target) else Linked)(target, caption, line)
    yield from flush()


def _is_image(target: str) -> bool:
    """People also use the image syntax for files of code."""
    return not _CODE_FILE.search(target)
