"""Reviewers in processes of their own who decide at the same time, and a worker and the sweeps beside them."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.installation import Installation

REVIEWERS, TIMES, CHECKS = 4, 4, 3
SQLITE = ("sqlite", "folder")


@pytest.mark.parametrize(
    "installation",
    [SQLITE, pytest.param(("postgresql", "folder"), marks=pytest.mark.needs("postgres"))],
    indirect=True,
    ids=["sqlite", "postgresql"],
)
def test_nobody_is_told_that_the_database_is_locked(installation: Installation):
    installation.told("fill", "none")
    installation.told("reviewers", str(REVIEWERS))
    with ThreadPoolExecutor(REVIEWERS + 1) as pool:
        worker = pool.submit(installation.told, "look", str(CHECKS))
        told = [pool.submit(installation.told, "decide", str(one), str(TIMES)) for one in range(REVIEWERS)]
        assert [one.result() for one in told] == [{"200": 2 * TIMES}] * REVIEWERS
        assert worker.result() == CHECKS
    after = installation.told("decided")
    assert (after["wrong"], after["decisions"] > REVIEWERS) == ("", True)


@pytest.mark.parametrize("installation", [SQLITE], indirect=True, ids=["sqlite"])
def test_whoever_waits_longer_than_one_does_is_asked_to_send_it_again(installation: Installation):
    file = installation.folder / "proofboard.sqlite3"
    installation.settings["DATABASE_URL"] = f"sqlite:///{file}?timeout=1"
    installation.told("fill", "none")
    installation.told("reviewers", "1")
    installation.told("enter", "0")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert installation.told("decide", "0", "1") == {"503": 2}
    holder.execute("ROLLBACK")
    holder.close()
    assert installation.told("decide", "0", "1") == {"200": 2}
    assert installation.told("decided") == {"decisions": 2, "wrong": ""}
