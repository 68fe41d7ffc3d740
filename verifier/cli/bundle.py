"""A bundle: everything a judgement went by, in one JSON file, to be judged again offline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from verifier.facts import SourceFacts
from verifier.recording import RecordingError, from_json, to_json
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source

FORMAT = 1
MAX_BYTES = 50_000_000
NAME = "bundle.json"
"""The file in the folder of a hand-in."""


@dataclass(frozen=True)
class Bundle:
    definition: str
    claims: Claims
    rules: Mapping[str, str]
    choices: Choices
    sources: Mapping[Source, SourceFacts]
    sandbox: bool = False


def dump(bundle: Bundle) -> str:
    """The bundle as JSON text."""
    return json.dumps(
        {
            "bundle": FORMAT,
            "definition": bundle.definition,
            "sandbox": bundle.sandbox,
            "claims": bundle.claims.value,
            "rules": dict(bundle.rules),
            "choices": asdict(bundle.choices),
            "sources": {source.value: to_json(facts) for source, facts in bundle.sources.items()},
        },
        indent=1,
    )


def read(path: Path) -> Bundle:
    """The bundle of a file, or of the folder of a hand-in. Raises RecordingError with one sentence."""
    try:
        path = path / NAME if path.is_dir() else path
        if path.stat().st_size > MAX_BYTES:
            raise RecordingError(f"{path.name} has more than {MAX_BYTES:,} bytes.")
        data = json.loads(path.read_text("utf-8"))
        if data["bundle"] != FORMAT:
            raise RecordingError(f"{path.name} is a bundle of format {data['bundle']!r}; this program reads {FORMAT}.")
        return Bundle(
            definition=str(data["definition"]),
            claims=Claims(data["claims"]),
            rules={str(name): str(value) for name, value in data["rules"].items()},
            choices=Choices(**data["choices"]),
            sources={Source(name): from_json(facts) for name, facts in data["sources"].items()},
            sandbox=bool(data.get("sandbox", False)),
        )
    except RecordingError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise RecordingError(f"{path.name} is no bundle of Proofboard.") from fault
