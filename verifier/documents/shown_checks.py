"""Custom checks as shown: code, and the collection interval wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from verifier.agent_config import yaml_text
from verifier.documents import check_code
from verifier.facts.document import CheckCode, Code, Passage, Place, ShownChecks, ShownInterval

_KEY = "min_collection_interval"
_VALUE = re.compile(_KEY + r"[`'\"\s]{0,20}[:=]?\s{0,20}(?:(?:to|of|as)\s{1,20})?[`'\"]?(?P<seconds>\d+(?:\.\d+)?)")
_STARTS = re.compile(rf"^\s*(?:init_config|instances|{_KEY})\s*:|^\s*-\s*\w+:|^\s*(?:\[\s*)?(?:-\s*)?{_KEY}")
_INDENTED = re.compile(r"^(?P<indent>\s*)(?:-\s*)?(?P<key>[\w]+)\s*:")
_LIST = re.compile(r"^\s*(?:instances\s*:\s*)?\[\s*(?:\{[^{}]*\}\s*)?\]\s*$")
"""A whole list on one line: below it no key of an instance can follow."""
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\t": "    "})
_SLEEP = re.compile(r"(?m)^[^#\n]*\bsleep\(\s*(\d+)\s*\)")
_INSTANCE_NUMBER = re.compile(
    r"(?m)^\s+(?:-\s*)?(?P<key>[A-Za-z_]\w{0,40})\s*:\s*(?P<number>-?\d+(?:\.\d+)?)\s*(?:#.*)?$"
)
_IN_A_COMMENT = re.compile(rf"(?m)^[ \t]{{0,40}}#[ \t#-]{{0,40}}{_KEY}\b.*$")
MAX_SNIPPET = 20_000
MAX_INTERVALS = 100
"""Of a whole submission. Whoever shows more of them shows a log."""
MAX_LOADED = 3 * MAX_SNIPPET
MAX_ABOVE = 2_000
MAX_PARSED = 200_000
"""So many characters of checks are parsed as Python; what comes after them is read line by line, and broken."""


def find(codes: Sequence[Code], passages: Sequence[Passage]) -> ShownChecks:
    """In the document's order; a committed file comes after it."""
    given = _instance_numbers(codes)
    found: list[CheckCode] = []
    left = MAX_PARSED
    for code in codes:
        if check_code.looks_like_check(code.text):
            read = check_code.read(check_code.with_instance(code.text, given), code.place.first, most=left)
            left -= min(left, len(code.text))
            found.append(CheckCode(read.values, code.place, read.broken, read.misspelt))
    written = (interval for code in codes if _KEY in code.text for interval in _in_code(code))
    intervals = list(islice(written, MAX_INTERVALS))
    intervals += [
        ShownInterval(float(match["seconds"]), match[0][:80], "words", passage.place)
        for passage in passages
        if passage.kind not in ("question", "restated")
        for match in [_VALUE.search(passage.text)]
        if match
    ]
    if not intervals:
        intervals = [
            ShownInterval(None, match[0].strip()[:80], "comment", code.place)
            for code in codes
            if "instances" in code.text[:MAX_SNIPPET]
            for match in [_IN_A_COMMENT.search(code.text[:MAX_SNIPPET])]
            if match
        ]
    if not intervals:
        intervals = [
            ShownInterval(float(match[1]), match[0].strip(), "sleep", code.place)
            for code in codes
            if check_code.looks_like_check(code.text)
            for match in [_SLEEP.search(code.text)]
            if match
        ]
    return ShownChecks(tuple(found), tuple(sorted(intervals, key=lambda interval: interval.place.order)))


def _instance_numbers(codes: Sequence[Code]) -> dict[str, str]:
    """Numbers that the checks' YAML gives to an instance; the last one of a name counts."""
    return {
        match["key"]: match["number"]
        for code in codes
        if "instances" in code.text[:MAX_SNIPPET]
        for match in _INSTANCE_NUMBER.finditer(code.text[:MAX_SNIPPET])
    }


