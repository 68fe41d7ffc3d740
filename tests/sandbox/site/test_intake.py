"""What an Agent tells of its host makes the host appear; and what is no such thing is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.site.asking import KEYS, ask
from tests.sandbox.site.seeds import NOW

TOLD: dict[str, Any] = {
    "internalHostname": "fresh",
    "agentVersion": "7.60.1",
    "os": "linux",
    "host-tags": {"system": ["Env:Lab", "a:b,c:d", "key1:value1,"]},
    "systemStats": {"machine": "aarch64", "nixV": ["ubuntu", "22.04", ""]},
    "agent_checks": [["my_metric", "my_metric", "my_metric:1f", "OK", "", ""]],
}
HOSTS = "/api/v1/hosts?filter=fresh&include_hosts_metadata=true"


def test_a_host_appears_with_what_its_agent_told(base: str):
    assert ask(base, "GET", HOSTS).body["total_matching"] == 0
    assert ask(base, "POST", "/intake/", TOLD).status == 202
    (host,) = ask(base, "GET", HOSTS).body["host_list"]
    assert (host["name"], host["up"], host["last_reported_time"]) == ("fresh", True, int(NOW))
    assert host["meta"]["agent_version"] == "7.60.1"
    assert host["meta"]["nixV"] == ["ubuntu", "22.04", ""]
    assert host["meta"]["agent_checks"] == TOLD["agent_checks"]


def test_tags_are_kept_as_the_backend_keeps_them(base: str):
    ask(base, "POST", "/intake/", TOLD)
    (host,) = ask(base, "GET", HOSTS).body["host_list"]
    assert host["tags_by_source"] == {"Datadog": ["a:b_c:d", "env:lab", "host:fresh", "key1:value1"]}


def test_what_the_agent_tells_later_replaces_its_own_tags_and_no_others(base: str):
    ask(base, "POST", "/intake/", TOLD)
    ask(base, "POST", "/api/v1/tags/hosts/fresh?source=users", {"tags": ["typed:here"]})
    ask(base, "POST", "/intake/", {**TOLD, "host-tags": {"system": ["env:other"]}})
    (host,) = ask(base, "GET", HOSTS).body["host_list"]
    assert host["tags_by_source"] == {"Datadog": ["env:other", "host:fresh"], "Users": ["typed:here"]}


def test_points_tell_the_namespaces_and_when_it_was_heard(base: str):
    ask(base, "POST", "/intake/", TOLD)
    series = [{"metric": "postgresql.commits", "points": [[NOW - 10, 1.0]], "host": "fresh"}]
    ask(base, "POST", "/api/v1/series", {"series": series})
    (host,) = ask(base, "GET", HOSTS).body["host_list"]
    assert host["apps"] == ["agent", "postgresql"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "internalHostname"),
        ({"internalHostname": 7}, "internalHostname"),
        ({"internalHostname": "x", "host-tags": ["a:b"]}, "host-tags"),
        ({"internalHostname": "x", "host-tags": {"system": "a:b"}}, "host-tags"),
        ({"internalHostname": "x", "systemStats": 3}, "systemStats"),
    ],
)
def test_what_is_no_such_payload_is_refused(base: str, body: dict[str, Any], word: str):
    answer = ask(base, "POST", "/intake/", body)
    assert (answer.status, word in answer.text) == (400, True)


def test_the_api_key_is_enough_and_needed(base: str):
    assert ask(base, "POST", "/intake/", TOLD, headers={"DD-API-KEY": KEYS["DD-API-KEY"]}).status == 202
    assert ask(base, "POST", "/intake/", TOLD, headers={}).status == 403
