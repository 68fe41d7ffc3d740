"""Which submissions are worth reading against each other: MinHash of every sentence and line, and LSH over all of them.

It only nominates. A pair that it misses shares no whole sentence and no whole line; one that it names in vain costs a moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from rensa import RMinHash, RMinHashLSH

from verifier.likeness.streams import Stream

PERMUTATIONS = 32
BANDS = 16
"""Sixteen bands of two: units of which half is the same are found 99 times in 100, and of which a fifth is, every second time."""
SEED = 45
ALIKE = 0.5


def nominate(works: Mapping[str, Sequence[Stream]], left_out: Collection[str]) -> set[tuple[str, str]]:
    """Pairs of names, each in order, that have a unit alike."""
    owners: list[str] = []
    units: list[list[str]] = []
    for name, streams in works.items():
        seen = set()
        for unit in _units(streams, left_out):
            if unit not in seen:
                seen.add(unit)
                owners.append(name)
                units.append(list(unit))
    if not units:
        return set()
    hashes = RMinHash.from_token_sets(units, num_perm=PERMUTATIONS, seed=SEED)
    index = RMinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS, num_bands=BANDS)
    index.insert_many(hashes)
    return set(_pairs(owners, index.query_all(hashes)))


def _units(streams: Iterable[Stream], left_out: Collection[str]) -> Iterator[frozenset[str]]:
    """The shingles that begin in each sentence or line, without those that say nothing."""
    for stream in streams:
        found = stream.shingles
        for start, end in zip(stream.units, (*stream.units[1:], len(found)), strict=True):
            unit = frozenset(found[start:end]).difference(left_out)
            if unit:
                yield unit


def _pairs(owners: Sequence[str], alike: Iterable[Iterable[int]]) -> Iterator[tuple[str, str]]:
    known: set[frozenset[str]] = set()
    for keys in alike:
        names = frozenset(owners[key] for key in keys)
        if len(names) > 1 and names not in known:
            known.add(names)
            yield from combinations(sorted(names), 2)
