"""Lines of prose -> sentences, each with the lines it stands on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from verifier.documents.prose import Text

_END = re.compile(r"(?<=[.!?:;])[\"”’)*_]*\s+(?=[\"“‘(*_-]*[A-Z0-9{•])|(?<=\?)[\"”’)*_]*[\s,;.]+(?=\S)")
_SHORT = re.compile(r"(?:^|\s)(?:e\.g|i\.e|etc|vs|v|no|mr|dr|approx|\d+|[A-Za-z])\.$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+•·]|\(?\d{1,2}[.)]|[a-z][.)])\s*")
_LABEL = re.compile(
    r"(?i)^\W{0,3}(?:Q|A|Ans|Answer|Question)\s*\d{0,2}\s*[:.)-]\s*|^\*A:?\s+|^\W{0,2}\d{1,2}[a-z]?[:.)]\s+"
)
_LEAST = 25
MAX_LENGTH = 1_000
"""What goes on for longer without an end is taken in pieces of this length: patterns take time by the square of it."""


@dataclass(frozen=True)
class Sentence:
    """fresh: begins a paragraph; alone: is all of it; linked: nothing but the words of a link."""

    text: str
    line: int
    last: int
    level: int
    bold: bool
    fresh: bool
    quoted: bool
    listed: bool
    alone: bool = False
    linked: bool = False


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
    begins = list(accumulate((len(line.text) + 1 for line in lines), initial=0))

    def line_of(offset: int) -> int:
        """The line on which a character of the joined text stands."""
        return lines[min(bisect_right(begins, offset), len(lines)) - 1].line

    fresh = True
    start = 0
    ends = [] if first.level else [match for match in _END.finditer(text) if _ends(text, match.start())]
    for stop, following in _short([(match.start(), match.end()) for match in ends] + [(len(text), len(text))]):
        piece = text[start:stop].strip()
        if any(character.isalnum() for character in piece):
            yield Sentence(
                piece,
                line_of(start),
                line_of(max(start, stop - 1)),
                first.level,
                first.bold,
                fresh,
                first.quoted,
                first.listed,
                alone=fresh and stop == len(text) and len(lines) == 1,
                linked=all(line.linked for line in lines),
            )
            fresh = False
        start = following


def _short(ends: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where sentences end and the next ones begin, with an end wherever one would be too long."""
    start = 0
    for stop, following in ends:
        while stop - start > MAX_LENGTH:
            start += MAX_LENGTH
            yield start, start
        yield stop, following
        start = following


def _ends(text: str, stop: int) -> bool:
    """Not after an abbreviation, nor after the few words of a label."""
    if text[stop - 1] in ":;":
        return stop - max(text.rfind(mark, max(0, stop - 1 - _LEAST), stop - 1) for mark in ".?!:;") > _LEAST
    return not _SHORT.search(text[max(0, stop - 8) : stop])
