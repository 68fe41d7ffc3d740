"""Reads calls of curl as a shell and curl would: words, then method, address and body. Nothing is run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_CURL = re.compile(r"(?m)(?:^|[\s;&|($`])curl(?=\s)")
_WITH_VALUE = frozenset("-X -H -d -F -o -u -A -e -b -c -m --request --header --data --data-raw --data-binary --data-ascii "
                        "--data-urlencode --json --form --output --user --url --max-time --connect-timeout".split())  # fmt: skip
_DATA = frozenset("-d --data --data-raw --data-binary --data-ascii --data-urlencode --json -F --form".split())
MAX_CALLS = 20
MAX_LENGTH = 20_000


@dataclass(frozen=True)
class Call:
    """method: "GET", "POST" …, as given or as the body implies. body: as the shell hands it over."""

    method: str
    url: str
    body: str
    text: str


def calls(text: str) -> Iterator[Call]:
    """The calls in a piece of shell; those whose quotes do not close are left out."""
    starts = [match.end() - len("curl") for match in _CURL.finditer(text)][:MAX_CALLS]
    for start, end in pairwise([*starts, len(text)]):
        written = text[start : min(end, start + MAX_LENGTH)]
        words = _words(written)
        if words:
            yield _call(words, written)


def _words(written: str) -> list[str]:
    """The shell's words up to the end of the command; [] where the quotes do not close."""
    lexer = shlex.shlex(written.replace("\\\n", " "), posix=True, punctuation_chars=";&|\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    found: list[str] = []
    try:
        for word in lexer:
            if set(word) <= set(";&|\n"):
                break
            found.append(word)
    except ValueError:
        return []
    return found


def _call(words: list[str], written: str) -> Call:
    method = url = ""
    body: list[str] = []
    position = 1
    while position < len(words):
        word = words[position]
        position += 1
        name, joined, given = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
        if not word.startswith("-") or word == "-":
            url = url or word
            continue
        if name not in _WITH_VALUE:
            continue
        if not given and not joined:
            given = words[position] if position < len(words) else ""
            position += 1
        if name in ("-X", "--request"):
            method = given.upper()
        elif name == "--url":
            url = given
        elif name in _DATA:
            body.append(given)
    return Call(method or ("POST" if body else "GET"), url, "&".join(body), written)
