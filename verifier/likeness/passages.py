"""The passages that two submissions share word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from verifier.facts.document import Place
from verifier.likeness.streams import QUERY, SHINGLE, Stream

LEAST_WORDS = 6
"""Shorter runs are turns of phrase; a line of three tags has six words."""

LEAST_WEIGHT = 2.0
"""Two unusual words, or fourteen usual ones in a row."""

USUAL_RUN = 10
"""As many words in a row are the same by chance in two texts about one exercise, when each word is usual by itself."""

MOST_PASSAGES = 200
"""Of one pair; who shares more shares everything."""

MOST_PLACES = 20
"""Places of one shingle in the other text that are tried; more often only what fills a table or a log stands."""


@dataclass(frozen=True)
class Side:
    """Where it stands in one submission, and how it is written there."""

    place: Place
    text: str


@dataclass(frozen=True)
class Shared:
    """A passage that stands in both. kind: "words", "code" or "query". words: how many.

    unusual: those of its words that few of the cohort use. holders: how many submissions have most of it.
    weight: by which passages are put in order; long: the part of it that comes of its length.
    """

    kind: str
    left: Side
    right: Side
    words: int
    unusual: tuple[str, ...]
    holders: int
    weight: float
    long: float


@dataclass(frozen=True)
class Rarity:
    """shingles: each shingle that is shared -> how many have it. words: each unusual word -> how many use it."""

    shingles: Mapping[str, int]
    words: Mapping[str, int]

    def of_words(self, words: Iterable[str]) -> float:
        """Each unusual word counts once, and less the more submissions use it."""
        return sum(1 / (self.words[word] - 1) for word in set(words) if word in self.words)

    @staticmethod
    def of_length(words: int, holders: int) -> float:
        """Nobody writes long runs of even the most usual words by chance: each word beyond USUAL_RUN counts half."""
        return max(0, words - USUAL_RUN) / 2 / (holders - 1)


def shared(left: Sequence[Stream], right: Sequence[Stream], common: Set[str], rarity: Rarity) -> tuple[Shared, ...]:
    """The longest runs, the most unusual first, each text once."""
    places = _places(right, common)
    found: dict[str, Shared] = {}
    for stream in left:
        for start, end, other, there in _runs(stream, places, common):
            passage = _passage(stream, (start, end), other, (there, there + end - start), rarity)
            found.setdefault(" ".join(stream.words[start:end]), passage)
    worth = {text: one for text, one in found.items() if one.weight >= LEAST_WEIGHT}
    texts = sorted(worth, key=lambda text: (-worth[text].weight, text))[:MOST_PASSAGES]
    kept = [worth[text] for text in texts if not any(text != one and f" {text} " in f" {one} " for one in texts)]
    return tuple(one for one in kept if one.kind != QUERY or not _stands_within(one, kept))


def _places(streams: Sequence[Stream], common: Set[str]) -> dict[str, list[tuple[Stream, int]]]:
    found: dict[str, list[tuple[Stream, int]]] = {}
    for stream in streams:
        for start, shingle in enumerate(stream.shingles):
            if shingle in common:
                found.setdefault(shingle, []).append((stream, start))
    return found


def _runs(
    stream: Stream, places: Mapping[str, list[tuple[Stream, int]]], common: Set[str]
) -> Iterator[tuple[int, int, Stream, int]]:
    """(start, end, the other stream, start there), none of which overlaps another."""
    shingles = stream.shingles
    if stream.kind == QUERY:
        if shingles[0] in common:
            other, there = places[shingles[0]][0]
            yield 0, len(stream.words), other, there
        return
    done = 0
    for start, shingle in enumerate(shingles):
        if start < done or shingle not in common:
            continue
        ends = [
            (_end(stream, start, other, there, common), -number, other, there)
            for number, (other, there) in enumerate(places[shingle][:MOST_PLACES])
        ]
        end, _, other, there = max(ends, key=lambda one: one[:2])
        done = end - SHINGLE + 1
        if end - start >= LEAST_WORDS:
            yield start, end, other, there


def _end(stream: Stream, start: int, other: Stream, there: int, common: Set[str]) -> int:
    """Where the shared run ends. It may pass over what is left out, but does not end in it, and not over much of it."""
    mine, theirs = stream.shingles, other.shingles
    last = start
    here = start + 1
    while here < len(mine) and there + here - start < len(theirs) and mine[here] == theirs[there + here - start]:
        if mine[here] in common:
            last = here
        elif here - last > SHINGLE:
            break
        here += 1
    return last + SHINGLE


def _passage(stream: Stream, mine: tuple[int, int], other: Stream, theirs: tuple[int, int], rarity: Rarity) -> Shared:
    words = stream.words[mine[0] : mine[1]]
    within = stream.shingles if stream.kind == QUERY else stream.shingles[mine[0] : mine[1] - SHINGLE + 1]
    counts = sorted(rarity.shingles[shingle] for shingle in within if shingle in rarity.shingles)
    holders = counts[len(counts) // 2]
    long = rarity.of_length(len(words), holders)
    return Shared(
        stream.kind,
        Side(*stream.cut(*mine)),
        Side(*other.cut(*theirs)),
        len(words),
        tuple(word for word in dict.fromkeys(words) if word in rarity.words),
        holders,
        long + rarity.of_words(words),
        long,
    )


def _stands_within(query: Shared, passages: Sequence[Shared]) -> bool:
    """Is the query told by a passage of code or words already?"""
    return any(
        one.kind != QUERY
        and one.left.place.file == query.left.place.file
        and one.left.place.first <= query.left.place.first <= one.left.place.last
        for one in passages
    )
