"""Things on a machine that carry the name of what was asked, and are not it."""

from __future__ import annotations

import json

import pytest

from verifier.facts import NotLooked
from verifier.facts.host import AgentTags, Databases, Integrations, TracedProcesses
from verifier.probes.host import agent, databases, tracing
from verifier.probes.host.answers import Answers
from verifier.probes.host.asks import AGENT_STATUS, AGENT_VERSION, CONTAINERS, PROCESSES
from verifier.probes.host.homes import PLACES
from verifier.script import Section

STATUS = {"version": "7.52.0", "runnerStats": {"Checks": {"mysql": {"mysql:1": {"MetricSamples": 40}}}}}


def answers(*sections: Section) -> Answers:
    found = Answers()
    for section in sections:
        found.add(section)
    return found


def said(key: str, text: str, argument: str = "", status: int = 0) -> Section:
    return Section(key, argument, text, status)


def databases_of(*sections: Section) -> set[str]:
    read = databases.read(answers(said(PROCESSES.key, ""), *sections))
    return {item.kind for item in read.items} if isinstance(read, Databases) else set()


@pytest.mark.parametrize(
    ("image", "kinds"),
    [
        ("mysql", {"mysql"}),
        ("mysql:8.0@sha256:00", {"mysql"}),
        ("library/mariadb:11", {"mysql"}),
        ("bitnami/postgresql:16", {"postgresql"}),
        ("localhost:5000/postgis:3", {"postgresql"}),
        ("mongo:latest", {"mongodb"}),
        ("mongodb/mongodb-community-server", {"mongodb"}),
        ("mongo-express", set()),
        ("mysql-backup", set()),
        ("postgrest/postgrest", set()),
        ("prom/mysqld-exporter", set()),
        ("postgres-exporter", set()),
    ],
)
def test_only_the_image_of_a_database_is_one(image, kinds):
    assert databases_of(said(CONTAINERS.key, f"one|{image}|", "list")) == kinds


@pytest.mark.parametrize(
    ("package", "kinds"),
    [
        ("mysql-server-8.0", {"mysql"}),
        ("mariadb-server", {"mysql"}),
        ("postgresql", {"postgresql"}),
        ("postgresql-14", {"postgresql"}),
        ("mongodb-org-server", {"mongodb"}),
        ("mongodb-org", {"mongodb"}),
        ("postgresql-server-dev-14", set()),
        ("postgresql-client-14", set()),
        ("postgresql-plpython3-14", set()),
        ("mongodb-mongosh", set()),
        ("mongodb-database-tools", set()),
    ],
)
def test_only_the_package_of_a_server_is_a_database(package, kinds):
    assert databases_of(said("packages", f"Package: {package}\nStatus: install ok installed\n")) == kinds


def test_a_check_of_the_candidates_own_is_no_integration():
    """A file mysql.py in checks.d takes the place of the Agent's check, and its [OK] says nothing of a database."""
    usual = (
        said(AGENT_VERSION.key, "Agent 7.52.0"),
        said(AGENT_STATUS.key, json.dumps(STATUS), "json"),
        said(PLACES[0].configs.key, "1:instances: [{}]\n", "/etc/datadog-agent/conf.d/mysql.d/conf.yaml"),
    )
    honest = databases.read_integrations(answers(*usual))
    own = said(PLACES[0].code.key, "x = 1\n", "/etc/datadog-agent/checks.d/mysql.py")
    replaced = databases.read_integrations(answers(*usual, own))
    assert isinstance(honest, Integrations)
    assert isinstance(replaced, Integrations)
    assert (honest.items[0].status, honest.items[0].metrics_last_run) == ("ok", 40)
    assert (replaced.items[0].status, replaced.items[0].metrics_last_run) == ("", None)
    assert "stands in" in replaced.items[0].unread


def container(version: str, status: int) -> Answers:
    return answers(
        said(CONTAINERS.key, "DD_TAGS=a:b\n", "environment web"),
        said(CONTAINERS.key, version, "version web", status),
    )


def test_the_tags_of_a_container_count_where_an_agent_answers_in_it():
    assert isinstance(agent.read_tags(container("Agent 7.52.0 - Commit: x", 0)), AgentTags)
    assert isinstance(agent.read_tags(container("", 127)), NotLooked)


@pytest.mark.parametrize(
    ("words", "launched"),
    [
        (("ddtrace-run", "python", "app.py"), True),
        (("/usr/bin/python3", "/usr/local/bin/ddtrace-run", "flask", "run"), True),
        (("python", "app.py", "ddtrace-run"), False),
        (("python", "app.py", "--with=ddtrace-run"), False),
        (("sleep", "ddtrace-run"), False),
    ],
)
def test_ddtrace_run_as_a_word_for_the_app_means_nothing(words, launched):
    read = tracing.read_processes(
        answers(
            said(tracing.APPS.key, "7\n", "pids"),
            said(tracing.APPS.key, "\n".join(words), "words 7"),
            said(tracing.APPS.key, "DD_SERVICE=x\n", "environment 7"),
        )
    )
    assert isinstance(read, TracedProcesses)
    assert read.items[0].ddtrace_run is launched
