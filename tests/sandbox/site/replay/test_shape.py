"""Shapes: what counts as a difference, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.site.replay.shape import Shape, differences


@pytest.mark.parametrize(
    ("recorded", "ours", "lines"),
    [
        ({"a": 1}, {"a": 2, "b": 3}, []),
        ({"a": 1}, {"a": 2.5}, []),
        ({"a": 1}, {}, ["a: missing"]),
        ({"a": 1}, {"a": "1"}, ["a: string, recorded number"]),
        ({"a": True}, {"a": 1}, ["a: number, recorded boolean"]),
        ({"a": None}, {"a": "anything"}, []),
        ({"a": "text"}, {"a": None}, ["a: null, recorded string"]),
        ({"a": {"b": []}}, {"a": {"b": {}}}, ["a.b: object, recorded list"]),
        ({"a": [1]}, {"a": []}, ["a: empty, recorded with items"]),
        ({"a": []}, {"a": [1]}, []),
        ({"a": [{"b": 1}, {"b": 1, "c": 2}]}, {"a": [{"b": 1}]}, []),
        ({"a": [{"b": 1}, {"b": None}]}, {"a": [{"b": None}, {"b": "x"}]}, ["a[].b: string, recorded null or number"]),
        ({"a": [{"b": 1}]}, {"a": [{}, {}]}, ["a[].b: missing"]),
        ([1, 2], {"a": 1}, ["answer: object, recorded list"]),
        (
            [{"type": "x", "attributes": {"a": 1}}, {"type": "y", "attributes": {}}],
            [{"type": "x", "attributes": {}}],
            ["[x].attributes.a: missing", "[y]: missing"],
        ),
        ("", None, ["answer: null, recorded string"]),
        (None, None, []),
    ],
)
def test_differences(recorded: Any, ours: Any, lines: list[str]) -> None:
    assert differences(Shape().learn(recorded), ours) == lines
