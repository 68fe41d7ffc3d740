"""Finds and removes credentials in text that others wrote: documents, files, host output, API exchanges.

`mask` keeps every length, so that lines and columns stay what they were. Two-sided on purpose: a value counts
only where a word beside it says what it is (a bare 32-digit hexadecimal number is as often the id of a gist),
and a placeholder is no secret. What was found is told by kind and place, and by a keyed digest, never by value.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DOT = "•"

API_KEY = "API key"
APPLICATION_KEY = "application key"
PASSWORD = "password"  # the name of a kind
PRIVATE_KEY = "private key"
TOKEN = "token"


@dataclass(frozen=True)
class Leak:
    """A credential in a text. line counts from 1; digest: keyed, "" without a key; partly: some of it was masked."""

    kind: str
    line: int
    start: int
    end: int
    digest: str = ""
    partly: bool = False


# A word that says "key", then at most 40 characters that are no path of an address, then the digits.
_KEY_WORD = (
    r"(?:api|app|application)[\s_\-]{0,2}key|APIKEY|DD_[A-Z_]{0,20}KEY|dd-(?:api|application)-key"
    r"|echo\s+\$\{?\w{0,30}key\}?|(?<![a-z])apikey|appkey"
)
_HEX_KEY = re.compile(
    rf"(?i:{_KEY_WORD})[^\n/]{{0,40}}?(?:\n[^\n/]{{0,4}})?"
    r"(?<![0-9a-zA-Z])(?P<value>(?:[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{24,39}[Xx*•.]{1,12}))(?![0-9a-zA-Z])"
)
# A client that is given both, without their names: `Client.new('<32 digits>', '<40 digits>')`.
_KEY_PAIR = re.compile(r"[\"'](?P<api>[0-9a-f]{32})[\"']\s{0,40},\s{0,40}[\"'](?P<app>[0-9a-f]{40})[\"']")
# Two keys in a row: `-e API=<key> <key>` is rare, but `"api_key": "…", "app_key": "…"` on one line is not.

_VALUE = r"""(?P<value>"[^"\n]{1,120}"|'[^'\n]{1,120}'|“[^”\n]{1,120}”|[^\s"',;)\]}|&<>`]{1,120}|<[^>\n]{1,80}>)"""
_NAMED_PASSWORDS = (
    re.compile(rf"(?i:identified\s+(?:with\s+\w+\s+)?by\s+(?:password\s+)?){_VALUE}"),
    re.compile(r"(?i:with\s+(?:encrypted\s+)?password\s+)(?P<value>'[^'\n]{1,120}'|\"[^\"\n]{1,120}\")"),
    re.compile(rf"(?i:--password[= ]){_VALUE}"),
    re.compile(rf"(?i:(?:PASSWORD|PASSWD|PASSPHRASE|SECRET(?:_KEY)?)[ \t]*=[ \t]*){_VALUE}"),
    re.compile(
        rf"(?i:(?:password|passwd|passphrase)[\"']?(?![ \t]+:'\w+')[ \t]*(?::|=>)[ \t]*){_VALUE}"
    ),  # not psql's :'variable'
    re.compile(rf"(?im:^[ \t\-{{>]*[\"']?(?:pass|pwd)[\"']?[ \t]*(?::|=>|=)[ \t]*){_VALUE}"),
    re.compile(r"\b[a-z][a-z0-9+]{2,20}://[^\s:/@\"']{1,60}:(?P<value>[^\s/@\"']{1,80})@"),
    re.compile(
        r"(?i:\b(?:password|passwd|pwd)\s+(?:to|is|was|as|of|:)\s+(?:be\s+)?)(?P<value>[`\"'“][^`\"'”\n]{3,60}[`\"'”]|\S*\d\S*)"
    ),
)
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]{1,20} ){0,3}PRIVATE KEY-----")
_PRIVATE_KEY_LENGTH = 8000
# The beginning of a word is asked for behind its first letters: a pattern that begins with letters is looked for ten times as fast.
_TOKENS = (
    re.compile(r"(?P<value>gh(?<!\wgh)[pousr]_[A-Za-z0-9]{30,})"),
    re.compile(r"(?P<value>github_pat_(?<!\wgithub_pat_)[A-Za-z0-9_]{40,})"),
    re.compile(r"(?P<value>xox(?<!\wxox)[abprs]-[A-Za-z0-9-]{20,})"),
    re.compile(r"(?P<value>A(?<!\wA)(?:KI|SI)A[A-Z0-9]{16})\b"),
    re.compile(r"(?P<value>eyJ(?<!\weyJ)[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"),
    re.compile(r"hooks(?<!\whooks)\.slack\.com/services/(?P<value>[A-Za-z0-9/]{20,})"),
    re.compile(r"(?i:authorization[\"']?\s*[:=]\s*[\"']?(?:bearer|token|basic)\s+)(?P<value>[A-Za-z0-9._~+/=-]{16,})"),
)

