"""Looks into answers: what the real client could not make sense of, lost or does not know; what came back otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from datadog_api_client.model_utils import (
    ModelComposed,
    ModelNormal,
    ModelSimple,
    OpenApiModel,
    UnparsedObject,
    data_to_dict,
)


def unparsed(value: Any) -> list[str]:
    """The places in a typed answer that the client left unparsed."""
    return list(_unparsed(value, ""))


def unknown(value: Any) -> set[str]:
    """`Model.key` for every key that the client kept without its model naming it."""
    return set(_unknown(value))


def lost(sent: Any, typed: Any) -> list[str]:
    """The places where the JSON of an answer is not what the client's model gives back. Times may be spelled anew."""
    return list(_differences(sent, data_to_dict(typed), ""))


def differing(sent: Any, kept: Any, path: str = "") -> list[str]:
    """The places where what was sent is not what is kept; further keys are none."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        return [place for key in sent for place in differing(sent[key], kept.get(key, "absent"), f"{path}.{key}")]
    if isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        pairs = enumerate(zip(sent, kept, strict=True))
        return [place for number, (one, other) in pairs for place in differing(one, other, f"{path}[{number}]")]
    return [] if sent == kept else [path]


def _unparsed(value: Any, path: str) -> Iterator[str]:
    inner = [place for step, each in _parts(value) for place in _unparsed(each, path + step)]
    yield from inner
    if isinstance(value, UnparsedObject) or (isinstance(value, OpenApiModel) and value._unparsed and not inner):
        yield path or "answer"


def _unknown(value: Any) -> Iterator[str]:
    if isinstance(value, ModelNormal) and "additional_properties_type" not in vars(type(value)):
        yield from (f"{type(value).__name__}.{key}" for key in value._data_store if key not in value.openapi_types)
    for _, each in _parts(value):
        yield from _unknown(each)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value is made of; a model of one of several kinds is made of the one it is."""
    if isinstance(value, UnparsedObject):
        return
    if isinstance(value, ModelComposed):
        yield from (("", each) for each in value._composed_instances)
    elif isinstance(value, ModelNormal | ModelSimple):
        yield from ((f".{key}", each) for key, each in value._data_store.items())
    elif isinstance(value, dict):
        yield from ((f".{key}", each) for key, each in value.items())
    elif isinstance(value, list | tuple):
        yield from ((f"[{number}]", each) for number, each in enumerate(value))


def _differences(sent: Any, kept: Any, path: str) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(kept, dict):
        yield from (f"{path}.{key}" for key in sorted(sent.keys() ^ kept.keys()))
        for key in sent.keys() & kept.keys():
            yield from _differences(sent[key], kept[key], f"{path}.{key}")
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for number, (one, other) in enumerate(zip(sent, kept, strict=True)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif sent != kept and not (isinstance(sent, str) and isinstance(kept, str) and _same_time(sent, kept)):
        yield path or "answer"


def _same_time(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except ValueError:
        return False
