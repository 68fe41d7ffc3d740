"""Looks into an answer for what the real client could not make sense of."""

from __future__ import annotations

from typing import Any

from datadog_api_client.model_utils import ModelNormal, ModelSimple, UnparsedObject


def unparsed(value: Any, path: str = "") -> list[str]:
    """The places in a typed answer that the client left unparsed."""
    if isinstance(value, UnparsedObject):
        return [path or "answer"]
    if isinstance(value, list | tuple):
        return [place for number, item in enumerate(value) for place in unparsed(item, f"{path}[{number}]")]
    if isinstance(value, dict):
        return [place for key, item in value.items() for place in unparsed(item, f"{path}.{key}")]
    if isinstance(value, ModelNormal | ModelSimple):
        inner = [place for key, item in value._data_store.items() for place in unparsed(item, f"{path}.{key}")]
        return inner or ([path or "answer"] if value._unparsed else [])
    return []
