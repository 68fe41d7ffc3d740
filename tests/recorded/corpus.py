"""The folder of recordings: facts in one file a source, shared where they are the same; which recording has which; results."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from verifier.cli.bundle import Bundle
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine.judge import NO_CHOICES
from verifier.facts import SourceFacts
from verifier.recording import from_json, to_json
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source

Json = dict[str, Any]
FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Corpus:
    """recordings.json: name -> {source: name of its facts, and rules, choices, claims where they are not the usual ones}."""

    folder: Path = FOLDER

    def record(
        self,
        name: str,
        sources: Mapping[Source, SourceFacts],
        *,
        rules: Mapping[str, str] | None = None,
        choices: Choices = NO_CHOICES,
        claims: Claims = Claims.FULL,
    ) -> None:
        """Keep a recording. Facts that lie here already, word for word, are not written a second time."""
        if not re.fullmatch(r"[A-Za-z0-9][\w-]*", name):
            raise ValueError(f"{name!r} is no name of a file.")
        entries = self.entries()
        if name in entries:
            raise ValueError(f"There is a recording called {name} already.")
        entry: Json = {source.value: self._keep(name, sources[source]) for source in Source if source in sources}
        picked = {key: value for key, value in asdict(choices).items() if value}
        policy = claims.value if claims is not Claims.FULL else ""
        entry |= {key: value for key, value in (("rules", rules), ("choices", picked), ("claims", policy)) if value}
        self.write_entries({**entries, name: entry})

    def entries(self) -> dict[str, Json]:
        table = self.folder / "recordings.json"
        return json.loads(table.read_text("utf-8")) if table.exists() else {}

    def write_entries(self, entries: Mapping[str, Json]) -> None:
        """One line a recording."""
        lines = [f" {json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items()]
        (self.folder / "recordings.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")

    def bundles(self) -> dict[str, Bundle]:
        """Every recording, read."""
        version = load(SOLUTIONS_ENGINEER).version
        facts = {path.name: from_json(json.loads(path.read_text("utf-8"))) for path in self.facts_files()}
        return {
            name: Bundle(
                definition=version,
                claims=Claims(entry.get("claims", Claims.FULL)),
                rules=entry.get("rules", {}),
                choices=Choices(**entry.get("choices", {})),
                sources={source: facts[_file(entry, source)] for source in Source if source.value in entry},
                sandbox=True,
            )
            for name, entry in self.entries().items()
        }

    def facts_files(self) -> list[Path]:
        return sorted((self.folder / "facts").glob("*.json"))

    def unused(self) -> list[str]:
        """Files of facts that belong to no recording."""
        used = {_file(entry, source) for entry in self.entries().values() for source in Source if source.value in entry}
        return [path.name for path in self.facts_files() if path.name not in used]

    def results(self) -> dict[str, Json]:
        """What was accepted, by recording."""
        found = sorted((self.folder / "results").glob("*.json"))
        return {path.stem: json.loads(path.read_text("utf-8")) for path in found}

    def accept(self, judged: Mapping[str, Json]) -> None:
        """These are the results from now on; results without a recording go. Facts are never touched."""
        folder = self.folder / "results"
        folder.mkdir(exist_ok=True)
        for path in folder.glob("*.json"):
            if path.stem not in judged:
                path.unlink()
        for name, result in judged.items():
            (folder / f"{name}.json").write_text(dump(result), "utf-8")

    def _keep(self, name: str, facts: SourceFacts) -> str:
        text = written(facts)
        folder, ending = self.folder / "facts", f".{facts.source.value}.json"
        folder.mkdir(exist_ok=True)
        for path in sorted(folder.glob(f"*{ending}")):
            if path.read_text("utf-8") == text:
                return path.name.removesuffix(ending)
        (folder / f"{name}{ending}").write_text(text, "utf-8")
        return name


def written(facts: SourceFacts) -> str:
    """The JSON text of facts, the same after every look: a sandbox listens on another port each time."""
    text = dump(to_json(facts))
    place = re.search(r"127\.0\.0\.1:\d+", facts.origin)
    return text.replace(place[0], "127.0.0.1") if place else text


def _file(entry: Mapping[str, str], source: Source) -> str:
    return f"{entry[source.value]}.{source.value}.json"


def dump(data: Json) -> str:
    """JSON for reviewers: a line for each thing, and one for each list of nothing but numbers."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return _NUMBERS.sub(lambda found: " ".join(found[0].split()).replace("[ ", "[").replace(" ]", "]"), text) + "\n"


_NUMBERS = re.compile(r"\[\n[-\d.,\s]+\]")
"""In JSON text a line only ends between things, never inside of a string."""
