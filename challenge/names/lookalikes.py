"""Names that people take for one another: a second one that looks like the first is refused."""

from __future__ import annotations

import unicodedata

# Cyrillic and Greek letters that look like Latin ones in most fonts, and what passes for l and o. Not all of Unicode's
# list: names are entered by operators or made of plain letters by us, so this catches slips and simple tricks.
PASSES_FOR = str.maketrans(
    {
        **dict(zip("авеёкмнорстухіјѕԁһԛԝ", "abeekmhopctyxijsdhqw", strict=True)),
        **dict(zip("αβεζηικμνορτυχω", "abeznikuvoptuxw", strict=True)),
        **dict(zip("01|ı", "olli", strict=True)),
    }
)


def skeleton(name: str) -> str:
    """What is left of a name when everything is gone that an eye may not see: case, accents, spaces, other alphabets."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(one for one in plain if unicodedata.category(one)[0] not in "MZC")
    return seen.translate(PASSES_FOR)


EDGES = ".,:;!?-–—_*'\"`´‘’“”"


def glance(name: str) -> str:
    """As `skeleton`, for names that are read from far away on a board: i is no other than l, and what stands at the edges is nothing."""
    return skeleton(name).strip(EDGES).replace("i", "l")
