"""Walks through a document and says of every sentence, picture, link and piece of code which step it stands under.

A place belongs to a step because the step's question, or a heading of the candidate's own about it, stands above. The
words are `task`'s; here is only the memory of a reader: the section, the questions just asked, what was said last.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from verifier.documents import exercise, fences, prose, repair, sentences, task, unfenced
from verifier.documents.fences import Fenced
from verifier.documents.prose import Linked, Shown, Text, Unit
from verifier.documents.sentences import Sentence
from verifier.facts.document import Code, Link, Passage, Picture, Place

LEAD_SENTENCES = 3
MAX_BLOCKS = 1_000
MAX_UNITS = 20_000
MAX_LINE = 8_000
_CAPITALS = re.compile(r"^[A-Z0-9 –—:&/'’().-]{4,80}$")
_BONUS = re.compile(r"(?i)^\W*(?:\d{0,2}[a-z]?\W{0,3})?bonus(?:\s+question)?s?\s*\d?\s*(?P<colon>[:.–-]*)\s*")
_SHORT_HEADING = 60
_EMPTY_LABEL = re.compile(r"(?i)\W*|(?:click )?(?:here|this|link|file|code|see|url|\d+)(?: link| file)?\W*")


@dataclass
class Located:
    """Everything of one document, in its order."""

    passages: list[Passage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


def locate(text: str, file: str, order: int = 0) -> Located:
    """Read one Markdown document. order: the first number to count from."""
    walk = _Walk(file, order)
    if repair.is_exported_html(text):
        text = repair.from_html(text)
    rest, blocks = fences.split(text)
    rest = "\n".join(repair.mend(line[:MAX_LINE]) for line in repair.join_tags(rest).split("\n"))
    rest, more = unfenced.split(rest)
    codes = deque(sorted([*blocks, *more][:MAX_BLOCKS], key=lambda block: block.first))
    units = list(islice(prose.read(rest), MAX_UNITS))
    walk.hints = _hints(units, text.split("\n"))
    held: list[Text | Linked] = []
    for unit in units:
        while codes and codes[0].first <= unit.line:
            walk.say(held)
            held = []
            walk.code(codes.popleft())
        if isinstance(unit, Shown):
            walk.say(held)
            held = []
            walk.picture(unit)
        else:
            held.append(unit)
    walk.say(held)
    for block in codes:
        walk.code(block)
    return walk.found


def _hints(units: Sequence[Unit], lines: Sequence[str]) -> dict[int, str]:
    """The line of each heading -> the section that the text below it is about."""
    starts = [unit.line for unit in units if isinstance(unit, Text) and unit.level]
    ends = [*starts[1:], len(lines) + 1]
    found = {start: task.guess("\n".join(lines[start : end - 1])) for start, end in zip(starts, ends, strict=False)}
    return {start: section for start, section in found.items() if section}


class _Walk:
    """The memory of a reader who goes from the top to the bottom."""

    def __init__(self, file: str, order: int) -> None:
        self.found = Located()
        self.hints: dict[int, str] = {}
        self._guessed = ""
        self._section_level = 0
        self._file = file
        self._order = order
        self._section = ""
        self._asked: tuple[str, ...] = ()
        self._asking = False
        self._claiming = False
        self._level = 0
        self._other = 0
        self._heading = ""
        self._lead: list[str] = []
        self._intro = ""
        self._pictured = False
        self._opened = False

    def say(self, units: Sequence[Text | Linked]) -> None:
        links = [unit for unit in units if isinstance(unit, Linked)]
        for sentence in sentences.join(unit for unit in units if isinstance(unit, Text)):
            while links and links[0].line < sentence.line:
                self._link(links.pop(0))
            self._sentence(sentence)
        for link in links:
            self._link(link)

    def picture(self, shown: Shown) -> None:
        caption = shown.caption
        self._settle()
        self.found.pictures.append(
            Picture(shown.target, caption, self._before(), self._heading, self._place(shown.line, shown.line))
        )
        self._pictured = True

    def _link(self, linked: Linked) -> None:
        said = " ".join(self._lead[-1:])
        label = f"{said} {linked.label}".strip() if _EMPTY_LABEL.fullmatch(linked.label) else linked.label
        self.found.links.append(Link(linked.target, label[-300:], self._place(linked.line, linked.line)))

    def code(self, block: Fenced) -> None:
        self._settle()
        self._lead = []
        self._intro = ""
        place = self._place(block.first, block.first + max(0, len(block.lines) - 1))
        self.found.codes.append(Code(block.info, "\n".join(block.lines), place))

    def _sentence(self, sentence: Sentence) -> None:
        text = sentences.without_label(sentence.text) or sentence.text
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
            self._section_level = self._section_level if self._section == exercise.SECTION_OF[keys[0]] else 9
            self._section = exercise.SECTION_OF[keys[0]]
            self._open(keys, again=not self._asking)
        elif _BONUS.match(text):
            self._open(exercise.BONUS_OF.get(self._section, ()), again=True)
        elif (section := task.section_of(text, self._section)) is not None and len(text) < _SHORT_HEADING:
            self._section = section
            self._open(task.topics(text, section), again=True)
        self._asking = bool(keys)
        self._lead = []
        self._intro = ""
        self._pictured = False
        if not restated:
            self._heading = text

    def _own_heading(self, sentence: Sentence, text: str) -> None:
        section = task.section_of(text, self._section)
        if section == "other" and not sentence.level:
            section = None
        if self._section == "other" and sentence.level > self._other:
            section = None
        self._other = sentence.level if section == "other" else self._other
        unknown = not self._section or 0 < sentence.level <= self._section_level
        if section is None and sentence.level and unknown:
            hint = self.hints.get(sentence.line, "")
            section = hint if hint != self._section and (hint != "handing-in" or self._section) else None
            section = section or None
        if section is not None:
            self._section_level = sentence.level or 9
        self._section = section if section is not None else self._section
        keys = task.topics(text, self._section)
        deeper = sentence.level > self._level > 0
        if keys or section is not None or (sentence.level and not deeper):
            self._open(keys, again=True)
            self._level = sentence.level
        if sentence.level or keys or section is not None:
            self._heading = text
            self._lead = []
        self._opened = section is not None

    def _own(self, text: str, kind: str, sentence: Sentence, share: float) -> None:
        self._claiming = (self._claiming and share >= task.QUESTION) or (
            share >= task.PART and text.rstrip("*_ ").endswith(":")
        )
        self._asking = False
        if not self._section and kind == "own":
            self._guessed = task.guess(text) or self._guessed
        if self._pictured:
            self._lead = []
        self._pictured = False
        if not sentence.listed or sentence.level:
            self._intro = text if text.rstrip(" *_").endswith(":") and not sentence.level else ""
        if kind == "own" or not (sentence.level or self._opened):
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
        if sentence.bold or len(text) > _SHORT_HEADING:
            return sentence.bold
        if sentence.listed and len(text.split()) <= 3 and text[-1:].isalnum() and task.topics(text, self._section):
            return True
        opens = task.is_section(text) or bool(_BONUS.match(text))
        return opens and (text.endswith(":") or bool(_CAPITALS.match(text)) or len(text.split()) <= 6)

    def _place(self, first: int, last: int) -> Place:
        self._order += 1
        return Place(self._file, first, last, self._section or self._guessed, self._asked, self._order)
