from __future__ import annotations

from typing import Any

import pytest

from challenge.selectors.deciding import deciding

FILE = {"what": "in the file", "seen": "45", "wanted": "45", "where": "my_metric.yaml:3"}
AGENT = {"what": "the Agent runs it every", "seen": "15 s", "wanted": "45 s", "where": "datadog-agent status"}
NIGHTS = {"what": "nights", "seen": "Mon-Fri 19:00-09:00", "wanted": "Sat-Sun", "where": "downtime 1"}
WEEKEND = {"what": "weekend", "seen": "Sat-Sun", "wanted": "Sat-Sun", "where": "downtime 2"}


def said(source: str, outcome: str, reason: str, *evidence: dict[str, str]) -> dict[str, Any]:
    return {"source": source, "outcome": outcome, "reason": reason, "evidence": list(evidence)}


def test_the_evidence_is_that_of_the_finding_whose_reason_is_shown():
    findings = [said("host", "pass", "The file says 45.", FILE), said("account", "fail", "Every 15 s.", AGENT)]
    shown = deciding(findings, verdict="fail", reason="Every 15 s.")
    assert (shown.source, [line.what for line in shown.evidence]) == ("account", ["the Agent runs it every"])


@pytest.mark.parametrize(
    ("verdict", "outcome", "evidence", "first"),
    [
        ("fail", "fail", (FILE, AGENT), "the Agent runs it every"),
        ("disagree", "fail", (FILE, AGENT), "the Agent runs it every"),
        ("pass", "pass", (NIGHTS, WEEKEND), "weekend"),
        ("claimed", "pass", (NIGHTS, WEEKEND), "weekend"),
    ],
)
def test_what_bears_the_verdict_out_comes_first_and_the_rest_is_kept(verdict, outcome, evidence, first):
    shown = deciding([said("host", outcome, "So.", *evidence)], verdict=verdict, reason="So.")
    assert shown.evidence[0].what == first
    assert len(shown.evidence) == 2


def test_of_two_that_say_the_same_the_one_that_came_to_the_verdict_counts():
    findings = [said("host", "unknown", "So.", FILE), said("account", "pass", "So.", WEEKEND)]
    assert deciding(findings, verdict="pass", reason="So.").source == "account"


def test_of_much_evidence_three_are_shown_and_the_rest_is_counted():
    shown = deciding([said("host", "fail", "So.", *[AGENT] * 5)], verdict="fail", reason="So.")
    assert (len(shown.evidence), shown.more) == (3, 2)


def test_where_no_source_gave_the_reason_nothing_is_shown():
    assert deciding([said("host", "pass", "So.", FILE)], verdict="unknown", reason="Nobody looked.").evidence == ()
