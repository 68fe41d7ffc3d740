"""Reads the framed answer of the script as it arrives, whatever stands around the frames.

A frame counts only with the nonce of this run at the start of a line, so a login banner before the
first one and a forged one inside a file are plain text. A section counts only when its end was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from verifier.script.compose import GREETING


@dataclass(frozen=True)
class Section:
    """One answer. argument: the path, process or container it is about. truncated: there was more."""

    key: str
    argument: str
    text: str
    status: int
    errors: str = ""
    truncated: bool = False


@dataclass(frozen=True)
class Asked:
    """Everything under this key has arrived."""

    key: str


@dataclass(frozen=True)
class Ended:
    """The script came to its end."""


Event = Section | Asked | Ended


@dataclass
class Frames:
    """Takes bytes in pieces of any size, gives the events that are complete."""

    nonce: str
    _rest: bytes = b""
    _searched: int = 0
    _open: tuple[int, str, str] | None = None
    _content: bytes | None = None
    _told: list[bytes] = field(default_factory=list)

    def feed(self, piece: bytes) -> Iterator[Event]:
        self._rest += piece
        while True:
            before = (len(self._rest), self._open, self._content)
            event = self._next()
            if event is not None:
                yield event
            elif before == (len(self._rest), self._open, self._content):
                return

    def _next(self) -> Event | None:
        if self._open is not None and self._content is None:
            self._take_content()
            return None
        line = self._take_line()
        if line is None:
            return None
        words = line.rstrip(b"\r").split(b" ", 2)
        return self._open_frame(words) if self._open is None else self._inside(words)

    def _open_frame(self, words: list[bytes]) -> Event | None:
        tail = _text(words[2]) if len(words) > 2 else ""
        if words[1] == b"asked":
            return Asked(tail)
        if words[1] == b"done":
            return Ended()
        if words[1] == b"begin":
            cap, key, argument = [*tail.split(" ", 2), "", ""][:3]
            number = int(cap) if cap.isascii() and cap.isdigit() and len(cap) < 10 else 0
            self._open, self._content, self._told, self._searched = (number, key, argument), None, [], 0
        return None

    def _inside(self, words: list[bytes]) -> Event | None:
        if words[1] != b"end" or self._open is None:
            self._told.append(b" ".join(words[1:]))
            return None
        (cap, key, argument), content = self._open, self._content or b""
        self._open, self._content = None, None
        errors = [_text(told[4:]) for told in self._told if told.startswith(b"err ")]
        statuses = [told[7:] for told in self._told if told.startswith(b"status ")]
        status = int(statuses[-1]) if statuses and re.fullmatch(rb"\d{1,4}", statuses[-1]) else -1
        return Section(key, argument, _text(content[:cap]), status, "\n".join(errors), len(content) > cap)

    def _take_content(self) -> None:
        mark = b"\n" + self.nonce.encode() + b" "
        start = max(0, self._searched - len(mark))
        at = self._rest.find(mark, start)
        if at < 0:
            self._searched = len(self._rest)
            return
        self._content, self._rest, self._searched = self._rest[:at], self._rest[at + 1 :], 0

    def _take_line(self) -> bytes | None:
        """The next line that begins with the nonce; what stands before it is dropped."""
        mark = self.nonce.encode() + b" "
        if not self._rest.startswith(mark):
            at = self._rest.find(b"\n" + mark)
            self._rest = self._rest[(at if at >= 0 else self._rest.rfind(b"\n")) + 1 :]
        line, end, rest = self._rest.partition(b"\n")
        if not end or not line.startswith(mark):
            return None
        self._rest = rest
        return line


def sections(stream: Iterable[bytes], nonce: str) -> Iterator[Event]:
    """The events of a stream, each as soon as it is complete."""
    frames = Frames(nonce)
    for piece in stream:
        yield from frames.feed(piece)


def nonce_of(raw: bytes) -> str:
    """The nonce that a kept answer or an own run names in its greeting ("" = it is none of ours)."""
    found = re.search(rb"^" + GREETING.encode() + rb" ([0-9A-Za-z]{8,64})\r?$", raw, re.MULTILINE)
    return found.group(1).decode() if found else ""


def written(event: Event, nonce: str) -> str:
    """The event as frames again, so that a scrubbed answer can be kept and read like a fresh one."""
    if isinstance(event, Asked):
        return f"{nonce} asked {event.key}\n"
    if isinstance(event, Ended):
        return f"{nonce} done\n"
    cap = len(event.text.encode())
    content = event.text + "x" * event.truncated  # the byte too many is what says "truncated"
    errors = "".join(f"{nonce} err {line}\n" for line in event.errors.split("\n") if line)
    return (
        f"{nonce} begin {cap} {event.key} {event.argument}\n{content}\n"
        f"{errors}{nonce} status {event.status}\n{nonce} end\n"
    )


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
