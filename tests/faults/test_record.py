"""The record under several writers: whoever has read up to an id has missed none before it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.installation import Installation

WRITERS, EACH = 2, 20
THREADS = 3


@pytest.mark.parametrize(
    "installation",
    [("sqlite", "folder"), pytest.param(("postgresql", "folder"), marks=pytest.mark.needs("postgres"))],
    indirect=True,
    ids=["sqlite", "postgresql"],
)
def test_a_reader_misses_nothing_while_processes_write_at_once(installation: Installation):
    installation.told("fill", "none")
    there = 1  # the submission joined
    wanted = there + WRITERS * THREADS * EACH * 2
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(installation.told, "follow", str(wanted))
        writers = [pool.submit(installation.told, "append", str(EACH)) for _ in range(WRITERS)]
        assert all(writer.result() for writer in writers)
        seen = reader.result()
    assert len(seen) == len(set(seen)) == wanted
    assert installation.told("record") == {"events": wanted, "broken": []}
