"""Walks through a document and says of every sentence, picture, link and piece of code which step it stands under.

`sections` says which section of the exercise each part is about. A place belongs to a step because the step's question,
or a heading of the candidate's own about it, stands above: here is the memory of a reader, for what was asked and said last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TypeVar

from verifier.documents import exercise, parts, sections, sentences, task
from verifier.documents.fences import Fenced
from verifier.documents.parts import CAPITALS, SHORT_HEADING, Part, Room
from verifier.documents.prose import Linked, Shown
from verifier.documents.sentences import Sentence
from verifier.facts.document import Code, Link, Passage, Picture, Place

LEAD_SENTENCES = 3
Placed = TypeVar("Placed", Passage, Picture, Link, Code)
_BONUS = re.compile(r"(?i)^\W*(?:\d{0,2}[a-z]?\W{0,3})?bonus(?:\s+question)?s?\s*\d?\s*(?P<colon>[:.–-]*)\s*")
_CAPTION = re.compile(r"(?i)^\W{0,3}(?:fig(?:ure)?|pic(?:ture)?|image|screen ?shot)\b\W{0,2}\d{0,3}|^\(.{3,200}\)\W?$")
_CAPTION_LINES = 2
_BLANK = re.compile(r"(?i)\W*(?:answer|ans|response|solution|my answer)?\W*|A\W*")
_EMPTY_LABEL = re.compile(r"(?i)\W*|(?:click )?(?:here|this|link|file|code|see|url|\d+)(?: link| file)?\W*")


@dataclass
class Located:
    """Everything of one document, in its order. bare: the orders of pictures of which only the file is named.

    cut: it is longer than what was read of it.
    """

    passages: list[Passage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    bare: set[int] = field(default_factory=set)
    cut: bool = False


def locate(text: str, file: str, order: int = 0, room: Room | None = None) -> Located:
    """Read one Markdown document. order: the first number to count from."""
    walk = _Walk(file, order)
    found, walk.found.cut = parts.read(text, room or Room())
    following = [*found[1:], None][: len(found)]
    for part, section, after in zip(found, sections.assign(map(parts.topic, found)), following, strict=True):
        walk.take(part, section, leads=isinstance(after, Shown))
    return walk.found


def locate_answer(text: str, file: str, key: str, order: int = 0, room: Room | None = None) -> Located:
    """Read what was written as the answer to one step: all of it stands under that step, whatever its own headings say."""
    found = locate(text, file, order, room)

    def under(item: Placed) -> Placed:
        place = replace(item.place, section=exercise.SECTION_OF.get(key, ""), asked=(key,))
        return replace(item, place=place)

    return Located(
        passages=list(map(under, found.passages)),
        pictures=list(map(under, found.pictures)),
        links=list(map(under, found.links)),
        codes=list(map(under, found.codes)),
        bare=found.bare,
        cut=found.cut,
    )


class _Walk:
    """The memory of a reader who goes from the top to the bottom."""

    def __init__(self, file: str, order: int) -> None:
        self.found = Located()
        self._file = file
        self._order = order
        self._section = ""
        self._entered = False
        self._asked: tuple[str, ...] = ()
        self._asking = False
        self._claiming = False
        self._level = 0
        self._heading = ""
        self._lead: list[str] = []
        self._intro = ""
        self._pictured = False
        self._captioned = 0

    def take(self, part: Part, section: str, *, leads: bool) -> None:
        """leads: a picture follows."""
        self._entered = section != self._section
        if self._entered:
            self._section, self._asked, self._level = section, (), 0
        if isinstance(part, Sentence):
            if leads or not self._captions(part):
                self._sentence(part)
        elif isinstance(part, Shown):
            self._picture(part)
        elif isinstance(part, Linked):
            self._link(part)
        else:
            self._code(part)

    def _picture(self, shown: Shown) -> None:
        self._settle()
        picture = Picture(
            shown.target, shown.caption, self._before(), self._heading, self._place(shown.line, shown.line)
        )
        self.found.pictures.append(picture)
        if shown.bare:
            self.found.bare.add(picture.place.order)
        self._pictured = True
        self._captioned = 0

    def _captions(self, sentence: Sentence) -> bool:
        """Is it what people write right below a picture: `Fig. 1. The host map`, or `(that's the host map)`?"""
        if not self.found.pictures or not self._pictured:
            return False
        picture = self.found.pictures[-1]
        goes_on = bool(self._captioned) and sentence.line == self._captioned
        near = 0 <= sentence.line - picture.place.last <= _CAPTION_LINES
        if not goes_on and not (near and _CAPTION.match(sentence.text)):
            return False
        self._captioned = sentence.line
        said = f"{picture.caption} {sentence.text}".strip()
        self.found.pictures[-1] = replace(picture, caption=said, place=replace(picture.place, last=sentence.last))
        return True

    def _link(self, linked: Linked) -> None:
        said = " ".join(self._lead[-1:])
        label = f"{said} {linked.label}".strip() if _EMPTY_LABEL.fullmatch(linked.label) else linked.label
        self.found.links.append(Link(linked.target, label[-300:], self._place(linked.line, linked.line)))

    def _code(self, block: Fenced) -> None:
        self._settle()
        self._lead = []
        self._intro = ""
        place = self._place(block.first, block.first + max(0, len(block.lines) - 1))
        self.found.codes.append(Code(block.info, "\n".join(block.lines), place))

    def _sentence(self, sentence: Sentence) -> None:
        text = sentences.without_label(sentence.text) or sentence.text
        if _BLANK.fullmatch(text):
            return
        bonus = _BONUS.match(text) if sentence.fresh or sentence.level else None
        if bonus and not sentence.level and bonus["colon"] and len(text) > bonus.end():
            self._open(exercise.BONUS_OF.get(self._section, ()), again=True)
            text = text[bonus.end() :]
        seen = task.recognise(text)
        kind = task.kind_of(text, seen)
        if self._claiming and kind == "question":
            kind = "own"
        elif kind in ("question", "restated"):
            self._question(text, seen.keys, restated=kind == "restated")
            self._level = sentence.level
        elif self._is_heading(sentence, text):
            self._own_heading(sentence, text)
            kind = "heading"
        if kind in ("own", "heading"):
            self._own(text, kind, sentence, seen.share)
        self.found.passages.append(Passage(kind, text, self._place(sentence.line, sentence.last)))

    def _question(self, text: str, keys: tuple[str, ...], *, restated: bool) -> None:
        if keys:
            self._open(keys, again=not self._asking)
        elif _BONUS.match(text):
            self._open(exercise.BONUS_OF.get(self._section, ()), again=True)
        elif self._entered and len(text) < SHORT_HEADING:
            self._open(task.topics(text, self._section), again=True)
        self._asking = bool(keys)
        self._lead = []
        self._intro = ""
        self._pictured = False
        if not restated:
            self._heading = text

    def _own_heading(self, sentence: Sentence, text: str) -> None:
        keys = task.topics(text, self._section)
        deeper = sentence.level > self._level > 0
        if keys or self._entered or (sentence.level and not deeper):
            self._open(keys, again=True)
            self._level = sentence.level
        if sentence.level or keys or self._entered:
            self._heading = text
            self._lead = []

    def _own(self, text: str, kind: str, sentence: Sentence, share: float) -> None:
        self._claiming = (self._claiming and share >= task.QUESTION) or (
            share >= task.PART and text.rstrip("*_ ").endswith(":")
        )
        self._asking = False
        if self._pictured:
            self._lead = []
        self._pictured = False
        if not sentence.listed or sentence.level:
            self._intro = text if text.rstrip(" *_").endswith(":") and not sentence.level else ""
        if kind == "own" or not (sentence.level or self._entered):
            self._lead.append(text)

    def _before(self) -> str:
        """What was said just before; of a list, its introduction too."""
        said = self._lead[-LEAD_SENTENCES:]
        return " ".join([self._intro, *said] if self._intro and self._intro not in said else said)

    def _open(self, keys: tuple[str, ...], *, again: bool) -> None:
        self._asked = keys if again else tuple(dict.fromkeys((*self._asked, *keys)))

    def _settle(self) -> None:
        """A picture or code answers what was asked; the next question begins anew."""
        self._asking = False
        self._claiming = False

    def _is_heading(self, sentence: Sentence, text: str) -> bool:
        if sentence.level:
            return sentence.fresh
        if not sentence.fresh or len(text) > 120:
            return False
        if sentence.bold or len(text) > SHORT_HEADING:
            return sentence.bold
        if self._entered and parts.heads(sentence, text):
            return True
        if sentence.listed and len(text.split()) <= 3 and text[-1:].isalnum() and task.topics(text, self._section):
            return True
        opens = sections.is_official(text) or bool(_BONUS.match(text))
        return opens and (text.endswith(":") or bool(CAPITALS.match(text)) or len(text.split()) <= 6)

    def _place(self, first: int, last: int) -> Place:
        self._order += 1
        return Place(self._file, first, last, self._section, self._asked, self._order)
