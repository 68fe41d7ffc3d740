"""A document as a flat list of its parts: sentences, pictures, links and code, mended first, and bounded.

What a part is about is for `sections`; which step it stands under is for `locate`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.documents import fences, prose, repair, sections, sentences, task, unfenced
from verifier.documents.fences import Fenced
from verifier.documents.prose import Linked, Shown, Text
from verifier.documents.sentences import Sentence

_EMBEDDED = re.compile(r"(data:image/[\w.+-]{1,20}(?:;[\w=-]{1,20}){0,3}),[A-Za-z0-9+/=%_-]+")
"""A picture inside of the document: nobody reads its letters."""
MAX_TEXT = 300_000
MAX_LINES = 10_000
MAX_LINE = 8_000
MAX_BRACKETS = 100
MAX_BLOCKS = 1_000
MAX_PARTS = 8_000
MAX_PROSE = 150_000
"""Of all documents of a submission together: several times what the longest real ones have."""
CAPITALS = re.compile(r"^[A-Z0-9 –—:&/'’().-]{4,80}$")
SHORT_HEADING = 60
_LABEL_WORDS = 2
_SHORT = 4

Part = Sentence | Shown | Linked | Fenced


@dataclass
class Room:
    """How much more may be read: the documents of a submission share it."""

    text: int = MAX_TEXT
    lines: int = MAX_LINES
    blocks: int = MAX_BLOCKS
    parts: int = MAX_PARTS
    prose: int = MAX_PROSE


def read(text: str, room: Room) -> tuple[list[Part], bool]:
    """The parts in the document's order, and whether some of it was left out."""
    text, cut = _shortened(text, room)
    rest, blocks = fences.split(text)
    lines = repair.join_tags(rest).split("\n")
    shown = [_bounded(line) for line in lines]
    rest, more = unfenced.split("\n".join(repair.underlined([repair.mend(line) for line in shown])))
    codes = sorted([*blocks, *more], key=lambda block: block.first)
    cut = cut or shown != lines or len(codes) > room.blocks
    found: list[Part] = []
    for part in _parts(rest, codes[: room.blocks]):
        room.parts -= 1
        room.prose -= len(part.text) if isinstance(part, Sentence) else 0
        if room.parts < 0 or room.prose < 0:
            cut = True
            break
        found.append(part)
    room.blocks -= min(len(codes), room.blocks)
    return found, cut


def _shortened(text: str, room: Room) -> tuple[str, bool]:
    """As much of a document as there is room for, exported HTML as Markdown; and whether that is not all."""
    text = _EMBEDDED.sub(r"\1,", text)
    whole, text = len(text), text[: room.text]
    room.text -= len(text)
    cut = len(text) < whole
    if repair.is_exported_html(text):
        cut = cut or repair.is_long_html(text)
        text = repair.from_html(text)
    lines = text.split("\n")
    cut = cut or len(lines) > room.lines
    text = "\n".join(lines[: room.lines])
    room.lines -= min(len(lines), room.lines)
    return text, cut


def _bounded(line: str) -> str:
    """The beginning of a line: brackets that nothing closes take the parser time by the square of them."""
    line = line[:MAX_LINE]
    return line if line.count("[") <= MAX_BRACKETS else "[".join(line.split("[", MAX_BRACKETS)[:-1])


def _parts(rest: str, blocks: Sequence[Fenced]) -> Iterator[Part]:
    """Sentences, pictures, links and code, in the document's order."""
    codes = deque(blocks)
    held: list[Text | Linked] = []
    for unit in prose.read(rest):
        while codes and codes[0].first <= unit.line:
            yield from _said(held)
            held = []
            yield codes.popleft()
        if isinstance(unit, Shown):
            yield from _said(held)
            held = []
            yield unit
        else:
            held.append(unit)
    yield from _said(held)
    yield from codes


def _said(units: Sequence[Text | Linked]) -> Iterator[Sentence | Linked]:
    links = deque(unit for unit in units if isinstance(unit, Linked))
    for sentence in sentences.join(unit for unit in units if isinstance(unit, Text)):
        while links and links[0].line < sentence.line:
            yield links.popleft()
        yield sentence
    yield from links


def topic(part: Part) -> sections.Part:
    """A part as far as its section depends on it."""
    if isinstance(part, Fenced):
        return sections.Part("\n".join(part.lines[:60]), "code")
    if isinstance(part, Shown):
        return sections.Part(f"{part.caption} {_stem(part.target)}", "picture")
    if isinstance(part, Linked):
        return sections.Part("", "picture", opening=False)
    text = sentences.without_label(part.text) or part.text
    seen = task.recognise(text)
    if task.kind_of(text, seen) != "own":
        return sections.Part(text, "question", seen.keys)
    return sections.Part(text, "heading" if heads(part, text) else "words", opening=part.fresh)


def _stem(target: str) -> str:
    """A picture's file name in words."""
    return re.sub(r"%20|[_.+-]+", " ", target.split("?", 1)[0].rsplit("/", 1)[-1].rsplit(".", 1)[0])


def heads(sentence: Sentence, text: str) -> bool:
    """Does it look like a heading, whatever it is about?"""
    if sentence.level:
        return sentence.fresh
    if not sentence.fresh or sentence.linked or len(text) > SHORT_HEADING or text[-1:] in "!?,":
        return False
    if text.endswith("."):
        return len(text.split()) <= _LABEL_WORDS and (sentence.bold or sections.speaks(text))
    if sentence.bold or CAPITALS.match(text):
        return True
    return sentence.alone and not sentence.listed and len(text.split()) <= _SHORT and not text.endswith(":")
