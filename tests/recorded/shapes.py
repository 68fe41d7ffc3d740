"""The fields of every fact class, as kept for each schema number: a changed class without a new number is noticed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

from tests.recorded.corpus import FOLDER, dump
from verifier.recording import SCHEMA

Shapes = Mapping[str, Mapping[str, str]]

ADVICE = (
    "Kept facts of this number would be misread. Raise SCHEMA in verifier/recording.py, say in verifier/upgrades.py "
    "how older facts become such ones, then `make record`."
)


def present() -> Shapes:
    """Class -> field -> type, as written."""
    found: dict[str, dict[str, str]] = {}
    for module in (
        import_module(f"verifier.facts.{name}") for name in ("base", "host", "account", "document", "linked")
    ):
        for name, kind in vars(module).items():
            if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__ and dataclasses.fields(kind):
                found[name] = {field.name: str(field.type) for field in dataclasses.fields(kind)}
    return dict(sorted(found.items()))


def kept(number: int = SCHEMA) -> Shapes | None:
    path = _path(number)
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def keep() -> None:
    """Only for a number that is new."""
    if kept() is None:
        _path(SCHEMA).parent.mkdir(exist_ok=True)
        _path(SCHEMA).write_text(dump(dict(present())), "utf-8")


def difference(was: Shapes, now: Shapes) -> str:
    """A line for each field that came, went or changed, and what to do; "" = nothing did."""
    lines = list(_lines(was, now))
    return "\n".join([*lines, ADVICE]) if lines else ""


def _lines(was: Shapes, now: Shapes) -> Iterator[str]:
    for name in sorted({*was, *now}):
        before, after = was.get(name, {}), now.get(name, {})
        for field in dict.fromkeys([*before, *after]):
            if before.get(field) != after.get(field):
                yield f"{name}.{field}: {before.get(field, 'not there')} -> {after.get(field, 'not there')}"


def _path(number: int) -> Path:
    return FOLDER / "shapes" / f"{number}.json"
