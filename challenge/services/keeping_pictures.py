"""Keeps the pictures of a hand-in: those that lie in the submission, and those that its document has from elsewhere.

Slow, and asks the network: never within a transaction or a web request. What cannot be kept is told with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from challenge.works.pictures import Drawn, NoPicture, draw_anew
from verifier.documents.references import Inside, Nowhere, References, is_picture
from verifier.facts import SourceFacts
from verifier.facts.document import Links, Origin, Pictures, SubmittedFiles
from verifier.intake.address import parse
from verifier.intake.limits import RefusedError

MOST_PICTURES = 300
MOST_BYTES = 150_000_000
FETCH_SECONDS = 60.0
FOLDER = "pictures"

Fetch = Callable[[str], bytes]
"""The bytes at an address. Raises RefusedError with one sentence."""


@dataclass(frozen=True)
class Referred:
    """A picture that the document names (where), or that lies in the submission unnamed (where "")."""

    target: str
    where: str


@dataclass(frozen=True)
class Kept:
    """file: its name in the bundle, "" = not kept, and why says the reason. source: "submission", an address, or ""."""

    target: str
    where: str
    source: str
    file: str = ""
    why: str = ""
    width: int = 0
    height: int = 0


@dataclass
class Album:
    """items: one a reference, in the document's order. files: name in the bundle -> bytes."""

    items: list[Kept] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """inside: the bytes of a file of the submission; None = it cannot be read. texts: files that are kept as texts, though
    a document shows them as pictures. hold: called before each picture, and may raise to stop all of it."""

    inside: Callable[[str], bytes | None]
    fetch: Fetch
    texts: frozenset[str] = frozenset()
    hold: Callable[[], None] = lambda: None
    clock: Callable[[], float] = time.monotonic


def referred(document: SourceFacts) -> list[Referred]:
    """The pictures of a document: those shown, those linked, and those that lie there and are used nowhere. Each once."""
    values = document.values
    pictures, links, files = values.get(Pictures), values.get(Links), values.get(SubmittedFiles)
    found = []
    if isinstance(pictures, Pictures):
        found += [Referred(picture.target, str(picture.place)) for picture in pictures.items]
    if isinstance(links, Links):
        found += [Referred(link.target, str(link.place)) for link in links.items if is_picture(link.target)]
    if isinstance(files, SubmittedFiles):
        found += [Referred(path, "") for path in files.unused_pictures]
    return list({one.target: one for one in reversed(found)}.values())[::-1]


def references_of(document: SourceFacts, address: str) -> References:
    """Resolves names as this document means them. address: of the repository it was taken from, "" = none."""
    files, origin = document.values.get(SubmittedFiles), document.values.get(Origin)
    if isinstance(origin, Origin):
        address = origin.repository
    try:
        own = parse(address).path if address else ""
    except RefusedError:
        own = ""
    if not isinstance(files, SubmittedFiles):
        return References((), document="", own=own)
    paths = {files.document, *files.read, *(path for path, _size in files.listed)}
    return References(paths, document=files.document, own=own)


def keep(wanted: Iterable[Referred], references: References, sources: Sources) -> Album:
    """All that can be kept, within limits of number, bytes and time."""
    album, total, until = Album(), 0, sources.clock() + FETCH_SECONDS
    for number, one in enumerate(wanted):
        sources.hold()
        item, drawn = _one(one, references, sources, until) if number < MOST_PICTURES else (_too_many(one), None)
        if drawn is not None:
            name = f"{FOLDER}/{drawn.sha256}{drawn.ending}"
            more = 0 if name in album.files else len(drawn.data)
            if total + more > MOST_BYTES:
                item = replace(item, why=f"All pictures together have more than {MOST_BYTES // 1_000_000} MB.")
            else:
                total += more
                album.files[name] = drawn.data
                item = replace(item, file=name, width=drawn.width, height=drawn.height)
        album.items.append(item)
    return album


def _one(one: Referred, references: References, sources: Sources, until: float) -> tuple[Kept, Drawn | None]:
    found = references.resolve(one.target)
    if isinstance(found, Nowhere):
        return Kept(one.target, one.where, "", why=found.why), None
    source = "submission" if isinstance(found, Inside) else found.address
    item = Kept(one.target, one.where, source)
    if isinstance(found, Inside) and found.path in sources.texts:
        return replace(item, file=f"document/{found.path}"), None
    try:
        if isinstance(found, Inside):
            data = sources.inside(found.path)
            if data is None:
                return replace(item, why="The file cannot be read."), None
        elif sources.clock() >= until:
            return replace(item, why="There was no time left to fetch it."), None
        else:
            data = sources.fetch(found.address)
        return item, draw_anew(data)
    except (NoPicture, RefusedError) as fault:
        return replace(item, why=str(fault)), None


def _too_many(one: Referred) -> Kept:
    return Kept(one.target, one.where, "", why=f"Only the first {MOST_PICTURES} pictures are kept.")