def _in_code(code: Code) -> Iterator[ShownInterval]:
    lines = code.text.translate(_SMART).split("\n")
    regions = _Regions(lines)
    for number, line in enumerate(lines):
        if _KEY in line and not line.lstrip().startswith("#"):
            match = _VALUE.search(line)
            seconds = float(match["seconds"]) if match and not line[match.end() : match.end() + 1].isalpha() else None
            place = Place(
                code.place.file,
                code.place.first + number,
                code.place.first + number,
                code.place.section,
                code.place.asked,
                code.place.order,
            )
            yield ShownInterval(seconds, line.strip()[:80], _level(regions, number), place)


class _Regions:
    """The lines of a piece of code. Each region of YAML in them is loaded once, and no more of them than MAX_LOADED characters."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.opens = any(re.match(r"\s*(?:instances|init_config)[ \t]*:", line) for line in lines)
        self._yaml: dict[int, bool] = {}
        self._loaded: dict[tuple[int, int], object] = {}
        self._left = MAX_LOADED

    def is_yaml(self, number: int) -> bool:
        if number not in self._yaml:
            self._yaml[number] = _is_yaml(self.lines[number])
        return self._yaml[number]

    def load(self, start: int, end: int) -> object:
        """The YAML of some lines, or None when it is none."""
        if (start, end) not in self._loaded:
            text = "\n".join(self.lines[start:end])
            fits = len(text) <= min(MAX_SNIPPET, self._left)
            self._left -= len(text) if fits else 0
            self._loaded[start, end] = yaml_text.plain(text) if fits else None
        return self._loaded[start, end]


def _level(regions: _Regions, number: int) -> str:
    """Where in the file the key stands: as YAML if it is YAML, else by its indentation."""
    loaded = _loaded(regions, number)
    if isinstance(loaded, dict):
        instances = loaded.get("instances")
        if isinstance(instances, list) and any(isinstance(entry, dict) and _KEY in entry for entry in instances):
            return "instance"
        if isinstance(instances, dict) and _KEY in instances:
            return "no list"
        if isinstance(loaded.get("init_config"), dict) and _KEY in loaded["init_config"]:
            return "init_config"
        if _KEY in loaded:
            return "top" if "instances" in loaded or "init_config" in loaded else "alone"
    if isinstance(loaded, list) and any(isinstance(entry, dict) and _KEY in entry for entry in loaded):
        return "instance"
    return _by_indentation(regions, number)


def _loaded(regions: _Regions, number: int) -> object:
    """The YAML around a line, or None when it is none, or too much."""
    lines = regions.lines
    start, end = number, number + 1
    start = _above(regions, start)
    while start > 1 and not lines[start - 1].strip() and _STARTS.match(lines[start - 2]) and end - start < MAX_SNIPPET:
        start = _above(regions, start - 2)
    while end < len(lines) and (regions.is_yaml(end) or not lines[end].strip()) and end - start < MAX_SNIPPET:
        end += 1
    return regions.load(start, end)


def _above(regions: _Regions, start: int) -> int:
    """The first of the lines of YAML that end above a line; as many lines as could still be loaded are looked at."""
    last = start
    while start > 0 and last - start < MAX_SNIPPET and regions.lines[start - 1].strip() and regions.is_yaml(start - 1):
        start -= 1
    return start


def _is_yaml(line: str) -> bool:
    return bool(re.match(r"^\s*(?:#|-|[\w.-]+\s*:(?:\s|$)|\[|\{|\]|\})", line)) and "$ " not in line


def _by_indentation(regions: _Regions, number: int) -> str:
    line = regions.lines[number]
    if re.search(r"-" + _KEY, line):
        return "misspelt"
    width = len(line) - len(line.lstrip())
    for above in reversed(regions.lines[max(0, number - MAX_ABOVE) : number]):
        if _LIST.match(above) and len(above) - len(above.lstrip()) <= width:
            return "broken"
        match = _INDENTED.match(above)
        if (
            match
            and match["key"] in ("instances", "init_config")
            and (len(match["indent"]) < width or line.lstrip().startswith("-"))
        ):
            return "instance" if match["key"] == "instances" else "init_config"
        if "Instance ID" in above:
            return "resolved"
    if regions.opens:
        return "top" if width == 0 else "broken"
    return "alone"
