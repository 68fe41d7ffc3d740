"""`likeness DIR`: what the submissions of a folder share that is unusual, as text or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from verifier.definition import Definition
from verifier.documents.files import GIVEN
from verifier.facts import SourceState
from verifier.gather.document import DOCUMENT_ENDINGS, DocumentTarget, look
from verifier.intake.archives import is_archive
from verifier.likeness import Pair, Shared, Side, compare, given_by
from verifier.likeness.streams import Facts

MARGIN = "    | "


def print_likeness(folder: Path, definition: Definition, *, as_json: bool) -> int:
    """0, whatever is shared: that is no fault. 2 and a sentence when there are not two submissions to compare."""
    works, unread = _read(folder)
    pairs = compare(works, given=given_by(definition))
    if as_json:
        report = {"compared": sorted(works), "unread": unread, "pairs": [_pair(pair) for pair in pairs]}
        print(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        print(_printable("\n".join(_lines(works, unread, pairs))))
    if len(works) < 2:
        print("There are not two submissions to compare.", file=sys.stderr)
        return 2
    return 0


def _read(folder: Path) -> tuple[dict[str, Facts], dict[str, str]]:
    """Name -> facts, and name -> why it could not be read. Hidden files, and a README beside the submissions, are none."""
    works: dict[str, Facts] = {}
    unread: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not (path.is_dir() or _may_be_one(path)):
            continue
        facts = look(DocumentTarget(path)).facts
        if facts.state is SourceState.NOT_READ:
            unread[path.name] = facts.reason
        else:
            works[path.name] = facts.values
    return works, unread


def _may_be_one(path: Path) -> bool:
    return path.name.lower() not in GIVEN and (path.suffix.lower() in DOCUMENT_ENDINGS or is_archive(path))


def _lines(works: Mapping[str, Facts], unread: Mapping[str, str], pairs: Sequence[Pair]) -> Iterator[str]:
    yield f"{len(works)} submissions were compared."
    for name, reason in unread.items():
        yield f"{name} was not: {reason}"
    if not pairs:
        yield "Nobody shares anything unusual."
    for pair in pairs:
        yield ""
        yield f"{pair.left} and {pair.right} share {_count(pair.passages)}, {pair.words} words:"
        for passage in pair.passages:
            yield f"  {passage.left.place} and {passage.right.place}"
            yield from (MARGIN + line for line in passage.left.text.split("\n"))


def _count(passages: Sequence[Shared]) -> str:
    return f"{len(passages)} passage{'' if len(passages) == 1 else 's'}"


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "left": pair.left,
        "right": pair.right,
        "words": pair.words,
        "passages": [
            {
                "kind": passage.kind,
                "words": passage.words,
                "holders": passage.holders,
                "unusual": list(passage.unusual),
                "left": _side(passage.left),
                "right": _side(passage.right),
            }
            for passage in pair.passages
        ],
    }


def _side(side: Side) -> dict[str, str]:
    return {"where": str(side.place), "text": side.text}


def _printable(text: str) -> str:
    """What others wrote must not steer a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)
