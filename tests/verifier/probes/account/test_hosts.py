from __future__ import annotations

import json
from typing import Any

import pytest

from tests.verifier.probes.account.port import NOW, Played, ask
from verifier.facts.account import AccountHosts
from verifier.probes.account.hosts import HOSTS, PAGE, ask_hosts, read_hosts


def item(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "host_name": name, "up": True, "last_reported_time": NOW - 20, **more}


def test_a_host_is_read_with_its_metadata() -> None:
    meta = {
        "agent_version": "7.32.3",
        "platform": "linux",
        "nixV": ["ubuntu", "18.04", ""],
        "install_method": {"tool": "install_script", "tool_version": "install_script"},
        "agent_checks": [["mysql", "mysql", "mysql:1", "ERROR", "no such user", ""], ["ntp"], None],
    }
    tags = {"Datadog": ["env:trial", "host:fern"], "Users": ["typed"]}
    (host,) = read_hosts({"host_list": [item("fern", meta=meta, tags_by_source=tags, apps=["mysql", "agent"])]})
    assert (host.name, host.up, host.agent_version, host.system) == ("fern", True, "7.32.3", "ubuntu 18.04")
    assert host.tags == (("Datadog", ("env:trial", "host:fern")), ("Users", ("typed",)))
    assert host.agent_checks == (("mysql", "ERROR", "no such user"),)
    assert (host.install, host.has_metadata, host.apps) == ("install_script", True, ("mysql", "agent"))


@pytest.mark.parametrize(
    ("meta", "system"),
    [
        ({"macV": ["12.1", ["", "", ""], "arm64"]}, "macOS 12.1"),
        ({"winV": [None, "10", None]}, "Windows 10"),
        ({"nixV": ["", "", ""], "gohai": json.dumps({"platform": {"os": "GNU/Linux"}})}, "GNU/Linux"),
        ({"gohai": '{"platform": {"os": "GNU'}, ""),
        ({}, ""),
    ],
)
def test_the_system_is_told_by_whichever_place_knows_it(meta: dict[str, Any], system: str) -> None:
    (host,) = read_hosts({"host_list": [item("fern", meta=meta)]})
    assert host.system == system


@pytest.mark.parametrize(
    "body",
    [None, [], "x", {"host_list": None}, {"host_list": [None, 3, {"name": None}, {"name": {"a": 1}}]}],
)
def test_an_odd_list_holds_no_hosts(body: object) -> None:
    assert read_hosts(body) == ()


def test_odd_parts_of_a_host_are_left_out() -> None:
    odd = item("fern", up="yes", tags_by_source={"Datadog": None, "Users": ["a", 3]}, meta=[], last_reported_time="x")
    (host,) = read_hosts({"host_list": [odd]})
    assert (host.up, host.last_reported, host.has_metadata) == (False, 0, False)
    assert host.tags == (("Datadog", ()), ("Users", ("a",)))


def test_every_page_is_read_and_the_last_week_is_asked_for() -> None:
    names = [f"h{number}" for number in range(PAGE + 3)]

    def page(params: dict[str, Any]) -> object:
        shown = names[params["start"] : params["start"] + params["count"]]
        return {"host_list": [item(name) for name in shown], "total_matching": len(names)}

    asking = ask({HOSTS: page})
    told = ask_hosts(asking)[AccountHosts]
    assert isinstance(told, AccountHosts)
    assert (len(told.items), told.complete, told.asked_at) == (PAGE + 3, True, NOW)
    assert isinstance(asking.port, Played)
    assert asking.port.asked[0][1]["from"] == NOW - 7 * 86_400


def test_a_list_that_never_ends_is_cut_and_says_so() -> None:
    def page(params: dict[str, Any]) -> object:
        return {"host_list": [item(f"h{params['start'] + n}") for n in range(PAGE)], "total_matching": 10**6}

    asking = ask({HOSTS: page})
    told = ask_hosts(asking)[AccountHosts]
    assert isinstance(told, AccountHosts)
    assert not told.complete
    assert asking.missing == ["not every host was listed"]
