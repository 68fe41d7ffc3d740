"""Separates code from prose where people meant to, whatever their fences say.

A fence that stands alone turns everything after it inside out. So a fence without a language opens code only if
what follows, up to the next fence, reads like code; fences indented or quoted count like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

_FENCE = re.compile(r"^(?P<indent>[ \t>]*(?:[-*+]\s+)?)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_PICTURE = re.compile(r"!\[[^\]]{0,300}\]\s?\(|<img\s", re.IGNORECASE)
_HEADING = re.compile(r"^\s{0,3}#{2,6}\s+\**[A-Z]")
_QUOTED = re.compile(r"^\s{0,3}>\s*[*_A-Z]")
_SENTENCE = re.compile(r"^[A-Z][a-z]+(?: [a-z'’,]+){5,}")


@dataclass(frozen=True)
class Fenced:
    """A block of code. first: the line of its first line of content, counted from 1."""

    info: str
    lines: tuple[str, ...]
    first: int


def split(text: str) -> tuple[str, tuple[Fenced, ...]]:
    """The prose, with every line of code blank, and the blocks of code."""
    lines = _whole_marks(text.split("\n"))
    marks = [(number, match) for number, line in enumerate(lines) if (match := _FENCE.match(line))]
    odd = len(marks) % 2 == 1
    counts = _Counts(lines) if marks else None
    prose = list(lines)
    blocks: list[Fenced] = []
    position = 0
    while position < len(marks):
        number, match = marks[position]
        position += 1
        prose[number] = ""
        end, following = _end(lines, marks, position, match)
        content = lines[number + 1 : end]
        if counts and not match["info"].strip() and counts.read_like_prose(number + 1, end, odd=odd):
            odd = not odd
            continue
        if following > position and marks[following - 1][0] == end:
            prose[end] = ""
        position = following
        prose[number + 1 : end] = [""] * len(content)
        if content:
            blocks.append(Fenced(match["info"].strip().lower(), _stripped(content, match["indent"]), number + 2))
    return "\n".join(prose), tuple(blocks)


def _whole_marks(lines: list[str]) -> list[str]:
    """Where a fence has no partner, a line of one or two backticks was meant to be it."""
    if sum(bool(_FENCE.match(line)) for line in lines) % 2 == 0:
        return lines
    return ["```" if line.strip() in ("`", "``") else line for line in lines]


def _end(
    lines: list[str], marks: list[tuple[int, re.Match[str]]], position: int, opened: re.Match[str]
) -> tuple[int, int]:
    """The line where the block that `opened` ends, and the first mark after it.

    A fence with a language opens the next block, so the one before it was never closed.
    """
    first = marks[position - 1][0] + 1
    for following in range(position, len(marks)):
        number, match = marks[following]
        if match["mark"][0] != opened["mark"][0] or len(match["mark"]) < len(opened["mark"]):
            continue
        if match["info"].strip():
            return _before_prose(lines, first, number), following
        return number, following + 1
    return _before_prose(lines, first, len(lines)), len(marks)


def _before_prose(lines: list[str], first: int, last: int) -> int:
    """Where code that was never closed must have ended."""
    for number in range(first, last):
        if _PICTURE.search(lines[number]) or _HEADING.match(lines[number]):
            return number
    return last


class _Counts:
    """How much above each line looks like prose, counted once: blocks may lie in one another a hundred deep."""

    def __init__(self, lines: list[str]) -> None:
        self._pictures = _sums(bool(_PICTURE.search(line)) for line in lines)
        self._signs = _sums(
            bool(_HEADING.match(line) or _QUOTED.match(line) or _SENTENCE.match(line)) for line in lines
        )
        self._words = _sums(bool(line.strip()) for line in lines)

    def read_like_prose(self, first: int, last: int, *, odd: bool) -> bool:
        """Do the lines from `first` to before `last`?"""
        if self._pictures[last] > self._pictures[first]:
            return True
        signs = self._signs[last] - self._signs[first]
        return odd and signs >= 1 and signs * 4 >= self._words[last] - self._words[first]


def _sums(counted: Iterable[bool]) -> list[int]:
    return list(accumulate(counted, initial=0))


def _stripped(lines: list[str], indent: str) -> tuple[str, ...]:
    """The content without the indentation, or the quote marks, that its fence has."""
    if ">" in indent:
        lines = [re.sub(r"^[ \t]*>[ ]?", "", line) for line in lines]
    width = len(indent.replace(">", "").expandtabs(4))
    return tuple(_without(line, width) for line in lines)


def _without(line: str, width: int) -> str:
    position = 0
    while position < len(line) and line[position] in " \t" and len(line[: position + 1].expandtabs(4)) <= width:
        position += 1
    return line[position:]
