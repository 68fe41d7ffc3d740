"""Finds metric queries as people write them: in scripts, request bodies, answers of the API, and in the middle of a sentence.

Only finding is done here; what a query means is for `verifier.queries` and the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from verifier.documents import computed, formulas
from verifier.facts.document import Code, Passage, Place, ShownQuery

_CORE = re.compile(r"[A-Za-z_][\w.\-/]{0,150}\{[^{}\n\"]{0,200}\}")
_BEFORE = re.compile(r"(?:[a-z_]{2,30}\(\s*|(?:avg|sum|min|max|count|last|p\d{2})(?:\(\s*\w{1,20}\s*\))?\s*:\s*)+$")
_AFTER = re.compile(r"\s*(?:by\s*\{[^{}\n]{0,100}\}|\.\w{1,30}\([^()\n]{0,100}\))")
_COMPARED = re.compile(r"\s*(?:>=|<=|>|<|==)\s*-?\d[\d.]*")
_WINDOW = re.compile(r"^(?:avg|sum|min|max|last|change|pct_change|percentile)\(\s*(?:last|current|avg|min|max|sum)\w*")
_ANSWER = re.compile(r"""^[ \t]*\{\s{0,100}u?["'](?:dash|errors|created_at|author_handle)["']""", re.MULTILINE)
_ERROR = re.compile(r"""["']errors?["']\s*:|Error parsing query|unable to parse""")
MAX_QUERIES = 1_000
MAX_LINE = 20_000
_ESCAPES = (("'\\''", "'"), ("\\u0027", "'"), ('\\"', '"'), ("'\"'\"'", "'"))


_NOT_DRAWN = re.compile(
    r"(?i)(?:\bwould|['’]d) have \w|\bif i had\b|\bplan(?:ned)? to\b|\bit used to be\b|"
    r"\b(?:before(?: that)?,? it was|(?:previously|formerly|originally),? it was|it was [^.;]{0,80} before)\b"
)
"""Who says what would have been, or what was before, has not drawn it."""


def find(codes: Sequence[Code], passages: Sequence[Passage]) -> tuple[ShownQuery, ...]:
    """Every query, code first; at most MAX_QUERIES."""
    return tuple(islice(_all(codes, passages), MAX_QUERIES))


def _all(codes: Sequence[Code], passages: Sequence[Passage]) -> Iterator[ShownQuery]:
    for number, code in enumerate(codes):
        lines = [(offset, line) for offset, line in enumerate(code.text.split("\n")) if "{" in line]
        lines += [(line - 1, text) for line, text in computed.strings(code.text)]
        lines += formulas.composed(code.text)
        seen: set[tuple[int, str]] = set()
        for offset, line in sorted(lines, key=lambda entry: entry[0]):
            for text in _queries(computed.interpolated(line)):
                if (offset, text) not in seen:
                    seen.add((offset, text))
                    place = _at(code.place, code.place.first + offset)
                    yield ShownQuery(text, _role(text, line), number, place)
    for passage in passages:
        if passage.kind != "question" and "{" in passage.text and not _NOT_DRAWN.search(passage.text):
            for text in _queries(passage.text):
                yield ShownQuery(text, "prose", -1, passage.place)


def _role(text: str, line: str) -> str:
    if _ERROR.search(line):
        return "error"
    if _ANSWER.search(line):
        return "answer"
    return "monitor" if _WINDOW.match(text) else "board"


def _queries(line: str) -> Iterator[str]:
    line = line[:MAX_LINE]
    for written, meant in _ESCAPES:
        line = line.replace(written, meant)
    done = 0
    for core in _CORE.finditer(line):
        if core.start() < done or core[0].startswith(("is_", "host.", f"{computed.UNKNOWN}{{")):
            continue
        before = _BEFORE.search(line, max(done, core.start() - 200), core.start())
        start = before.start() if before else core.start()
        done = _end(line, core.end(), opened=line.count("(", start, core.end()) - line.count(")", start, core.end()))
        yield line[start:done].strip()


def _end(line: str, position: int, *, opened: int) -> int:
    """Where a query ends that has `opened` parentheses to close."""
    while match := _AFTER.match(line, position):
        position = match.end()
    limit = min(len(line), position + 300)
    reached = position
    while opened > 0 and reached < limit:
        opened += {"(": 1, ")": -1}.get(line[reached], 0)
        reached += 1
    if opened == 0:
        position = reached
        while match := _AFTER.match(line, position):
            position = match.end()
    compared = _COMPARED.match(line, position)
    return compared.end() if compared else position


def _at(place: Place, line: int) -> Place:
    return Place(place.file, line, line, place.section, place.asked, place.order)
