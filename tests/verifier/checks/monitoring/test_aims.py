"""At which monitor a downtime aims."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.checks.account_made import NIGHTS, downtime, monitor
from verifier.checks.monitoring.aims import Aim, aim_of

EVERY = {"monitor_id": None, "monitor_tags": ("*",)}


@pytest.mark.parametrize(
    ("more", "query", "aim"),
    [
        ({}, "", Aim.THIS),
        ({"monitor_id": 1}, "", Aim.ANOTHER),
        (EVERY, "", Aim.EVERYTHING),
        ({"monitor_id": None, "monitor_tags": ()}, "", Aim.EVERYTHING),
        (EVERY | {"scope": "host:fern"}, "", Aim.EVERYTHING),
        (EVERY | {"scope": "host:moss"}, "", Aim.ANOTHER),
        ({"monitor_id": None, "monitor_tags": ("TEAM:tide",)}, "", Aim.THIS),
        ({"monitor_id": None, "monitor_tags": ("team:tide", "b:c")}, "", Aim.ANOTHER),
        ({"scope": 'host:"fern"'}, "", Aim.THIS),
        ({"scope": "host:(fern OR moss)"}, "", Aim.THIS),
        ({"scope": "host:fern AND env:x"}, "", Aim.ANOTHER),
        ({"scope": "host:fern"}, "avg(last_5m):avg:my_metric{*} by {host} > 800", Aim.THIS),
        ({"scope": "host:fern"}, "avg(last_5m):avg:my_metric{*} > 800", Aim.ANOTHER),
        ({"scope": "host:fern"}, "no_query", Aim.UNCLEAR),
        ({"scope": "((("}, "", Aim.UNCLEAR),
    ],
)
def test_aim_of(more: dict[str, Any], query: str, aim: Aim) -> None:
    judged = monitor(query=query) if query else monitor()
    assert aim_of(downtime(NIGHTS, **more), judged) is aim
