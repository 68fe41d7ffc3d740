"""What stands in a submission without being anybody's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from verifier.documents.exercise import PHRASES
from verifier.likeness.streams import shingles, words_of

MANUALS = Path(__file__).with_name("manuals.txt")
ORDINARY = """
a about after again all also although always an and any are as at back be because been before being below between both but by can
cannot case click clicked come could did do does doing done down each easy end even every example few find first following for found
from get gets getting go going good got great had has have having here how however i if image in info information into is it its just
know last left let like link ll look looks made make makes making many me more most much must my need needed needs new next no not now
of off ok on once one only open or order other our out over own page please possible re right run running said same saw screenshot
second see seems selected set several should show showed shown shows simple simply since so some something still such take taken than
that the their them then there these they thing things this those though through time to too took tried try trying two under until up
upon us use used user users uses using ve very via want wanted was way we well went were what when where whether which while who why
will with within without work worked working works would yes yet you your
com http https www net org html png jpg github raw blob master main user images
def return import class self none true false null else elif try except print echo name type value key data file files function
sudo etc bin usr opt var yaml yml json py sh txt conf cd ls cat vim nano apt install pip python version default localhost port code
account agent agents alert api app apm application applications average check checks command config configuration configure
configured create created custom dashboard dashboards data database datadog dd different documentation email event events graph graphs
host hosts id instance integration integrations interval line list log logs machine message metric metrics minutes monitor
monitoring monitors mysql mongodb number page postgres postgresql query random report reporting resource script send server service
services snapshot start started status step steps system tag tags test timeboard timeboards trace traces ubuntu url vagrant vm
"""
"""Words that anybody uses who writes English about this exercise; beside those of the exercise and the manuals."""


@dataclass(frozen=True)
class Given:
    """shingles: of the texts that everybody was given. words: of those texts, and the commonest of the language."""

    shingles: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Given:
        """The exercise, the manuals, and these texts."""
        base = _base()
        read = [tuple(words_of(text)) for text in texts]
        return cls(
            base.shingles.union(shingle for words in read for shingle in shingles(words)),
            base.words.union(word for words in read for word in words),
        )

    def says(self, shingle: str) -> bool:
        return shingle in self.shingles

    def uses(self, word: str) -> bool:
        """Numbers and single letters are nobody's own either."""
        return word in self.words or len(word) == 1 or word.isdigit()


@cache
def _base() -> Given:
    phrases = [tuple(phrase.split()) for group in PHRASES.values() for phrase in group]
    manuals = [tuple(words_of(text)) for text in _paragraphs(MANUALS.read_text("utf-8"))]
    return Given(
        frozenset(shingle for words in (*phrases, *manuals) for shingle in shingles(words)),
        frozenset(word for words in (*phrases, *manuals) for word in words) | frozenset(ORDINARY.split()),
    )


def _paragraphs(text: str) -> list[str]:
    ours = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [part for part in ours.split("\n\n") if part.strip()]
