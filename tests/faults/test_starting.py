"""Several machines that start at once prepare the same database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.conftest import KINDS
from tests.faults.installation import Installation
from tests.servers import new_database


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """An installation without tables, whose processes are not started."""
    if request.param[0] == "sqlite":
        return Installation(tmp_path)
    return Installation(tmp_path, {"DATABASE_URL": new_database(request.getfixturevalue("cluster"), tmp_path.name)})


def test_all_who_prepare_at_once_find_it_prepared(empty: Installation):
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: empty.manage("prepare"), range(3)))
    assert sum("is published" in one for one in told) == 1
    assert sum("was published before" in one for one in told) == 2
