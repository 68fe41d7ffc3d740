"""Downtimes in request bodies and in scripts of several languages."""

from __future__ import annotations

import pytest

from verifier.documents import shown_downtimes
from verifier.facts.document import Code, Place

NIGHTS = (0, 1, 2, 3, 4)
BODY = (
    '{"scope": "host:orchid", "monitor_id": 12, "timezone": "UTC", "start": 1524510000, "end": 1524560400,'
    ' "recurrence": {"type": "weeks", "period": 1, "week_days": ["Mon", "Tue", "Wed", "Thu", "Fri"]}}'
)
VERSION_2 = (
    '{"data": {"attributes": {"monitor_identifier": {"monitor_id": 12}, "schedule": {"recurrences": [{"rrule":'
    ' "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "duration": "14h", "start": "2023-01-02T19:00"}], "timezone": "UTC"}}}}'
)
RUBY = (
    "dog.schedule_downtime('host:orchid', start: Time.parse('2018-06-04 19:00'), end: t + 14 * 3600,\n"
    "  monitor_id: 12, recurrence: {type: 'weeks', period: 1, week_days: %w[Mon Tue Wed Thu Fri]})"
)
PYTHON = (
    "api.Downtime.create(monitor_id=12, start=at('2021-04-19T19:00'), end=at('2021-04-19T19:00') + timedelta(hours=14),\n"
    "  recurrence=dict(type='weeks', week_days=['Mon', 'Tue', 'Wed', 'Thu', 'Fri']))"
)
TERRAFORM = (
    'resource "datadog_downtime" "nights" {\n  monitor_id = 12\n  # 2020-03-02T19:00 to 2020-03-03T09:00\n'
    '  recurrence {\n    type = "weeks"\n    week_days = ["Mon", "Tue", "Wed", "Thu", "Fri"]\n  }\n}'
)

SCHEDULE = (
    'resource "datadog_downtime_schedule" "nights" {\n  monitor_identifier {\n    monitor_id = datadog_monitor.bees.id\n  }\n'
    '  recurring_schedule {\n    recurrence {\n      rrule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"\n      duration = "14h"\n'
    '      start = "2024-03-04T19:00:00"\n    }\n  }\n}\n'
)


def downtimes(text: str) -> list[tuple[tuple[int, ...], int | None, int | None, bool]]:
    found = shown_downtimes.find([Code("", text, Place("answers.md", 1, 1))])
    return [(one.days, one.start_minute, one.minutes, one.aimed) for one in found.items]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BODY, id="request body"),
        pytest.param(VERSION_2, id="request body, version 2"),
        pytest.param(RUBY, id="Ruby"),
        pytest.param(PYTHON, id="Python"),
        pytest.param(TERRAFORM, id="Terraform"),
        pytest.param(SCHEDULE, id="Terraform, a schedule"),
    ],
)
def test_seven_to_nine_on_weekdays(text: str) -> None:
    assert downtimes(text) == [(NIGHTS, 19 * 60, 14 * 60, True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            SCHEDULE + SCHEDULE.replace("MO,TU,WE,TH,FR", "SA").replace("14h", "2d").replace("T19", "T00"),
            [(NIGHTS, 1140, 840, True), ((5,), 0, 2880, True)],
            id="two schedules of Terraform",
        ),
        pytest.param(BODY.replace('"monitor_id": 12, ', ""), [(NIGHTS, 1140, 840, False)], id="at every monitor"),
        pytest.param(RUBY.replace("%w[Mon Tue Wed Thu Fri]", "['Sat']"), [((5,), 1140, 840, True)], id="one day"),
        pytest.param(RUBY.replace("14 * 3600", "later"), [(NIGHTS, 1140, None, True)], id="a length nobody can read"),
        pytest.param("days = ['Mon', 'Tue']", [], id="a list of days alone"),
        pytest.param('{"recurrence": {"type": "days", "period": 1}, "start": 1, "end": "x"}', [(tuple(range(7)), None, None, False)],
                     id="daily, without hours"),
        pytest.param('{"recurrence": ' + "[" * 5000, [], id="nested for ever"),
    ],
)  # fmt: skip
def test_other_downtimes_are_told_as_they_are(
    text: str, expected: list[tuple[tuple[int, ...], int | None, int | None, bool]]
) -> None:
    assert downtimes(text) == expected


def test_each_list_of_days_has_its_own_hours() -> None:
    both = (
        "silence('2021-04-19T19:00', timedelta(hours=14), 'Mon Tue Wed Thu Fri'.split(), monitor_id=12)\n"
        "silence('2021-04-24T00:00', timedelta(days=1), ['Sat', 'Sun'], recurrence='weeks')\n"
    )
    assert downtimes(both) == [(NIGHTS, 1140, 840, True), ((5, 6), 0, 1440, True)]
