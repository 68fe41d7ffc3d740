"""Checks of the machine about the set-up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier.checks.environment.host import host_agent_is_running, host_is_a_machine_to_work_on
from verifier.facts.host import Agent, OperatingSystem
from verifier.verdicts import Outcome

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

SYSTEM = OperatingSystem("ubuntu", "18.04", "Ubuntu 18.04.6 LTS", "4.15", "cedar", "oracle")
AGENT = Agent("host", "7.52.0", True, "pass", "cedar", "/etc/datadog-agent")


@pytest.mark.parametrize(
    ("system", "version", "rule", "outcome", "noted"),
    [
        ("ubuntu", "18.04", "accept", PASS, False),
        ("ubuntu", "16.04", "refuse", PASS, False),
        ("ubuntu", "12.04", "accept", PASS, True),
        ("ubuntu", "12.04", "refuse", FAIL, False),
        ("debian", "9", "refuse", PASS, False),
        ("macos", "10.13", "refuse", PASS, False),
        ("ubuntu", "", "refuse", PASS, False),
    ],
)
def test_host_is_a_machine_to_work_on(system, version, rule, outcome, noted):
    fact = replace(SYSTEM, id=system, version=version)
    finding = host_is_a_machine_to_work_on(fact, recommended_ubuntu="16.04", old_system=rule)
    assert finding.outcome is outcome
    assert bool(finding.note) is noted
    assert (finding.rule == "old_system") is (version == "12.04")


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({}, PASS, id="runs"),
        pytest.param({"health": ""}, PASS, id="health not told"),
        pytest.param({"running": False, "problem": "It does not run."}, FAIL, id="does not run"),
        pytest.param({"running": False, "status_unread": "No permission."}, UNKNOWN, id="may not be asked"),
    ],
)
def test_host_agent_is_running(changes, outcome):
    assert host_agent_is_running(replace(AGENT, **changes)).outcome is outcome


def test_bad_health_is_noted():
    assert "FAIL" in host_agent_is_running(replace(AGENT, health="fail")).note
