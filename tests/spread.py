"""A pytest plugin for `-n 2`: a file's tests run in one process, and those of a folder that share what is dear to start.

In the order of the files, so that the long ones (real processes, a browser) begin long before the many short ones end.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/journeys/", "tests/solution/", "tests/acceptance/", "tests/challenge/views/")


class ByPlace(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    config.option.loadscopereorder = False
    return ByPlace(config, log)
