"""Checks of the machine about collected data: a row for each way to be right and to be wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from verifier.checks.collecting.host import (
    host_agent_has_tags,
    host_check_submits,
    host_integration_is_running,
    host_runs_a_database,
    host_runs_the_check_every,
    host_value_is_random_within,
)
from verifier.facts.account import JudgedMetric
from verifier.facts.base import NotLooked
from verifier.facts.host import (
    AgentTags,
    CustomCheck,
    Database,
    Databases,
    Integration,
    Integrations,
    SubmittedMetric,
)
from verifier.verdicts import Outcome

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN
NOBODY = NotLooked("Nobody looked.")
KINDS = ("mysql", "postgresql", "mongodb")

METRIC = SubmittedMetric("my_metric", "gauge", 0.0, 1000.0, False, "random.randint(0, 1000)", 7)
CHECK = CustomCheck(
    name="my_metric",
    code="/etc/datadog-agent/checks.d/my_metric.py",
    config="/etc/datadog-agent/conf.d/my_metric.yaml",
    metrics=(METRIC,),
    written_interval="45",
    written_where="instance",
    written_line=4,
    interval=45.0,
    interval_from="status",
    status="ok",
    instances=1,
    intervals=(45.0,),
)


def check(**changes: Any) -> CustomCheck:
    if "interval" in changes:
        changes.setdefault("intervals", (changes["interval"],) if changes["interval"] is not None else ())
    return replace(CHECK, **changes)


@pytest.mark.parametrize(
    ("tags", "form", "outcome", "problem"),
    [
        pytest.param(("a:b", "c:d"), "list", PASS, "", id="list"),
        pytest.param(("a:b", "c:d"), "string", PASS, "", id="string"),
        pytest.param(("keyless",), "list", PASS, "", id="keyless"),
        pytest.param(("a:b,c:d",), "string", FAIL, "", id="joined by commas"),
        pytest.param((), "none", ABSENT, "", id="none"),
        pytest.param((), "none", FAIL, "datadog.yaml is not valid YAML, line 3.", id="broken file"),
    ],
)
def test_host_agent_has_tags(tags, form, outcome, problem):
    fact = AgentTags(tags, form, " ".join(tags), "/etc/datadog-agent/datadog.yaml:3", problem)
    finding = host_agent_has_tags(fact, NOBODY, minimum=1, container_env="yes")
    assert finding.outcome is outcome
    assert finding.rule == ""


@pytest.mark.parametrize(("rule", "outcome"), [("yes", PASS), ("no", FAIL)])
def test_tags_of_a_container_are_a_house_rule(rule, outcome):
    fact = AgentTags(("a:b",), "env", "a:b", "container x DD_TAGS")
    finding = host_agent_has_tags(fact, NOBODY, minimum=1, container_env=rule)
    assert (finding.outcome, finding.rule) == (outcome, "container_env_is_config")


def test_too_few_tags_are_too_few():
    fact = AgentTags(("a:b",), "list", "a:b", "x")
    assert host_agent_has_tags(fact, NOBODY, minimum=2, container_env="yes").outcome is FAIL


@pytest.mark.parametrize(
    ("items", "outcome"),
    [
        pytest.param([("mysql", "process", "mysqld")], PASS, id="runs"),
        pytest.param([("mongodb", "container", "mongo:latest")], PASS, id="container"),
        pytest.param([("postgresql", "package", "postgresql-9.5")], PASS, id="installed"),
        pytest.param([("mysql", "port", "3306")], UNKNOWN, id="only a port"),
        pytest.param([("sqlserver", "process", "sqlservr")], FAIL, id="another one"),
    ],
)
def test_host_runs_a_database(items, outcome):
    databases = Databases(tuple(Database(*item) for item in items))
    assert host_runs_a_database(databases, kinds=KINDS).outcome is outcome


MYSQL = Integration("mysql", "/etc/datadog-agent/conf.d/mysql.d/conf.yaml", "", 1, "ok", "", 72)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({}, PASS, id="ok"),
        pytest.param({"status": "warning"}, PASS, id="with warnings"),
        pytest.param({"metrics_last_run": 0}, UNKNOWN, id="has collected nothing"),
        pytest.param({"status": "error", "last_error": "access denied"}, FAIL, id="error"),
        pytest.param({"status": "not loaded"}, FAIL, id="not loaded"),
        pytest.param({"status": "not loaded", "config_problem": "not valid YAML, line 3"}, FAIL, id="broken YAML"),
        pytest.param({"status": "", "config_problem": "not valid YAML, line 3"}, FAIL, id="broken YAML, no status"),
        pytest.param({"status": "", "status_unread": "No permission."}, UNKNOWN, id="no status"),
        pytest.param({"status": "", "unread": "No permission."}, UNKNOWN, id="file not readable"),
        pytest.param({"name": "redisdb"}, ABSENT, id="another check"),
    ],
)
def test_host_integration_is_running(changes, outcome):
    finding = host_integration_is_running(Integrations((replace(MYSQL, **changes),)), kinds=KINDS)
    assert finding.outcome is outcome
    assert finding.reason


def test_one_integration_that_runs_is_enough():
    both = Integrations((replace(MYSQL, status="error"), replace(MYSQL, name="mongo")))
    assert host_integration_is_running(both, kinds=KINDS).outcome is PASS


def test_no_integration_is_none():
    assert host_integration_is_running(Integrations(()), kinds=KINDS).outcome is ABSENT


@pytest.mark.parametrize(
    ("changes", "outcome", "word"),
    [
        pytest.param({}, PASS, "the Agent runs it", id="as asked"),
        pytest.param({"status": "warning"}, PASS, "", id="with warnings"),
        pytest.param({"status": "", "status_unread": "No permission."}, UNKNOWN, "No permission", id="no status"),
        pytest.param({"status": "error", "last_error": "no attribute guage"}, FAIL, "guage", id="error"),
        pytest.param({"status": "not loaded"}, FAIL, "not loaded", id="not loaded"),
        pytest.param({"status": "not loaded", "config": ""}, FAIL, "is missing", id="no configuration"),
        pytest.param({"status": "", "config": ""}, FAIL, "is missing", id="no configuration, no status"),
        pytest.param({"status": "not loaded", "config_problem": "no list"}, FAIL, "no list", id="broken YAML"),
        pytest.param({"status": "error", "code_problem": "not Python", "metrics": ()}, FAIL, "Python", id="code"),
        pytest.param({"code_problem": "not Python", "metrics": ()}, UNKNOWN, "cannot be read", id="runs anyway"),
        pytest.param({"metrics": (replace(METRIC, name="my_metrics"),)}, FAIL, "my_metrics", id="another name"),
        pytest.param({"metrics": (replace(METRIC, name="my_metric "),)}, FAIL, "", id="a blank too many"),
        pytest.param({"metrics": (replace(METRIC, name=""),)}, UNKNOWN, "put together", id="a computed name"),
        pytest.param({"metrics": (replace(METRIC, method="count"),)}, FAIL, "self.count", id="another method"),
        pytest.param({"metrics": ()}, FAIL, "submits no metric", id="nothing submitted"),
        pytest.param({"unread": "No permission."}, UNKNOWN, "No permission", id="not readable"),
        pytest.param({"metrics": (replace(METRIC, doubt="never there"),)}, UNKNOWN, "never there", id="dead code"),
        pytest.param({"samples": 0}, UNKNOWN, "submitted nothing", id="nothing submitted in its last run"),
        pytest.param({"samples": 1}, PASS, "", id="something submitted in its last run"),
    ],
)
def test_host_check_submits(changes, outcome, word):
    finding = host_check_submits(check(**changes), metric="my_metric", method="gauge")
    assert finding.outcome is outcome
    assert word in finding.reason


def test_the_evidence_of_a_submission_is_its_line():
    (seen,) = host_check_submits(CHECK, metric="my_metric", method="gauge").evidence
    assert seen.where == "/etc/datadog-agent/checks.d/my_metric.py:7"
    assert "randint" in seen.seen


@pytest.mark.parametrize(
    ("low", "high", "constant", "outcome", "rule"),
    [
        pytest.param(0, 1000, False, PASS, "", id="as asked"),
        pytest.param(1, 1000, False, PASS, "range_off_by_one", id="from 1"),
        pytest.param(0, 999, False, PASS, "range_off_by_one", id="to 999"),
        pytest.param(0, 100, False, PASS, "", id="narrower"),
        pytest.param(0, 1001, False, FAIL, "", id="to 1001"),
        pytest.param(-1, 1000, False, FAIL, "", id="below 0"),
        pytest.param(0, 1000, True, FAIL, "", id="drawn once"),
        pytest.param(None, None, False, UNKNOWN, "", id="not to be read"),
        pytest.param(None, 1000, False, UNKNOWN, "", id="half to be read"),
    ],
)
def test_host_value_is_random_within(low, high, constant, outcome, rule):
    metric = replace(METRIC, low=low, high=high, constant=constant)
    finding = host_value_is_random_within(
        check(metrics=(metric,)), JudgedMetric("my_metric", "my_metric"), low=0, high=1000, off_by_one="accept"
    )
    assert (finding.outcome, finding.rule) == (outcome, rule)


def test_off_by_one_may_be_refused():
    metric = replace(METRIC, low=1.0)
    finding = host_value_is_random_within(check(metrics=(metric,)), NOBODY, low=0, high=1000, off_by_one="refuse")
    assert (finding.outcome, finding.rule) == (FAIL, "range_off_by_one")


@pytest.mark.parametrize(
    ("changes", "judged"),
    [
        ({"metrics": ()}, JudgedMetric("my_metric", "my_metric")),
        ({"unread": "No permission."}, NOBODY),
        ({"code_problem": "not valid Python"}, NOBODY),
        ({"metrics": (replace(METRIC, doubt="never there"),)}, NOBODY),
        ({"metrics": (replace(METRIC, value_doubt="set twice"),)}, NOBODY),
        ({"metrics": (METRIC, replace(METRIC, constant=True, low=5.0, high=5.0))}, NOBODY),
    ],
)
def test_a_range_that_cannot_be_seen_is_unknown(changes, judged):
    finding = host_value_is_random_within(check(**changes), judged, low=0, high=1000, off_by_one="accept")
    assert finding.outcome is UNKNOWN


def test_the_judged_name_decides_which_value_is_judged():
    metrics = (replace(METRIC, name="other", high=5000.0), replace(METRIC, name="custom.my_metric"))
    judged = JudgedMetric("custom.my_metric", "my_metric")
    for told in (judged, NOBODY):
        finding = host_value_is_random_within(check(metrics=metrics), told, low=0, high=1000, off_by_one="accept")
        assert finding.outcome is PASS


@pytest.mark.parametrize(
    ("changes", "outcome", "word"),
    [
        pytest.param({}, PASS, "every 45 seconds", id="as asked"),
        pytest.param({"interval_from": "rules"}, PASS, "", id="by the rules"),
        pytest.param({"interval_from": "configcheck"}, PASS, "", id="by configcheck"),
        pytest.param({"interval": 15.0, "written_where": "", "written_interval": ""}, FAIL, "No inter", id="none"),
        pytest.param({"interval": 15.0, "written_where": "top"}, FAIL, "top of the file", id="top"),
        pytest.param({"interval": 15.0, "written_where": "init_config"}, FAIL, "only Agent 5", id="init_config on 6"),
        pytest.param({"written_where": "init_config"}, PASS, "", id="init_config on 5"),
        pytest.param({"interval": 15.0, "written_where": "misspelt"}, FAIL, "not written exactly", id="misspelt"),
        pytest.param({"interval": 15.0}, FAIL, "restart the Agent", id="not restarted"),
        pytest.param({"interval": 30.0, "written_interval": "30"}, FAIL, "The interval is 30", id="another one"),
        pytest.param({"interval": 15.0, "intervals": (45.0, 15.0)}, FAIL, "45, 15 seconds", id="a second instance"),
        pytest.param({"interval": None, "config_problem": "no list"}, FAIL, "no list", id="broken file"),
        pytest.param({"interval": None}, UNKNOWN, "not known", id="not known"),
        pytest.param({"unread": "No permission."}, UNKNOWN, "No permission", id="not readable"),
        pytest.param({"status": "not loaded", "interval_from": "rules"}, UNKNOWN, "does not run", id="not loaded"),
    ],
)
def test_host_runs_the_check_every(changes, outcome, word):
    finding = host_runs_the_check_every(check(**changes), seconds=45)
    assert finding.outcome is outcome
    assert word in finding.reason


def test_the_evidence_of_an_interval_is_its_line_and_who_told_it():
    seen, used = host_runs_the_check_every(CHECK, seconds=45).evidence
    assert seen.where == "/etc/datadog-agent/conf.d/my_metric.yaml:4"
    assert used.where == "datadog-agent status"
