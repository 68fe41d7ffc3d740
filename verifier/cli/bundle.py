"""A bundle: everything a judgement went by, in one JSON file, to be judged again offline.

It may lie in the folder of a hand-in, or in the zip of one that a reviewer took along.
"""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from verifier.definition.model import Value
from verifier.facts import SourceFacts
from verifier.recording import RecordingError, from_json, to_json
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source

FORMAT = 1
MAX_BYTES = 50_000_000
NAME = "bundle.json"
"""The file in the folder of a hand-in."""
IN_A_ZIP = f"bundle/{NAME}"
"""The same in the zip of its evidence."""


@dataclass(frozen=True)
class Bundle:
    """beside: what an earlier look showed of sources that this one was not to look at. drawn: for this entry, by draw."""

    definition: str
    claims: Claims
    rules: Mapping[str, str]
    choices: Choices
    sources: Mapping[Source, SourceFacts]
    sandbox: bool = False
    beside: Mapping[Source, SourceFacts] = field(default_factory=dict)
    drawn: Mapping[str, Value] = field(default_factory=dict)


def dump(bundle: Bundle) -> str:
    """The bundle as JSON text."""
    beside = {source.value: to_json(facts) for source, facts in bundle.beside.items()}
    return json.dumps(
        {
            "bundle": FORMAT,
            "definition": bundle.definition,
            "sandbox": bundle.sandbox,
            "claims": bundle.claims.value,
            "rules": dict(bundle.rules),
            "choices": asdict(bundle.choices),
            **({"drawn": dict(bundle.drawn)} if bundle.drawn else {}),
            "sources": {source.value: to_json(facts) for source, facts in bundle.sources.items()},
            **({"beside": beside} if beside else {}),
        },
        indent=1,
    )


def read(path: Path) -> Bundle:
    """The bundle of a file, of the folder of a hand-in, or of the zip of one. Raises RecordingError with one sentence."""
    try:
        path = path / NAME if path.is_dir() else path
        return parse(_text(path), path.name)
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
    ) as fault:
        raise fault if isinstance(fault, RecordingError) else _no_bundle(path.name) from fault


def parse(text: str, name: str) -> Bundle:
    """The bundle that this JSON text is. Raises RecordingError with one sentence."""
    try:
        data = json.loads(text)
        if data["bundle"] != FORMAT:
            raise RecordingError(f"{name} is a bundle of format {data['bundle']!r}; this program reads {FORMAT}.")
        return Bundle(
            definition=str(data["definition"]),
            claims=Claims(data["claims"]),
            rules={str(name): str(value) for name, value in data["rules"].items()},
            choices=Choices(**data["choices"]),
            sources={Source(name): from_json(facts) for name, facts in data["sources"].items()},
            sandbox=bool(data.get("sandbox", False)),
            beside={Source(name): from_json(facts) for name, facts in data.get("beside", {}).items()},
            drawn={str(name): value for name, value in data.get("drawn", {}).items()},
        )
    except RecordingError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise _no_bundle(name) from fault


def _text(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        _refuse_large(path.name, path.stat().st_size)
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as archive:
        told = archive.getinfo(IN_A_ZIP)
        if told.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others may take any amount of memory
            raise RecordingError(f"{path.name} is packed as no evidence of ours is.")
        _refuse_large(IN_A_ZIP, told.file_size)
        with archive.open(IN_A_ZIP) as file:
            return file.read(MAX_BYTES).decode("utf-8")


def _refuse_large(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise RecordingError(f"{name} has more than {MAX_BYTES:,} bytes.")


def _no_bundle(name: str) -> RecordingError:
    return RecordingError(f"{name} is no bundle of Proofboard.")
