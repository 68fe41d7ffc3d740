"""Examines an evidence zip that somebody brought: who signed it, whether anything was changed, and the same verdicts again.

Trusts nothing in it: sizes and names are capped, nothing is unpacked to the disk, and definitions are read as data.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from challenge.signing import Public, own_key
from verifier.cli.bundle import NAME, Bundle, parse
from verifier.definition import DefinitionError, drawn, load_text
from verifier.engine import judge
from verifier.recording import RecordingError

HEAD, SIGNATURE = "evidence.json", "signature.json"
FOLDER = "bundle/"
MANIFEST = f"{FOLDER}manifest.json"
MOST_FILES, MOST_BYTES, LARGEST_TEXT = 20_000, 2_000_000_000, 50_000_000
CHUNK = 1_000_000
PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""As ours are; what unpacks the others may take any amount of memory."""
ENCRYPTED = 1
NOT_WHOLE = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error, struct.error),
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RuntimeError),
)
"""What a file that is none of ours, or is cut or damaged, makes its readers stumble over."""


class NoEvidence(Exception):
    """The file is none, or not as a whole. The message is one sentence."""


@dataclass(frozen=True)
class Examined:
    """address: the digest of evidence.json. signed_by None: its signature fits no key that it names.

    wrong: what is not as it was signed or frozen, a sentence each. differ: (row, verdict then, verdict now).
    judged: how many rows were judged again. engine: the one that judged then, of the last look.
    """

    code: str
    cohort: str
    address: str
    bundle: str
    signed_by: Public | None
    wrong: tuple[str, ...]
    differ: tuple[tuple[str, str, str], ...]
    judged: int
    engine: str


def examine(path: Path) -> Examined:
    """Raises NoEvidence."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_too_much(archive)
            return _examined(archive)
    except NoEvidence:
        raise
    except NOT_WHOLE as fault:
        raise NoEvidence(f"{path.name} is no evidence of Proofboard, or not all of it.") from fault


def anchored(path: Path) -> tuple[int, str]:
    """The event of the record that a zip of this installation was signed with, and its digest. Raises NoEvidence."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_too_much(archive)
            head = _read(archive, HEAD)
            if _signer(archive, head) != own_key():
                raise NoEvidence(f"{path.name} was not signed by this installation, or was changed.")
            told = json.loads(head)["record"]
            return int(told["event"]), str(told["digest"])
    except NoEvidence:
        raise
    except NOT_WHOLE as fault:
        raise NoEvidence(f"{path.name} is no evidence of Proofboard with an event of its record.") from fault


def _examined(archive: zipfile.ZipFile) -> Examined:
    head = _read(archive, HEAD)
    told: dict[str, Any] = json.loads(head)
    if told["evidence"] != 1:
        raise NoEvidence("It is of a format that this program does not read.")
    files: Mapping[str, Mapping[str, Any]] = told["files"]
    wrong = [*_changed(archive, files), *_not_as_frozen(archive, str(told["bundle"]))]
    judged, differ = _judged_again(archive)
    return Examined(
        code=str(told["code"]),
        cohort=str(told["cohort"]),
        address=hashlib.sha256(head).hexdigest(),
        bundle=str(told["bundle"]),
        signed_by=_signer(archive, head),
        wrong=tuple(wrong),
        differ=tuple(differ),
        judged=judged,
        engine=str(json.loads(_read(archive, f"{FOLDER}hand-in.json")).get("engine", "")),
    )


def _refuse_too_much(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if any(one.compress_type not in PACKED_AS or one.flag_bits & ENCRYPTED for one in members):
        raise NoEvidence("It is packed as no evidence of ours is.")
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_BYTES:
        raise NoEvidence("It holds more than any evidence of ours.")
    if len({one.filename for one in members}) != len(members):
        raise NoEvidence("It holds two files of the same name.")


def _signer(archive: zipfile.ZipFile, head: bytes) -> Public | None:
    try:
        told = json.loads(_read(archive, SIGNATURE))
        key = Public(base64.b64decode(told["key"], validate=True))
        signature = base64.b64decode(told["signature"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
    return key if key.has_signed(head, signature) else None


def _changed(archive: zipfile.ZipFile, files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    here = {one.filename for one in archive.infolist()} - {HEAD, SIGNATURE}
    for name in sorted({*files, *here}):
        if name not in here:
            yield f"{name} is missing."
        elif name not in files:
            yield f"{name} was added."
        elif _digest(archive, name) != files[name]["sha256"]:
            yield f"{name} was changed."


def _not_as_frozen(archive: zipfile.ZipFile, digest: str) -> Iterator[str]:
    """The bundle has a manifest of its own, whose digest is on the candidate's receipt."""
    manifest = _read(archive, MANIFEST)
    if hashlib.sha256(manifest).hexdigest() != digest:
        yield "The bundle is not the one that evidence.json names."
    told: Mapping[str, Mapping[str, Any]] = json.loads(manifest)["files"]
    here = {name.removeprefix(FOLDER) for name in archive.namelist() if name.startswith(FOLDER)} - {"manifest.json"}
    for name in sorted({*told, *here}):
        if name not in here or name not in told or _digest(archive, FOLDER + name) != told[name]["sha256"]:
            yield f"{FOLDER}{name} is not as it was frozen."


def _judged_again(archive: zipfile.ZipFile) -> tuple[int, list[tuple[str, str, str]]]:
    """(how many rows, those that came to something else): each by the look that it rests on."""
    last = json.loads(_read(archive, f"{FOLDER}hand-in.json"))["run"]
    verdicts: dict[str | None, dict[str, str]] = {}
    differ, rows = [], 0
    for step in json.loads(_read(archive, f"{FOLDER}verdicts.json"))["steps"]:
        if not step["verdict"]:
            continue
        place = _place(archive, step["run"], last)
        if place not in verdicts:
            verdicts[place] = _verdicts(archive, place)
        rows += 1
        now = verdicts[place].get(step["key"], "")
        if now != step["verdict"]:
            differ.append((str(step["key"]), str(step["verdict"]), now))
    return rows, differ


def _place(archive: zipfile.ZipFile, run: object, last: object) -> str:
    """The last look has a place of its own, also where it was no look of the hand-in."""
    place = f"{FOLDER}looks/run-{run}.json"
    return place if run != last and place in archive.namelist() else FOLDER + NAME


def _verdicts(archive: zipfile.ZipFile, place: str) -> dict[str, str]:
    try:
        bundle: Bundle = parse(_read(archive, place).decode("utf-8"), place)
        asked = load_text(_read(archive, f"{FOLDER}definitions/{bundle.definition}.yaml").decode("utf-8"))
        definition = drawn(asked, bundle.drawn)
    except (RecordingError, DefinitionError) as fault:
        raise NoEvidence(str(fault)) from fault
    judgement = judge(
        definition,
        bundle.sources,
        choices=bundle.choices,
        rules=bundle.rules,
        claims=bundle.claims,
        beside=bundle.beside,
    )
    return {step.key: step.verdict.value if step.verdict else "" for step in judgement.steps}


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """At most so much as we would have written."""
    with archive.open(name) as file:
        data = file.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        raise NoEvidence(f"{name} is larger than any of ours.")
    return data


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    seen = hashlib.sha256()
    with archive.open(name) as file:
        while part := file.read(CHUNK):
            seen.update(part)
    return seen.hexdigest()
