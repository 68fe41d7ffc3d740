"""A Git server of the tests' own, and a repository on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.verifier.intake.forge import Forge, Repository, repository, serving


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    with serving(tmp_path / "forge") as running:
        yield running


@pytest.fixture
def answers(forge: Forge) -> Repository:
    made = repository(forge)
    made.commit(answers__md="# Main\n\n![a](a.png)\n", a__png=b"\x89PNG\x00")
    return made
