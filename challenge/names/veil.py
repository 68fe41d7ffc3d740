"""Replaces what tells who a candidate is in a text. Pure: `challenge.names.naming` says which strings, and for whom.

A known string is found as whole words, whatever its case: letters, digits and everything else are words of their own,
so "ada" is found in "ada-vm", "ada_metric", "ada2" and "AdaVM", and not in "adaptor". The longest one wins.

Ordinary words that are somebody's name as well ("Will", "An", "May") would wreck a page. Such a word alone is hidden
only where it is written as a name: with a capital letter inside of a sentence, or as a login (`will@`, `/home/will`,
`~will`). Within a full name, an e-mail or a whole user name it is always hidden. Every word of our own pages is an
ordinary one, and so is what every machine has as its login ("vagrant", "root"), which names nobody. A long hexadecimal
id is never touched in its middle.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from challenge.names.ordinary_words import MONTHS, NOBODY, ORDINARY, on_our_pages

SHORTEST = 3
"""Letters that a part of a name needs to be hidden wherever it stands."""
SHORTEST_JOINED = 5
"""Letters that "aotter" and the like need: An Davis is not every "and"."""

TOKEN = re.compile(r"[^\W\d_]+|\d+|\s+|[\W_]")
CAMEL = re.compile(r"[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+(?![a-zß-öø-ÿ])")
HEXADECIMAL = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{8,}", re.IGNORECASE)
LOGIN_BEFORE = re.compile(
    r"(?:/home/|/Users/|\\Users\\|~|github\.com[/:]|gitlab\.com[/:]|bitbucket\.org[/:])$", re.IGNORECASE
)
IN_A_SENTENCE = re.compile(r"[^\W_][,;]?\s+$")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})


@dataclass(frozen=True)
class Known:
    """A string that tells who somebody is, and what is read in its place; None = it stays as it is, as a whole.

    of: whose it is; what is somebody's who may be read goes through, see `Veil.without`.
    """

    text: str
    instead: str | None
    of: int = 0


@dataclass(frozen=True)
class Person:
    """What is known of a candidate. code: what is read in place of it. names: (first, last). handles: user names."""

    code: str
    label: str
    names: tuple[tuple[str, str], ...] = ()
    handles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    def known(self) -> Iterator[Known]:
        """Every string, the whole and its parts."""
        yield Known(self.label, None)
        for first, last in self.names:
            yield from self._of_name(first, last)
        for team in self.teams:
            yield Known(team, self.label)
            yield from (Known(part, self.code) for part in _parts(team))
        for email in self.emails:
            yield Known(email, self.code)
            yield from self._of_handle(email.split("@", 1)[0])
        for handle in self.handles:
            yield from self._of_handle(handle)

    def whole(self) -> Iterator[Known]:
        """Only what can hardly mean anybody else: whole names, e-mails, and user names of more than one word."""
        yield Known(self.label, None)
        for first, last in self.names:
            if len(_parts(f"{first} {last}")) > 1:
                yield Known(f"{first} {last}".strip(), self.label)
        yield from (Known(email, self.code) for email in self.emails)
        yield from (Known(handle, self.code) for handle in self.handles if len(_tokens(handle)) > 1)

    def _of_name(self, first: str, last: str) -> Iterator[Known]:
        parts = _parts(f"{first} {last}")
        if len(parts) > 1:
            start, end = parts[0], parts[-1]
            yield from (Known(text, self.label) for text in (" ".join(parts), f"{end}, {start}", f"{end} {start}"))
            joined = (start + end, end + start, start[0] + end, start + end[0], "".join(parts))
            yield from (Known(text, self.code) for text in joined if len(text) >= SHORTEST_JOINED)
        yield from (Known(part, self.label if len(parts) == 1 else self.code) for part in parts)

    def _of_handle(self, handle: str) -> Iterator[Known]:
        if handle.casefold() not in NOBODY:
            yield Known(handle, self.code)
            yield from (Known(part, self.code) for part in _parts(handle) if not _is_ordinary(part.casefold()))


Index = dict[str, list[tuple[tuple[str, ...], str | None, int]]]
"""First word -> (all words, what is read in their place, whose they are), the longest first."""


@dataclass(frozen=True)
class Veil:
    """index: made of known strings. before: another one, which is asked first. open: whose strings go through."""

    index: Index = field(default_factory=dict)
    before: Index = field(default_factory=dict)
    open: frozenset[int] = frozenset()

    @classmethod
    def of(cls, known: Iterable[Known]) -> Veil:
        """Of two of one person that are the same, the first one holds."""
        found: dict[tuple[tuple[str, ...], int], str | None] = {}
        for one in known:
            for text in _spellings(one.text):
                found.setdefault((tuple(_tokens(text)), one.of), one.instead)
        index: Index = {}
        for (words, whose), instead in found.items():
            if any(word.isalpha() for word in words) and not (len(words) == 1 and words[0] in NOBODY):
                index.setdefault(words[0], []).append((words, instead, whose))
        for several in index.values():
            several.sort(key=lambda one: -len(one[0]))
        return cls(index)

    def without(self, whose: Iterable[int]) -> Veil:
        """The same, but for these people."""
        return replace(self, open=frozenset(whose))

    def after(self, first: Veil) -> Veil:
        """Both; of two strings that are equally long, that of the first holds."""
        return replace(self, before=first.index)

    def knows(self, text: str) -> bool:
        """Whether this is, as a whole, a string that is hidden."""
        words = tuple(_tokens(text))
        found = self.index.get(words[0], ()) if words else ()
        return any(one == words and instead is not None and whose not in self.open for one, instead, whose in found)

    def __bool__(self) -> bool:
        return bool(self.index or self.before)

    def text(self, text: str) -> str:
        """The text with every known string replaced; the same object where there is none."""
        if not self or not text:
            return text
        plain = text if text.isascii() else unicodedata.normalize("NFC", text)
        words = TOKEN.findall(plain)
        folded = [" " if word.isspace() else word.casefold() for word in words]
        known = not (self.index.keys().isdisjoint(folded) and self.before.keys().isdisjoint(folded))
        if not known and not any(_is_camel(word) for word in words):
            return text
        ids, starts, made, at, changed = _inside_ids(plain), _starts(words), [], 0, False
        while at < len(words):
            match = None if starts[at] in ids else self._match(folded, at, plain, starts)
            if match is None:
                part = words[at] if starts[at] in ids else self._camel(words[at])
                changed, at = changed or part != words[at], at + 1
                made.append(part)
                continue
            length, instead = match
            made.extend(words[at : at + length] if instead is None else [instead])
            changed, at = changed or instead is not None, at + length
        return "".join(made) if changed else text

    def tells(self, text: str) -> bool:
        """Whether a known string stands in the text."""
        return self.text(text) != text

    def _known(self, word: str) -> list[tuple[tuple[str, ...], str | None]]:
        """What begins with this word, the longest first."""
        there = self.index.get(word, [])
        if self.open:
            there = [one for one in there if one[2] not in self.open]
        if first := self.before.get(word):
            there = sorted([*first, *there], key=lambda one: -len(one[0]))
        return [(words, instead) for words, instead, _whose in there]

    def _match(self, folded: list[str], at: int, plain: str, starts: list[int]) -> tuple[int, str | None] | None:
        for words, instead in self._known(folded[at]):
            length = len(words)
            if tuple(folded[at : at + length]) != words:
                continue
            end = starts[at + length] if at + length < len(starts) else len(plain)
            if " " in words and all(_is_ordinary(word) for word in words if word.isalpha()):
                meant = plain[starts[at]].isupper()
            else:
                meant = length > 1 or _is_meant(words[0], plain, starts[at], end)
            if meant or instead is None:
                return length, instead
        return None

    def _camel(self, word: str) -> str:
        """`AdaVM` is two words."""
        if not _is_camel(word):
            return word
        made, at = [], 0
        for part in CAMEL.finditer(word):
            found = [one for words, one in self._known(part[0].casefold()) if len(words) == 1]
            hidden = found and found[0] is not None and not _is_ordinary(part[0].casefold())
            made += [word[at : part.start()], str(found[0]) if hidden else part[0]]
            at = part.end()
        return "".join([*made, word[at:]])


def _is_meant(word: str, plain: str, start: int, end: int) -> bool:
    """Whether a single word stands for the person."""
    if not _is_ordinary(word):
        return True
    before, after = plain[max(0, start - 16) : start], plain[end : end + 3]
    if after[:1] == "@" or LOGIN_BEFORE.search(before):
        return True
    if word in MONTHS and (before.rstrip(" .,")[-1:].isdigit() or after.lstrip(" .,")[:1].isdigit()):
        return False
    return plain[start].isupper() and IN_A_SENTENCE.search(before) is not None


def _is_ordinary(word: str) -> bool:
    return len(word) < SHORTEST or word in ORDINARY or word in MONTHS or word in NOBODY or word in on_our_pages()


def _is_camel(word: str) -> bool:
    return not word.islower() and not word.isupper() and not word[1:].islower() and word.isalpha() and len(word) > 1


def _inside_ids(plain: str) -> frozenset[int]:
    """Places within a long hexadecimal number."""
    return frozenset(at for one in HEXADECIMAL.finditer(plain) for at in range(one.start() + 1, one.end()))


def _starts(words: list[str]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word)
    return starts


def _tokens(text: str) -> list[str]:
    return [" " if word.isspace() else word.casefold() for word in TOKEN.findall(text.strip())]


def _parts(text: str) -> list[str]:
    """The words of a name, without initials."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", unicodedata.normalize("NFC", text))
    return [word for word in words if len(word) > 1]


def _spellings(text: str) -> Iterator[str]:
    """As it is written, and as it is written without the keys for it."""
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        return
    yield text
    if not text.isascii():
        yield text.casefold().translate(UMLAUTS)
        bare = unicodedata.normalize("NFD", text.casefold().replace("ø", "o").replace("ß", "ss"))
        yield "".join(char for char in bare if not unicodedata.combining(char))
