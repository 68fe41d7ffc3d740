"""The sandbox's README names what is served."""

from __future__ import annotations

import re
from pathlib import Path

import sandbox
from sandbox.site.table import ENDPOINTS

README = Path(sandbox.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_every_path_is_named_and_every_name_is_served() -> None:
    """A name stands for what lies below it; an ellipsis for one part of a path."""
    table = README[README.index("## What it plays") : README.index("## What it does not play")]
    named = {
        text: re.compile(re.escape(text).replace("…", "[^/]+") + r"(/.*)?") for text in re.findall(r"`(/[^`]+)`", table)
    }
    paths = {endpoint.path for endpoint in ENDPOINTS}
    assert {path for path in paths if not any(name.fullmatch(path) for name in named.values())} == set()
    assert {text for text, name in named.items() if not any(name.fullmatch(path) for path in paths)} == set()
