from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.checks.account_made import NOW, host
from verifier.checks.environment.account import account_belongs_to, account_host_is_reporting, account_lists_the_system
from verifier.facts.account import Organisation
from verifier.verdicts import Outcome

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
AGREED = "Datadog Recruiting Candidate"


@pytest.mark.parametrize(
    ("more", "outcome"),
    [({}, PASS), ({"system": ""}, PASS), ({"system": "", "platform": ""}, UNKNOWN)],
    ids=["named", "platform only", "not told"],
)
def test_account_lists_the_system(more: dict[str, Any], outcome: Outcome) -> None:
    assert account_lists_the_system(host(**more)).outcome == outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [(AGREED, PASS), ("  datadog  recruiting CANDIDATE", PASS), ("Fern Ltd", FAIL), ("None", FAIL), ("", UNKNOWN)],
)
def test_account_belongs_to(name: str, outcome: Outcome) -> None:
    found = account_belongs_to(Organisation(name, "x", "datadoghq.com"), organisation=AGREED)
    assert found.outcome == outcome


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, PASS),
        ({"up": False}, PASS),
        ({"agent_version": "", "apps": ("ntp", "agent")}, PASS),
        ({"last_reported": NOW - 10_801}, UNKNOWN),
        ({"last_reported": 0}, UNKNOWN),
        ({"agent_version": "", "apps": ()}, FAIL),
        ({"agent_version": "", "apps": (), "has_metadata": False}, UNKNOWN),
    ],
    ids=["now", "down and just heard", "agent among the apps", "long ago", "no time", "no agent", "no metadata"],
)
def test_account_host_is_reporting(more: dict[str, Any], outcome: Outcome) -> None:
    assert account_host_is_reporting(host(**more), within_seconds=10_800).outcome == outcome


@pytest.mark.parametrize(
    ("seconds", "told"), [(9 * 3600 + 120, "9 h"), (47 * 3600, "47 h"), (48 * 3600, "2 days"), (5 * 86_400, "5 days")]
)
def test_a_machine_that_sleeps_is_waited_for(seconds: int, told: str) -> None:
    found = account_host_is_reporting(host(name="fern", last_reported=NOW - seconds), within_seconds=10_800)
    assert found.reason == f"Last heard from fern {told} ago: start the machine and its Agent."
    assert found.looked and found.wait_seconds
