"""Version 2 downtimes: what is refused, what is filled in, and what becomes of version 1 downtimes there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.site import running
from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW, trial

GOOD: dict[str, Any] = {"scope": "*", "monitor_identifier": {"monitor_id": 1234}}
NIGHT = {"start": "2026-09-21T19:00:00", "duration": "14h", "rrule": "FREQ=DAILY"}


def make(base: str, **attributes: Any) -> Answer:
    body = {"data": {"type": "downtime", "attributes": {**GOOD, **attributes}}}
    return ask(base, "POST", "/api/v2/downtime", body)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scope": ["host:x"]}, "scope is required"),
        ({"scope": " "}, "scope is required"),
        ({"monitor_identifier": {}}, "monitor_identifier"),
        ({"monitor_identifier": {"monitor_id": 1, "monitor_tags": ["*"]}}, "monitor_identifier"),
        ({"monitor_identifier": {"monitor_id": 77}}, "Monitor 77 not found"),
        ({"schedule": {"recurrences": []}}, "1 to 5 items"),
        ({"schedule": {"recurrences": [NIGHT] * 6}}, "1 to 5 items"),
        ({"schedule": {"recurrences": [{**NIGHT, "duration": "14 hours"}]}}, "duration"),
        ({"schedule": {"recurrences": [{**NIGHT, "rrule": "every night"}]}}, "rrule"),
        ({"schedule": {"recurrences": [{**NIGHT, "start": "2026-09-21T19:00:00Z"}]}}, "must not have an offset"),
        ({"schedule": {"recurrences": [NIGHT], "timezone": "Mars/Olympus"}}, "schedule.timezone"),
        ({"schedule": {"start": "2026-09-21T10:00:00Z", "end": "2026-09-21T09:00:00Z"}}, "must be after"),
        ({"notify_end_states": ["never"]}, "notify_end_states"),
        ({"display_timezone": "Mars/Olympus"}, "display_timezone"),
    ],
)
def test_a_downtime_that_is_refused(base: str, change: dict[str, Any], said: str) -> None:
    refused = make(base, **change)
    assert refused.status == 400
    assert said in refused.errors[0]


def test_what_is_not_sent_is_filled_in(base: str) -> None:
    attributes = make(base, display_timezone="").body["data"]["attributes"]
    assert attributes["schedule"] == {"start": "2026-09-21T14:13:20.000000+00:00", "end": None}
    assert attributes["notify_end_states"] == ["alert", "no data", "warn"]
    assert (attributes["display_timezone"], attributes["status"]) == ("UTC", "active")


@pytest.mark.parametrize(
    ("schedule", "status"),
    [
        ({"start": "2026-09-20T00:00:00Z", "end": "2026-09-21T00:00:00Z"}, "ended"),
        ({"start": "2026-09-20T00:00:00Z", "end": "2026-09-22T00:00:00Z"}, "active"),
        ({"start": "2026-09-22T00:00:00Z"}, "scheduled"),
        ({"recurrences": [NIGHT], "timezone": "UTC"}, "scheduled"),
        ({"recurrences": [NIGHT], "timezone": "Asia/Tokyo"}, "active"),
        ({"recurrences": [{**NIGHT, "start": "2026-09-01T19:00:00", "rrule": "FREQ=DAILY;COUNT=2"}]}, "ended"),
    ],
)
def test_the_status_follows_the_clock(base: str, schedule: dict[str, Any], status: str) -> None:
    assert make(base, schedule=schedule).body["data"]["attributes"]["status"] == status


def test_a_canceled_downtime_stays_readable_for_a_time(tmp_path: Path) -> None:
    now = [NOW]
    with running([trial()], state_dir=tmp_path, now=lambda: now[0]) as base:
        made = make(base).body["data"]["id"]
        assert ask(base, "DELETE", f"/api/v2/downtime/{made}").status == 204
        attributes = ask(base, "GET", f"/api/v2/downtime/{made}").body["data"]["attributes"]
        assert (attributes["status"], attributes["canceled"]) == ("canceled", "2026-09-21T14:13:20.000000+00:00")
        assert len(ask(base, "GET", "/api/v2/downtime").body["data"]) == 1
        now[0] += 3 * 86400
        assert ask(base, "GET", "/api/v2/downtime").body["data"] == []


def test_a_version_1_downtime_is_told_in_the_words_of_version_2(tmp_path: Path) -> None:
    weekend = {
        "uuid": "8ecdc5e4-0328-4c91-88ea-60af6be0deea",
        "monitor_id": 1234,
        "scope": ["host:orchid", "env:lab"],
        "start": "2026-09-12T00:00:00+02:00",
        "end": "2026-09-12T23:59:59+02:00",
        "timezone": "Europe/Berlin",
        "recurrence": {"type": "weeks", "period": 1, "week_days": ["Sat", "Sun"]},
    }
    with running([trial(downtimes_v1=[weekend])], state_dir=tmp_path, now=lambda: NOW) as base:
        told = ask(base, "GET", f"/api/v2/downtime/{weekend['uuid']}").body["data"]["attributes"]
        first = ask(base, "GET", "/api/v1/downtime").body[0]
    assert told["scope"] == "host:orchid AND env:lab"
    assert told["monitor_identifier"] == {"monitor_id": 1234}
    assert told["schedule"]["timezone"] == "Europe/Berlin"
    assert told["schedule"]["recurrences"] == [
        {"start": "2026-09-12T00:00:00", "duration": "1440m", "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=SA,SU"}
    ]
    assert told["status"] == "scheduled"
    # version 1 itself has moved on to the next Saturday
    assert (first["start"], first["end"]) == (1790373600, 1790373600 + 86399)
    assert told["schedule"]["current_downtime"]["start"] == "2026-09-25T22:00:00+00:00"


def test_the_monitor_is_told_of_what_silences_it_now(base: str) -> None:
    make(base)
    make(base, schedule={"start": "2026-09-22T00:00:00Z"})
    matches = ask(base, "GET", "/api/v2/monitor/1234/downtime_matches").body
    assert [match["attributes"]["scope"] for match in matches["data"]] == ["*"]
    assert matches["meta"]["page"]["total_filtered_count"] == 1
    # version 1's fields of the monitor show nothing of it
    monitor = ask(base, "GET", "/api/v1/monitor/1234?with_downtimes=true").body
    assert (monitor["matching_downtimes"], monitor["options"]["silenced"]) == ([], {})
