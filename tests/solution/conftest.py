"""The example, done once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.solution.bench import bench
from tests.solution.stand import Done, do_it


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    folder = tmp_path_factory.mktemp("solution")
    with bench(folder / "machine") as running:
        yield do_it(running, folder)
