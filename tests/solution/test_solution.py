"""The worked example, done with real parts, passes every row that a machine can judge."""

from __future__ import annotations

import pytest

from tests.solution.stand import DEFINITION, Done
from verifier.facts import SourceState

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "postgres", "namespaces")

PICTURES = {"tags-hostmap-screenshot", "snapshot-at-mention", "monitor-email-screenshot", "bonus-downtime-email",
            "apm-infra-dashboard-screenshot"}  # fmt: skip
IN_WORDS = {step.key for step in DEFINITION.steps if step.person}
OUT_OF_REACH = {"submit-fork-pr"}
"""Only the site that hosts the fork could tell."""


def test_all_three_sources_are_read(done: Done):
    assert {source: facts.state for source, facts in done.facts.items()} == dict.fromkeys(done.facts, SourceState.READ)


def test_every_row_that_a_machine_can_judge_is_proved(done: Done):
    expected = {
        step.key: "claimed" if step.key in PICTURES else "review" if step.key in IN_WORDS else
        "unknown" if step.key in OUT_OF_REACH else "pass"
        for step in DEFINITION.steps
    }  # fmt: skip
    assert done.verdicts() == expected


def test_the_machine_is_the_one_that_reports(done: Done):
    assert done.judgement.judged.host_reports_here is True
    assert not done.judgement.banners
