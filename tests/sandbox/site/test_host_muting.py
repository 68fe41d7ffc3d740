"""Muting a host: the answers of 2020's recordings, and the version 2 downtime that it makes today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.site import running
from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW, trial

END = int(NOW) + 3600


def mute(base: str, body: dict[str, Any], host: str = "orchid", query: str = "") -> Answer:
    return ask(base, "POST", f"/api/v1/host/{host}/mute{query}", body)


def shown(base: str) -> tuple[bool, int | None]:
    host = ask(base, "GET", "/api/v1/hosts?filter=orchid").body["host_list"][0]
    return host["is_muted"], host["mute_timeout"]


def test_a_muted_host_says_so_until_it_is_unmuted(base: str) -> None:
    assert shown(base) == (False, None)
    made = mute(base, {"end": END, "message": "quiet"}).body
    assert {**made, "downtime_id": 0} == {
        "action": "Muted",
        "downtime_id": 0,
        "end": END,
        "hostname": "orchid",
        "message": "quiet",
    }
    assert shown(base) == (True, END)
    unmuted = ask(base, "POST", "/api/v1/host/orchid/unmute", {}).body
    assert unmuted == {"action": "Unmuted", "downtime_id": made["downtime_id"], "hostname": "orchid"}
    assert shown(base) == (False, None)


def test_muting_makes_a_version_2_downtime_of_the_host(base: str) -> None:
    mute(base, {"end": END})
    (downtime,) = ask(base, "GET", "/api/v2/downtime").body["data"]
    attributes = downtime["attributes"]
    assert (attributes["scope"], attributes["status"]) == ('host:"orchid"', "active")
    assert attributes["monitor_identifier"] == {"monitor_tags": ["*"]}
    assert ask(base, "GET", "/api/v1/downtime").body == []
    ask(base, "POST", "/api/v1/host/orchid/unmute", {})
    (downtime,) = ask(base, "GET", "/api/v2/downtime").body["data"]
    assert downtime["attributes"]["status"] == "canceled"


@pytest.mark.parametrize(("body", "query"), [({"override": True}, ""), ({}, "?override=true")])
def test_a_muted_host_is_muted_anew_only_when_told_to_override(base: str, body: dict[str, Any], query: str) -> None:
    mute(base, {"end": END})
    refused = mute(base, {"end": END + 60})
    assert refused.status == 400
    assert refused.errors[0].startswith("host:orchid is already muted. To mute this host with a different end")
    assert mute(base, {"end": END + 60, **body}, query=query).status == 200
    assert shown(base) == (True, END + 60)


def test_a_mute_ends_by_itself(tmp_path: Path) -> None:
    now = [NOW]
    with running([trial()], state_dir=tmp_path, now=lambda: now[0]) as base:
        mute(base, {"end": END})
        now[0] = END
        assert shown(base) == (False, None)
        assert ask(base, "POST", "/api/v1/host/orchid/unmute", {}).status == 400


@pytest.mark.parametrize(
    ("host", "body", "status"),
    [("nobody", {}, 404), ("orchid", {"end": "soon"}, 400), ("orchid", {"end": int(NOW) - 60}, 400)],
)
def test_a_mute_that_is_refused(base: str, host: str, body: dict[str, Any], status: int) -> None:
    assert mute(base, body, host=host).status == status
    assert ask(base, "GET", "/api/v2/downtime").body["data"] == []
