"""Where a picture lies that a document refers to: in the submission, under another address, or nowhere that can be told.

People write names as they remember them: in another case, with spaces or escapes, from another folder, as the page of a
forge that shows the file. Pure: nothing is fetched or opened here.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urlsplit

from verifier.documents.files import PICTURES

MOST_NAMED = 3
_OTHER_SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]+:")
_PAGES = frozenset({"blob", "raw", "tree", "blame"})


@dataclass(frozen=True)
class Inside:
    """A file of the submission."""

    path: str


@dataclass(frozen=True)
class Outside:
    """Another address, that of the file itself and not of a page about it."""

    address: str


@dataclass(frozen=True)
class Nowhere:
    """why: one sentence for the candidate."""

    why: str


Found = Inside | Outside | Nowhere


def is_picture(target: str) -> bool:
    """Does a link lead to a picture, by its name?"""
    path = unquote(target.split("?", 1)[0].split("#", 1)[0])
    return PurePosixPath(path.strip()).suffix.lower() in PICTURES


class References:
    """Resolves what one document refers to. own: "owner/name" of the submission's own repository, "" = not known."""

    def __init__(self, paths: Iterable[str], *, document: str, own: str = "") -> None:
        self._paths = frozenset(paths)
        self._folder = posixpath.dirname(document)
        self._own = own.lower()
        self._by_end: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._paths):
            parts = _plain(path).split("/")
            for number in range(len(parts)):
                self._by_end["/".join(parts[number:])].append(path)

    def resolve(self, target: str) -> Found:
        """What is meant by this target, as it was written."""
        written = target.strip().removeprefix("<").removesuffix(">").strip().replace("\\", "/")
        if not written:
            return Nowhere("No name is given.")
        if written.lower().startswith("data:"):
            return Nowhere("It is written into the document itself.")
        if written.startswith("//"):
            written = f"https:{written}"
        if written.lower().startswith(("http://", "https://")):
            return self._by_address(written)
        if _OTHER_SCHEME.match(written):
            return Nowhere("It lies on somebody's own computer, or where no picture can be fetched from.")
        return self._by_name(written)

    def _by_address(self, address: str) -> Found:
        try:
            parts = urlsplit(address)
            _ = parts.hostname, parts.port
        except ValueError:
            return Nowhere("This is no address.")
        shown = _shown_file(parts)
        if shown is None:
            return Outside(parts._replace(scheme="https", fragment="").geturl())
        repository, inside, raw = shown
        if not self._own or repository.lower() == self._own:
            for path in _shorter(unquote(inside)):
                if path in self._paths:
                    return Inside(path)
                if len(ends := self._by_end.get(_plain(path), [])) == 1 and (self._own or "/" in path):
                    return Inside(ends[0])
        return Outside(raw)

    def _by_name(self, written: str) -> Found:
        for name in _spellings(written):
            rooted = posixpath.normpath(name.lstrip("/")) if name.startswith("/") else None
            joined = rooted or posixpath.normpath(posixpath.join(self._folder, name))
            for path in (joined, posixpath.normpath(name.lstrip("/"))):
                if path in self._paths:
                    return Inside(path)
            for path in (joined, posixpath.normpath(name.lstrip("/")), PurePosixPath(name).name):
                found = self._by_end.get(_plain(path.lstrip("./")), [])
                same = [one for one in found if _plain(one) == _plain(path)] or found
                if len(same) == 1:
                    return Inside(same[0])
                if same:
                    return Nowhere(f"Several files have this name: {', '.join(same[:MOST_NAMED])}.")
        return Nowhere("There is no such file in the submission.")


def _spellings(written: str) -> Iterator[str]:
    """As written, and as it may have been meant: without a question behind it, with its escapes undone."""
    bare = written.split("#", 1)[0].split("?", 1)[0]
    once = unquote(bare)
    yield from dict.fromkeys(
        name for name in (written, bare, once, unquote(once), once.replace("+", " ")) if name.strip("/. ")
    )


def _plain(path: str) -> str:
    """For comparing: case-blind, one form of accented letters, one space for several."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", path).casefold()).strip()


def _shorter(path: str) -> Iterator[str]:
    """The path, and what is left when more of its first folders belong to the name of a branch."""
    parts = path.strip("/").split("/")
    for number in range(len(parts)):
        yield "/".join(parts[number:])


def _shown_file(parts: SplitResult) -> tuple[str, str, str] | None:
    """(owner/name, path behind the branch's first word, address of the file itself) of a forge's page of a file."""
    host = (parts.hostname or "").removeprefix("www.")
    words = [word for word in parts.path.split("/") if word]
    if host == "raw.githubusercontent.com" and len(words) > 3:
        return "/".join(words[:2]), "/".join(words[3:]), f"https://{host}{parts.path}"
    if host == "github.com" and len(words) > 4 and words[2] in _PAGES:
        raw = f"https://{host}/" + "/".join(_escaped([*words[:2], "raw", *words[3:]]))
        return "/".join(words[:2]), "/".join(words[4:]), raw
    if host == "gitlab.com" and any(word in _PAGES for word in words[2:]):
        at = next(number for number, word in enumerate(words) if number > 1 and word in _PAGES)
        own = [word for word in words[:at] if word != "-"]
        raw = f"https://{host}/" + "/".join(_escaped([*own, "-", "raw", *words[at + 1 :]]))
        return ("/".join(own), "/".join(words[at + 2 :]), raw) if len(words) > at + 2 else None
    if host == "bitbucket.org" and len(words) > 4 and words[2] in {"src", "raw"}:
        raw = f"https://{host}/" + "/".join(_escaped([*words[:2], "raw", *words[3:]]))
        return "/".join(words[:2]), "/".join(words[4:]), raw
    return None


def _escaped(words: list[str]) -> list[str]:
    """Names with spaces as an address takes them; what is escaped already stays so."""
    return [quote(word, safe="%:@!$&'()*+,;=~") for word in words]
