"""The stand-in for GitHub with the repositories of the sandbox's candidates."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.forge.repositories import build
from sandbox.forge.server import Forge, running

CANDIDATES = Path(__file__).resolve().parents[1] / "sandbox" / "candidates"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    build(root, CANDIDATES)
    return root


@pytest.fixture
def forge(built: Path, tmp_path: Path) -> Iterator[Forge]:
    """With repositories of its own, so that a test may commit to them."""
    root = Path(shutil.copytree(built, tmp_path / "forge"))
    with running(root) as forge:
        yield forge
