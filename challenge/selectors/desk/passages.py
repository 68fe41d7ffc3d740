"""What the document says about a row: the lines that a finding goes by, else what stands under the row's question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from verifier.facts import SourceFacts
from verifier.facts.document import Answers, Code, Passage, Place, Snippets

MOST, LONGEST, LINES_AROUND = 3, 1_600, 2
_WHERE = re.compile(r"(.+):(\d+)(?:-(\d+))?$")


@dataclass(frozen=True)
class PassageView:
    """cut: there is more of it than is shown."""

    file: str
    first: int
    last: int
    text: str
    cut: bool


def passages_of(step_key: str, places: Iterable[str], document: SourceFacts | None) -> tuple[PassageView, ...]:
    """places: "answers.md:163-170", as evidence names them; what is no such place is passed over."""
    items = _items(document) if document else ()
    named = [match for place in places if (match := _WHERE.match(place))]
    spans = dict.fromkeys((one[1], int(one[2]), int(one[3] or one[2])) for one in named)
    found = [view for file, first, last in spans if (view := _lines(items, file, first, last))]
    if not found:
        own = [item for item in items if step_key in _place(item).asked and not _given(item)]
        found = [_joined(own)] if own else []
    return tuple(found[:MOST])


def _items(document: SourceFacts) -> tuple[Passage | Code, ...]:
    answers, snippets = document.values.get(Answers), document.values.get(Snippets)
    found: list[Passage | Code] = [*answers.items] if isinstance(answers, Answers) else []
    found += snippets.items if isinstance(snippets, Snippets) else ()
    return tuple(sorted(found, key=lambda item: (item.place.order, item.place.first)))


def _place(item: Passage | Code) -> Place:
    return item.place


def _given(item: Passage | Code) -> bool:
    """It is the exercise's own text."""
    return isinstance(item, Passage) and item.kind in ("question", "restated")


def _lines(items: Iterable[Passage | Code], file: str, first: int, last: int) -> PassageView | None:
    there = [
        item for item in items if item.place.file == file and item.place.first <= last and item.place.last >= first
    ]
    return _joined(there, first, last) if there else None


def _joined(items: list[Passage | Code], first: int = 0, last: int = 0) -> PassageView:
    """One text of what stands together; of a long file only the lines that are meant, and a few around."""
    file = items[0].place.file
    same = [item for item in items if item.place.file == file]
    text = "\n".join(dict.fromkeys(_text(item, first, last) for item in same))
    begin, end = first or min(item.place.first for item in same), last or max(item.place.last for item in same)
    return PassageView(file, begin, end, text[:LONGEST], cut=len(text) > LONGEST)


def _text(item: Passage | Code, first: int, last: int) -> str:
    lines = item.text.splitlines()
    if not first or len(lines) <= last - first + 1 + 2 * LINES_AROUND:
        return item.text
    start = max(0, first - item.place.first - LINES_AROUND)
    return "\n".join(lines[start : last - item.place.first + 1 + LINES_AROUND])
