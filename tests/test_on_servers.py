from __future__ import annotations

import pytest

from tests.on_servers import AGAIN, asked


@pytest.mark.parametrize(
    ("given", "paths", "options"),
    [
        ("", [*AGAIN], []),
        ("tests", [*AGAIN], []),
        ("-n 2 -k pins", [*AGAIN], ["-n", "2", "-k", "pins"]),
        ("tests/challenge/looks/test_pins.py::test_a -x", ["tests/challenge/looks/test_pins.py::test_a"], ["-x"]),
        ("tests/acceptance", ["tests/acceptance/test_by_workers.py"], []),
        ("tests/verifier tests/journeys", ["tests/journeys"], []),
        ("tests/verifier", [], []),
        ("tests/config/test_folder_queue.py", [], []),
    ],
)
def test_what_meets_database_or_broker_runs_on_servers(given: str, paths: list[str], options: list[str]) -> None:
    assert asked(given.split()) == (paths, options)
