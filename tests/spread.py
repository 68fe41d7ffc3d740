"""A pytest plugin for `-n 3`: a file's tests run in one process, and those of a folder that share what is dear to start.

The long ones (real processes, a browser) begin first, so that none is left alone while the others have nothing to do.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/solution/", "tests/acceptance/", "tests/challenge/views/")
FIRST = ("tests/journeys/", "tests/faults/", "tests/challenge/views/", "tests/solution/", "tests/acceptance/")

JOURNEYS = "tests/journeys/test_"
SECOND_HALF = "e"
"""The journeys are two groups by the alphabet, each with an installation of its own, for two processes."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: next((at for at, place in enumerate(FIRST) if item.nodeid.startswith(place)), len(FIRST))
    )


class ByPlace(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(JOURNEYS):
            return JOURNEYS + ("2" if nodeid[len(JOURNEYS) :] >= SECOND_HALF else "1")
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    config.option.loadscopereorder = False
    return ByPlace(config, log)