_PLACEHOLDER = re.compile(
    r"(?i)^(?:(.)\1*|[<\[({%$].*|ENC\[.*|(?:YES|NO)\b\)?|&lt;.*|.*[>\])}]|.*\b(?:your|my|our|the|generated|unique|some|insert|enter|redacted|masked|hidden|omitted|"
    r"example|placeholder|changeme|secret|xxx+|todo)\b.*|.*(?:\*{3,}|•{3,}|x{4,}|\.{3,}).*|(?:your|my|unique|generated)?[_\- ]?"
    r"(?:new[_\- ]?)?(?:pass(?:word|wd)?|pwd)(?:[_\- ]?here)?|none|null|nil|true|false|string|str|os\.\w.*|env\b.*|getenv.*|process\.env.*|"
    r"required|updated|authentication|prompt.*|\W+)$"
)


def find(text: str, *, key: bytes = b"") -> tuple[Leak, ...]:
    """Every credential in `text`, in the order they stand there. `key` makes the digests of this installation."""
    found = sorted(_all(text))
    starts = [match.end() for match in re.finditer("\n", text)] if found else []
    leaks: list[Leak] = []
    for start, end, kind, partly in found:
        if end > start and (not leaks or start >= leaks[-1].end):
            line = bisect_right(starts, start) + 1
            leaks.append(Leak(kind, line, start, end, _digest(text[start:end], key), partly))
    return tuple(leaks)


def mask(text: str, leaks: Sequence[Leak] | None = None) -> str:
    """The text with every credential replaced by dots of the same length (line ends stay). leaks: what `find` found in it."""
    parts: list[str] = []
    done = 0
    for leak in find(text) if leaks is None else leaks:
        parts += (text[done : leak.start], re.sub(r"[^\r\n]", DOT, text[leak.start : leak.end]))
        done = leak.end
    return "".join(parts) + text[done:] if parts else text


def _all(text: str) -> Iterator[tuple[int, int, str, bool]]:
    for match in _PRIVATE_KEY.finditer(text):
        end = text.find("-----", match.end(), match.end() + _PRIVATE_KEY_LENGTH)
        end = end if end >= 0 else min(len(text), match.end() + _PRIVATE_KEY_LENGTH)
        if text[match.end() : end].strip(f"{DOT}\r\n"):
            yield match.end(), end, PRIVATE_KEY, False
    yield from _keys(text)
    for match in _KEY_PAIR.finditer(text):
        for name, kind in (("api", API_KEY), ("app", APPLICATION_KEY)):
            if not re.fullmatch(r"(.)\1*", match[name]):
                yield *match.span(name), kind, False
    for pattern in _TOKENS:
        for match in pattern.finditer(text):
            yield *match.span("value"), TOKEN, False
    for pattern in _NAMED_PASSWORDS:
        for match in pattern.finditer(text):
            start, end = _unquoted(text, *match.span("value"))
            if end - start >= 3 and not _PLACEHOLDER.match(text[start:end]):
                yield start, end, PASSWORD, False


def _keys(text: str) -> Iterator[tuple[int, int, str, bool]]:
    position = 0
    while match := _HEX_KEY.search(text, position):
        value = match["value"]
        digits = re.match("[0-9a-f]*", value)
        whole = digits is not None and len(digits[0]) == len(value)
        kind = APPLICATION_KEY if len(value) >= 38 else API_KEY
        if not re.fullmatch(r"(.)\1*", value):
            yield *match.span("value"), kind, not whole
        position = match.end("value")


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start >= 2 and text[start] in "\"'“`" and text[end - 1] in "\"'”`":
        return start + 1, end - 1
    return start, start + len(text[start:end].rstrip(".,:"))


def _digest(value: str, key: bytes) -> str:
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:16] if key else ""
