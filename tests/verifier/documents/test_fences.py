"""Which lines are code, whatever the fences say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.documents import fences, unfenced

LINE = st.sampled_from(
    [
        "```",
        "```python",
        "~~~",
        "    ```",
        "> ```",
        "x = 1",
        "## Heading",
        "![x](a.png)",
        "",
        "A sentence of words here.",
        "- item",
        "instances:",
    ]
)


def code(text: str) -> list[str]:
    return ["\n".join(block.lines) for block in fences.split(text)[1]]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("```\na\n```", ["a"], id="plain"),
        pytest.param("~~~\na\n~~~", ["a"], id="tildes"),
        pytest.param("      ```\n      a\n        b\n      ```", ["a\n  b"], id="indented"),
        pytest.param("> ```\n> a\n> ```", ["a"], id="quoted"),
        pytest.param(
            "a\n```\nb\n```\n```\n## Next part\n\nWords of a next part are here.\n\n```\nc\n```",
            ["b", "c"],
            id="a stray fence",
        ),
        pytest.param("```\na\n```\n```\n![picture](a.png)\n```\nb\n```", ["a", "b"], id="a picture is never code"),
        pytest.param("```\na\n```python\nb\n```", ["a", "b"], id="a language opens the next block"),
        pytest.param("```\n## Alert!\nabove 800\n```", ["## Alert!\nabove 800"], id="a heading inside a template"),
        pytest.param("```\na\n", ["a\n"], id="never closed"),
        pytest.param("Use ```vagrant up``` here", [], id="in a line"),
    ],
)
def test_code_is_what_people_meant(text: str, blocks: list[str]) -> None:
    assert code(text) == blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param(
            "I wrote:\n\ninit_config:\n\ninstances:\n  - min_collection_interval: 45\n\nand it ran.", 1, id="YAML"
        ),
        pytest.param(
            "from checks import AgentCheck\nclass A(AgentCheck):\n    def check(self, instance):\n        pass",
            1,
            id="Python",
        ),
        pytest.param("maya@orchid:~$ cat x.yaml\ninstances:\n", 1, id="a prompt"),
        pytest.param('curl -X POST -d \'{\n  "title": "x"\n}\' "https://api.example.org"', 1, id="curl over lines"),
        pytest.param(
            "I install the agent. Then I import everything, and class is over.", 0, id="a sentence with such words"
        ),
        pytest.param("Note: the host is up.", 0, id="a sentence with a colon"),
    ],
)
def test_code_without_a_fence_is_found(text: str, blocks: int) -> None:
    assert len(unfenced.split(text)[1]) == blocks


@given(st.lists(LINE).map("\n".join))
def test_every_line_stays_where_it_was(text: str) -> None:
    prose, blocks = fences.split(text)
    rest, more = unfenced.split(prose)
    lines = text.split("\n")
    assert prose.count("\n") == rest.count("\n") == text.count("\n")
    for block in (*blocks, *more):
        for offset, line in enumerate(block.lines):
            assert line.strip() in lines[block.first - 1 + offset]
    for before, after in zip(lines, rest.split("\n"), strict=True):
        assert after in ("", before)
