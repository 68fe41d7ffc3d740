"""python -m tests.recorded record | accept | diff | bundle NAME"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.recorded import differences, shapes
from tests.recorded.candidates import record_candidates
from tests.recorded.corpus import Corpus, Json
from tests.recorded.judging import judged
from tests.recorded.troubles import record_troubles
from verifier.cli.bundle import dump
from verifier.recording import SCHEMA
from verifier.verdicts import Source

RECORDERS: tuple[Callable[[Corpus], None], ...] = (record_candidates, record_troubles)
"""All that is recorded, in this order: the first one that has some facts gives their file its name."""
PATTERN = "S1"
"""The recording that is kept when the schema number rises."""


def main(words: list[str]) -> int:
    if words[:1] in (["record"], ["accept"]) and os.environ.get("CI"):
        return _refuse("In CI nothing is written.")
    if words == ["record"]:
        return record()
    if words == ["accept"]:
        return accept(Corpus())
    if words == ["diff"]:
        corpus = Corpus()
        print(differences.told(corpus.results(), judged(corpus.bundles()), most=sys.maxsize) or "Nothing changed.")
        return 0
    if len(words) == 2 and words[0] == "bundle" and words[1] in Corpus().entries():
        print(dump(Corpus().bundles()[words[1]]))
        return 0
    return _refuse(__doc__ or "")


def record() -> int:
    """Look at everything again. Facts of earlier schema numbers are kept, of each the recording PATTERN."""
    was = shapes.kept()
    if was is not None and (changed := shapes.difference(was, shapes.present())):
        return _refuse(changed)
    with TemporaryDirectory() as folder:
        fresh = Corpus(Path(folder))
        for recorder in RECORDERS:
            recorder(fresh)
        keep_earlier(Corpus(), fresh)
        replace(Corpus(), fresh)
    shapes.keep()
    print(f"{len(Corpus().entries())} recordings. `git diff --stat tests/recorded` shows what changed; "
          "`python -m tests.recorded diff` what that does to verdicts.")  # fmt: skip
    return 0


def keep_earlier(old: Corpus, fresh: Corpus) -> None:
    """Facts that an earlier program wrote can never be recorded again."""
    entries = old.entries()
    earlier = {name: entry for name, entry in entries.items() if name.startswith("schema-")}
    number = _schema(old, entries[PATTERN]) if PATTERN in entries else SCHEMA
    if number < SCHEMA:
        earlier.setdefault(f"schema-{number}", entries[PATTERN])
    for name, entry in earlier.items():
        for source, facts in entry.items():
            shutil.copy(
                old.folder / "facts" / f"{facts}.{source}.json", fresh.folder / "facts" / f"{name}.{source}.json"
            )
    fresh.write_entries({**fresh.entries(), **{name: dict.fromkeys(entry, name) for name, entry in earlier.items()}})


def replace(old: Corpus, fresh: Corpus) -> None:
    shutil.rmtree(old.folder / "facts", ignore_errors=True)
    shutil.copytree(fresh.folder / "facts", old.folder / "facts")
    old.write_entries(fresh.entries())


def accept(corpus: Corpus) -> int:
    """Take the present judgments for right."""
    now = judged(corpus.bundles())
    changes = differences.told(corpus.results(), now)
    corpus.accept(now)
    print(
        changes.replace(differences.ACCEPT, "Accepted; `git diff tests/recorded/results` shows it.")
        or "Nothing changed."
    )
    return 0


def _schema(corpus: Corpus, entry: Json) -> int:
    source = next(source.value for source in Source if source.value in entry)
    return int(json.loads((corpus.folder / "facts" / f"{entry[source]}.{source}.json").read_text("utf-8"))["schema"])


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
