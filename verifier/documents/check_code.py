"""The Python of an Agent check as it stands in a document: prompts around it, curly quotes, lost indentation.

What parses is read as the host's files are; what does not is read line by line.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from verifier.agent_config import check_code
from verifier.facts.host import SubmittedMetric

_MISSPELT = r"guage|gage|guague|guauge"
_IS_CHECK = re.compile(rf"\bAgentCheck\b|\bself\s*\.\s*(?:gauge|{_MISSPELT}|count|rate|monotonic_count|histogram)\s*\(")
_TYPO = re.compile(rf"self\s*\.\s*(?:{_MISSPELT})\s*\(")
_LINE = re.compile(
    r"self\s*\.\s*(?P<method>\w+)\s*\(\s*(?:name\s*=\s*)?['\"](?P<name>[^'\"\n]{1,100})['\"]\s*,\s*(?P<value>.{1,200})"
)
_PROMPT = re.compile(r"^\s*(?:\[?[\w.-]+@[\w.-]+.*[$#]\s*.*|/\S+|#?\s*cat .*|~|`+)$")
_DRAWN = re.compile(r"(?:randint|uniform)\s*\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)")
_FROM_INSTANCE = re.compile(
    r"\binstance\.get\(\s*['\"](?P<key>\w{1,40})['\"]\s*(?:,\s*(?P<default>-?\d+(?:\.\d+)?)\s*)?\)|\binstance\[\s*['\"](?P<item>\w{1,40})['\"]\s*\]"
)
MAX_CODE = 60_000
MAX_VALUES = 100
"""So many submissions of one check."""
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True)
class Read:
    """What a piece of Python sends. broken: why it cannot be parsed; misspelt: it calls a method that does not exist."""

    values: tuple[SubmittedMetric, ...]
    broken: str
    misspelt: bool


def looks_like_check(text: str) -> bool:
    return bool(_IS_CHECK.search(text))


def with_instance(text: str, given: Mapping[str, str]) -> str:
    """The code with what it takes from its instance as numbers: as the YAML gives them, else its own default."""

    def number(match: re.Match[str]) -> str:
        return given.get(match["key"] or match["item"]) or match["default"] or match[0]

    return _FROM_INSTANCE.sub(number, text) if "instance" in text else text


def read(text: str, first: int = 1, *, most: int = MAX_CODE) -> Read:
    """first: the line on which `text` begins. most: longer code is not parsed."""
    text = text.translate(_SMART)
    misspelt = bool(_TYPO.search(text))
    if len(text) > min(most, MAX_CODE):
        return Read(tuple(islice(_by_lines(text, first), MAX_VALUES)), "it is too long to be parsed", misspelt)
    code, offset = _bare(_TYPO.sub("self.gauge(", text))
    submissions = check_code.read(code)
    if submissions.problem:
        return Read(tuple(islice(_by_lines(text, first), MAX_VALUES)), "it cannot be parsed as Python", misspelt)
    only = _only_drawn(text)
    values = tuple(
        SubmittedMetric(
            m.name,
            m.method,
            *_bounds(m.low, m.high, m.expression, only, constant=m.constant),
            m.expression,
            first + offset + m.line - 1,
        )
        for m in submissions.metrics[:MAX_VALUES]
    )
    return Read(values, "", misspelt)


def _bare(text: str) -> tuple[str, int]:
    """The code without prompts around it and without common indentation, and how many lines were left out above."""
    lines = text.expandtabs(8).split("\n")
    offset = 0
    while lines and (_PROMPT.match(lines[0]) or not lines[0].strip()):
        lines.pop(0)
        offset += 1
    while lines and (_PROMPT.match(lines[-1]) or not lines[-1].strip()):
        lines.pop()
    return textwrap.dedent("\n".join(lines)), offset


def _by_lines(text: str, first: int) -> Iterator[SubmittedMetric]:
    only = _only_drawn(text)
    for number, line in enumerate(text.split("\n")):
        match = _LINE.search(line)
        if not match:
            continue
        method = "gauge" if _TYPO.search(line) else match["method"]
        if method in check_code.METHODS:
            written = match["value"].strip()[:80]
            constant = bool(re.match(r"\d+(?:\.\d+)?\s*\)", written))
            yield SubmittedMetric(
                match["name"], method, *_bounds(None, None, written, only, constant=constant), written, first + number
            )


def _only_drawn(text: str) -> re.Match[str] | None:
    """The number that is drawn, if only one is drawn in all of the code."""
    drawn = list(islice(_DRAWN.finditer(text), 2))
    return drawn[0] if len(drawn) == 1 else None


def _bounds(
    low: float | None, high: float | None, expression: str, only: re.Match[str] | None, *, constant: bool
) -> tuple[float | None, float | None, bool]:
    """Bounds that the syntax tree did not give, from the only number that is drawn anywhere in the code."""
    if low is not None and high is not None:
        return low, high, constant
    drawn = _DRAWN.search(expression) or only
    return (float(drawn[1]), float(drawn[2]), constant) if drawn else (low, high, constant)
