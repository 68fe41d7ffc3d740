"""Compares all submissions of a cohort: what is left out, who is read against whom, and which pairs share enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.definition import Definition
from verifier.documents.task import cover
from verifier.likeness.given import Given
from verifier.likeness.nominate import nominate
from verifier.likeness.passages import Rarity, Shared, shared
from verifier.likeness.streams import SHINGLE, WORDS, Facts, Stream, streams

ENOUGH = 7.0
"""What a pair's passages must come to, see `_weight`: seven unusual words that nobody else has, or 24 usual ones in a row.

Measured on 39 answers by people who never met: of all 741 pairs, each compared as a cohort of two, none comes to five (the
list of manuals was made with them in view, so people who use others will come closer). Of stretches of six sentences copied
from one to another 24 of 29 come to seven in the cohort of 39, and 27 in a cohort of two.
"""


@dataclass(frozen=True)
class Pair:
    """left, right: the names of two submissions, in order. passages: the most unusual first."""

    left: str
    right: str
    passages: tuple[Shared, ...]
    weight: float

    @property
    def words(self) -> int:
        return sum(passage.words for passage in self.passages)


def compare(works: Mapping[str, Facts], *, given: Iterable[str] = ()) -> tuple[Pair, ...]:
    """The pairs that share unusual text, those that share most first. works: facts of the document, by name.

    given: texts that everybody was given. They are left out, as are the exercise's own phrases, what manuals print, and
    what more than `most_holders` of the cohort have.
    """
    known = Given.of(given)
    read = {name: streams(works[name]) for name in sorted(works)}
    held = {name: {shingle for stream in found for shingle in stream.shingles} for name, found in read.items()}
    most = most_holders(len(read))
    counts = Counter(shingle for found in held.values() for shingle in found)
    words = Counter(word for found in read.values() for word in {word for stream in found for word in stream.words})
    left_out = {shingle for shingle, count in counts.items() if count > most or known.says(shingle)}
    left_out.update(shingle for found in read.values() for stream in found for shingle in _asked(stream))
    rarity = Rarity(
        {shingle: count for shingle, count in counts.items() if count > 1 and shingle not in left_out},
        {word: count for word, count in words.items() if 1 < count <= most and not known.uses(word)},
    )
    pairs = []
    for left, right in sorted(nominate(read, left_out)):
        common = (held[left] & held[right]) - left_out
        passages = shared(read[left], read[right], common, rarity) if common else ()
        weight = _weight(passages, rarity)
        if weight >= ENOUGH:
            pairs.append(Pair(left, right, passages, weight))
    return tuple(sorted(pairs, key=lambda pair: (-pair.weight, pair.left, pair.right)))


def most_holders(submissions: int) -> int:
    """How many may have a text that is still unusual: a fifth of the cohort, and two in a small one."""
    return max(2, submissions // 5)


def given_by(definition: Definition) -> Iterator[str]:
    """What the definition tells every candidate."""
    for section in definition.sections:
        yield section.title
        for step in section.steps:
            yield from (step.title, step.task, step.hint)


def _asked(stream: Stream) -> Iterator[str]:
    """The shingles that are the exercise's phrases, but for a word that joins two of them."""
    if stream.kind == WORDS:
        covered, _ = cover(stream.words)
        for start, shingle in enumerate(stream.shingles):
            if sum(covered[start : start + SHINGLE]) >= SHINGLE - 1:
                yield shingle


def _weight(passages: Sequence[Shared], rarity: Rarity) -> float:
    """Of all passages together; a word that several of them have counts once."""
    return rarity.of_words(word for passage in passages for word in passage.unusual) + sum(
        passage.long for passage in passages
    )
