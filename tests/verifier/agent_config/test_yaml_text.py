from __future__ import annotations

import pytest

from verifier.agent_config.yaml_text import DEEPEST, read


@pytest.mark.parametrize(
    "text",
    [
        "tags: " + "[" * 2_000 + "]" * 2_000,
        "tags: " + "[" * 2_000,
        "a: " + "{b: " * 2_000,
        "- " * 2_000,
        "\n".join(" " * depth + "a:" for depth in range(200)),
    ],
)
def test_what_is_nested_too_deeply_is_not_read(text: str) -> None:
    assert read(text).problem == "nested too deeply to be read"


def test_what_is_nested_as_deep_as_may_be_is_read() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST).root is not None
