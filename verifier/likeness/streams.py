"""Document facts -> streams of words, each word with the place where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent
from typing import TypeVar

from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.document import Answers, Code, Passage, Place, ShownQueries, ShownQuery, Snippets

Facts = Mapping[type[Fact], Fact | NotLooked | NotThere]
SomeFact = TypeVar("SomeFact", bound=Fact)

SHINGLE = 5
"""Words of a shingle. Four are shared by chance in any two texts about the same exercise; six miss a line of tags."""

MOST_WORDS = 10_000
"""Words that are read of one submission: several times the longest that was seen, and few enough that a hundred take seconds."""

WORDS, CODE, QUERY = "words", "code", "query"

_WORD = re.compile(r"\w+")
_IN_QUERY = re.compile(r"[\w.\-]+")
_MARKS_BEFORE = re.compile(r"[^\w\n]{1,200}\Z")
_MARKS_AFTER = re.compile(r"[^\w\n]{1,20}")
_OWN = ("own", "heading")
_WRITTEN = ("board", "monitor", "prose")


@dataclass(frozen=True)
class Stream:
    """A stretch of text. spans, lines: where each word stands; units: at which words a sentence or a line of code begins."""

    kind: str
    file: str
    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    lines: tuple[int, ...]
    units: tuple[int, ...]

    @cached_property
    def shingles(self) -> tuple[str, ...]:
        """Entry i begins at word i. A query is one shingle: half a query asks for something else."""
        if self.kind == QUERY:
            return ("query " + " ".join(self.words),)
        return shingles(self.words)

    def cut(self, start: int, end: int) -> tuple[Place, str]:
        """The words from start to before end, as written: with the marks around them, and the indent of code."""
        first, last = self.spans[start][0], self.spans[end - 1][1]
        before = _MARKS_BEFORE.search(self.text, 0, first) if self.kind == CODE else None
        after = _MARKS_AFTER.match(self.text, last)
        text = self.text[before.start() if before else first : after.end() if after else last]
        return Place(self.file, self.lines[start], self.lines[end - 1]), dedent(text).rstrip()


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def shingles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def streams(facts: Facts) -> tuple[Stream, ...]:
    """What somebody wrote, in its order: their words, then code, then queries, up to MOST_WORDS."""
    found: list[Stream] = []
    left = MOST_WORDS
    for stream in _all(facts):
        if stream.words:
            found.append(stream)
            left -= len(stream.words)
        if left <= 0:
            break
    return tuple(found)


def _all(facts: Facts) -> Iterator[Stream]:
    answers, snippets, queries = _known(facts, Answers), _known(facts, Snippets), _known(facts, ShownQueries)
    if answers is not None:
        yield from (_prose(group) for group in _together(answers.items))
    if snippets is not None:
        yield from (_code(code) for code in snippets.items)
    if queries is not None:
        yield from (_query(query) for query in queries.items if query.role in _WRITTEN)


def _known(facts: Facts, kind: type[SomeFact]) -> SomeFact | None:
    fact = facts.get(kind)
    return fact if isinstance(fact, kind) else None


def _together(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Own sentences that follow one another, with no question, picture or code between them."""
    held: list[Passage] = []
    for passage in passages:
        own = passage.kind in _OWN
        if held and (
            not own or passage.place.file != held[-1].place.file or passage.place.order > held[-1].place.order + 1
        ):
            yield held
            held = []
        if own:
            held.append(passage)
    if held:
        yield held


def _prose(passages: list[Passage]) -> Stream:
    text = "\n".join(passage.text for passage in passages)
    starts = [0]
    for passage in passages:
        starts.append(starts[-1] + len(passage.text) + 1)
    return _stream(WORDS, passages[0].place.file, text, starts[:-1], [passage.place.first for passage in passages])


def _code(code: Code) -> Stream:
    starts = [0, *(match.end() for match in re.finditer("\n", code.text))]
    return _stream(CODE, code.place.file, code.text, starts, range(code.place.first, code.place.first + len(starts)))


def _query(query: ShownQuery) -> Stream:
    return _stream(QUERY, query.place.file, query.text, [0], [query.place.first], _IN_QUERY)


def _stream(
    kind: str, file: str, text: str, starts: list[int], lines: Iterable[int], word: re.Pattern[str] = _WORD
) -> Stream:
    """starts, lines: the offset of each unit in the text, and the line on which it stands."""
    numbers = list(lines)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    places: list[int] = []
    units: list[int] = []
    unit = -1
    for match in word.finditer(text[: 40 * MOST_WORDS]):
        here = bisect_right(starts, match.start()) - 1
        if here != unit:
            units.append(len(words))
            unit = here
        words.append(match[0].lower())
        spans.append(match.span())
        places.append(numbers[here])
        if len(words) == MOST_WORDS:
            break
    return Stream(kind, file, text, tuple(words), tuple(spans), tuple(places), tuple(units))
