"""Lines of prose -> sentences, each with the lines it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verifier.documents.prose import Text

_END = re.compile(r"(?<=[.!?:;])[\"”’)*_]*\s+(?=[\"“‘(*_-]*[A-Z0-9{•])|(?<=\?)[\"”’)*_]*[\s,;.]+(?=\S)")
_SHORT = re.compile(r"(?:^|\s)(?:e\.g|i\.e|etc|vs|v|no|mr|dr|approx|\d+|[A-Za-z])\.$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+•·]|\(?\d{1,2}[.)]|[a-z][.)])\s*")
_LABEL = re.compile(
    r"(?i)^\W{0,3}(?:Q|A|Ans|Answer|Question)\s*\d{0,2}\s*[:.)-]\s*|^\*A:?\s+|^\W{0,2}\d{1,2}[a-z]?[:.)]\s+"
)
_LEAST = 25


@dataclass(frozen=True)
class Sentence:
    """fresh: begins a paragraph; alone: is all of it."""

    text: str
    line: int
    last: int
    level: int
    bold: bool
    fresh: bool
    quoted: bool
    listed: bool
    alone: bool = False


def join(lines: Iterable[Text]) -> Iterator[Sentence]:
    """Sentences of consecutive lines of prose (no picture or code between them)."""
    held: list[Text] = []
    for line in lines:
        if held and _breaks(held[-1], line):
            yield from _split(held)
            held = []
        held.append(line)
    if held:
        yield from _split(held)


def without_label(text: str) -> str:
    """`Q: …`, `*A …`, `4a: …`, `- …` without that beginning."""
    return _LABEL.sub("", _BULLET.sub("", text, count=1), count=1).strip()


def _breaks(before: Text, line: Text) -> bool:
    """Does a new sentence begin with this line?"""
    if line.fresh or line.level or line.bold != before.bold or line.line != before.line + 1:
        return line.line != before.line or line.fresh
    if _BULLET.match(line.text) or before.text[-1:] in ".:!?;":
        return True
    return line.text[:1].isupper() or not line.text[:1].isalnum()


def _split(lines: list[Text]) -> Iterator[Sentence]:
    first = lines[0]
    text = " ".join(line.text for line in lines)
    fresh = True
    start = 0
    ends = [] if first.level else [match for match in _END.finditer(text) if _ends(text, match.start())]
    for match in [*ends, None]:
        stop = match.start() if match else len(text)
        piece = text[start:stop].strip()
        if any(character.isalnum() for character in piece):
            yield Sentence(
                piece,
                _line(lines, start),
                _line(lines, max(start, stop - 1)),
                first.level,
                first.bold,
                fresh,
                first.quoted,
                first.listed,
                alone=fresh and match is None and len(lines) == 1,
            )
            fresh = False
        start = match.end() if match else stop


def _ends(text: str, stop: int) -> bool:
    """Not after an abbreviation, nor after the few words of a label."""
    if text[stop - 1] in ":;":
        return stop - max(text.rfind(mark, 0, stop - 1) for mark in ".?!:;") > _LEAST
    return not _SHORT.search(text[max(0, stop - 8) : stop])


def _line(lines: list[Text], offset: int) -> int:
    """The line on which a character of the joined text stands."""
    for line in lines:
        offset -= len(line.text) + 1
        if offset < 0:
            return line.line
    return lines[-1].line
