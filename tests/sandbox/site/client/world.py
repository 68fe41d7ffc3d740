"""The organisation that the client's calls are made against: one of everything, and more of what gets deleted."""

from __future__ import annotations

from typing import Any

from sandbox.site import OrganisationSeed
from tests.sandbox.site.seeds import NOW, TRIAL, trial

N = int(NOW)
MONITOR = 5001
FIRST = 7001
FIRST_UUID = "00000000-0000-4000-8000-000000007003"
SECOND = "00000000-0000-4000-8000-000000008001"
USER = "00000000-0000-4000-8000-000000000002"
EVENT = 9001

BOARD: dict[str, Any] = {
    "title": "New",
    "layout_type": "ordered",
    "widgets": [{"definition": {"type": "timeseries", "requests": [{"q": "avg:my_metric{*}"}]}}],
}
NIGHT = {
    "timezone": "Europe/Berlin",
    "recurrences": [{"start": "2026-09-21T19:00:00", "duration": "14h", "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}],
}
_WEEKEND = {"type": "weeks", "period": 1, "week_days": ["Sat", "Sun"]}
_OLD = {"scope": ["*"], "monitor_id": 1234, "start": "2026-09-20T00:00:00Z", "end": "2026-09-22T00:00:00Z"}
_BERLIN = {"timezone": "Europe/Berlin", "message": "Weekend @iris@example.com", "recurrence": _WEEKEND}


def world() -> OrganisationSeed:
    boards = [{**BOARD, "id": f"{name}-{name}-{name}"} for name in ("put", "del", "bin", "rst")]
    monitors = [
        {"id": number, "name": f"m{number}", "query": "avg(last_5m):avg:my_metric{*} > 3"} for number in (5001, 5002)
    ]
    return trial(
        users=[*TRIAL["users"], {"email": "fay@example.com", "name": "Fay Example", "uuid": USER, "roles": []}],
        hosts=[*TRIAL["hosts"], {"name": "fern", "tags": {"Users": ["typed:there"]}}],
        dashboards=[*TRIAL["dashboards"], *boards],
        monitors=[*TRIAL["monitors"], *monitors],
        downtimes_v1=[
            {**_OLD, **_BERLIN, "id": FIRST},
            {**_OLD, "id": FIRST + 1},
            {**_OLD, "id": FIRST + 2, "uuid": FIRST_UUID},
            {**_OLD, "id": FIRST + 3, "scope": ["role:gone"]},
        ],
        downtimes=[
            {"id": SECOND, "scope": "*", "monitor_identifier": {"monitor_id": 1234}, "schedule": NIGHT},
            {
                "scope": "env:(lab OR prod)",
                "monitor_identifier": {"monitor_tags": ["*"]},
                "schedule": {"start": "now-1h"},
            },
        ],
        events=[
            {"id": EVENT, "text": "look @iris@example.com", "alert_type": "user_update", "handle": "iris@example.com"},
            {"title": "deployed", "text": "x", "host": "orchid", "source": "my_apps", "priority": "low"},
        ],
    )
