"""Mistakes in the monitor and its downtimes. The document says the same as the scripts."""

from __future__ import annotations

from tests.solution.mistakes.mistake import Mistake, Redo
from tests.solution.work import Edit, change, change_in, change_in_code

QUERY = "avg(last_5m):avg:my_metric{*} by {host} > 800"
ALERT = "The average of my_metric was {{value}} over five minutes, on {{host.name}} ({{host.ip}})."
NIGHTS = 'T19:00:00", "14h", "BYDAY=MO,TU,WE,TH,FR"'
WEEKEND = 'T00:00:00", "1d", "BYDAY=SA,SU"'
SAYS_NIGHTS, SAYS_WEEKEND = "one from 7pm to 9am, Monday to Friday", "one all day on Saturday and Sunday"
AIMED = "monitor_identifier=DowntimeMonitorIdentifierId(monitor_id=MONITOR)"
MONITOR = (Redo.MONITOR,)


def query(text: str) -> tuple[Edit, ...]:
    return (change(QUERY, text),)


def nights(schedule: str, said: str) -> tuple[Edit, ...]:
    return (change_in("downtimes.py", NIGHTS, schedule), change_in("answers.md", SAYS_NIGHTS, said))


def weekend(schedule: str, said: str) -> tuple[Edit, ...]:
    return (change_in("downtimes.py", WEEKEND, schedule), change_in("answers.md", SAYS_WEEKEND, said))


def options(old: str, new: str, said: str, told: str) -> tuple[Edit, ...]:
    return (change_in("monitor.py", old, new), change_in("answers.md", said, told))


THRESHOLDS = '"thresholds": {"critical": 800, "warning": 500}'

MISTAKES = (
    Mistake(
        "the maximum", "monitor-metric-avg", "fail", query("max(last_5m):max:my_metric{*} by {host} > 800"), MONITOR
    ),
    Mistake(
        "at least once", "monitor-metric-avg", "fail", query("max(last_5m):avg:my_metric{*} by {host} > 800"), MONITOR
    ),
    Mistake(
        "over fifteen minutes",
        "monitor-metric-avg",
        "fail",
        query("avg(last_15m):avg:my_metric{*} by {host} > 800"),
        MONITOR,
    ),
    Mistake(
        "another metric",
        "monitor-metric-avg",
        "absent",
        query("avg(last_5m):avg:system.load.1{*} by {host} > 800"),
        MONITOR,
    ),
    Mistake(
        "in total, with thresholds to match",
        "monitor-metric-avg",
        "fail",
        (
            *query("sum(last_5m):avg:my_metric{*} by {host} > 4500"),
            *options(
                THRESHOLDS,
                '"thresholds": {"critical": 4500, "warning": 3850}',
                "warns at 500, alerts at 800",
                "warns at 3850, alerts at 4500",
            ),
        ),
        MONITOR,
    ),
    Mistake(
        "below in place of above",
        "monitor-metric-avg",
        "fail",
        (
            change(QUERY, "avg(last_5m):avg:my_metric{*} by {host} < 800"),
            change_in("monitor.py", THRESHOLDS, '"thresholds": {"critical": 800, "warning": 900}'),
        ),
        MONITOR,
    ),
    Mistake(
        "a warning at 400",
        "monitor-warn-500",
        "fail",
        options('"warning": 500', '"warning": 400', "warns at 500", "warns at 400"),
        MONITOR,
    ),
    Mistake(
        "no warning",
        "monitor-warn-500",
        "fail",
        options(', "warning": 500', "", "It warns at 500, alerts at 800,", "It alerts at 800,"),
        MONITOR,
    ),
    Mistake(
        "thresholds beside `thresholds`",
        "monitor-warn-500",
        "fail",
        options(THRESHOLDS, '"critical": 800, "warning": 500', "It warns at 500, alerts at 800,", "It alerts at 800,"),
        MONITOR,
    ),
    Mistake(
        "an alert at 900",
        "monitor-alert-800",
        "fail",
        (
            change("by {host} > 800", "by {host} > 900"),
            change_in("monitor.py", '"critical": 800', '"critical": 900'),
            change_in("answers.md", "alerts at 800", "alerts at 900"),
        ),
        MONITOR,
    ),
    Mistake(
        "no data for 20 minutes",
        "monitor-nodata-10m",
        "fail",
        options('"no_data_timeframe": 10', '"no_data_timeframe": 20', "for 10 minutes.", "for 20 minutes."),
        MONITOR,
    ),
    Mistake(
        "no word when there is no data",
        "monitor-nodata-10m",
        "fail",
        options(
            '"notify_no_data": True',
            '"notify_no_data": False',
            ", and notifies me when there is no data for 10 minutes",
            "",
        ),
        MONITOR,
    ),
    Mistake(
        "an address without its @",
        "monitor-notify-email",
        "fail",
        (
            change_in("monitor.py", '@%s"""', '%s"""'),
            change_in("answers.md", "\n@wren@example.com", "\nwren@example.com"),
            change_in("answers.md", " and ends with my address", ""),
        ),
        MONITOR,
    ),
    Mistake(
        "an address in the alert alone",
        "monitor-notify-email",
        "fail",
        (
            change_in("monitor.py", '\n@%s"""', '"""'),
            change_in("monitor.py", ' % os.environ.get("EMAIL", "wren@example.com")', ""),
            change_in("answers.md", "\n@wren@example.com", ""),
            change_in("answers.md", " and ends with my address", ""),
            change("Somebody should look.", "Somebody should look. @wren@example.com"),
        ),
        MONITOR,
    ),
    Mistake(
        "a block closed by another name",
        "monitor-state-messages",
        "fail",
        (change("{{/is_no_data}}", "{{/is_no_data_recovery}}"),),
        MONITOR,
        also={"monitor-notify-email": "claimed", "monitor-value-hostip": "claimed"},
    ),
    Mistake(
        "one text for every state",
        "monitor-state-messages",
        "fail",
        tuple(change(f"{{{{{mark}{state}}}}}\n", "") for state in ("is_warning", "is_no_data") for mark in "#/"),
        MONITOR,
    ),
    Mistake(
        "no value in the alert",
        "monitor-value-hostip",
        "fail",
        (change_in_code("monitor.py", " was {{value}} over", " was high over"),),
        MONITOR,
    ),
    Mistake(
        "no address of the host",
        "monitor-value-hostip",
        "fail",
        (change_in_code("monitor.py", " ({{host.ip}})", ""),),
        MONITOR,
    ),
    Mistake(
        "the threshold in place of the value",
        "monitor-value-hostip",
        "fail",
        (change("{{value}}", "{{threshold}}"),),
        MONITOR,
    ),
    Mistake(
        "not grouped, so that the address is empty",
        "monitor-value-hostip",
        "fail",
        (change("{*} by {host} > 800", "{*} > 800"),),
        MONITOR,
    ),
    Mistake(
        "grouped by env",
        "monitor-value-hostip",
        "fail",
        (change("{*} by {host} > 800", "{*} by {env} > 800"),),
        MONITOR,
    ),
    Mistake(
        "19:01, eleven hours",
        "bonus-downtime-weeknights",
        "fail",
        nights(
            NIGHTS.replace("T19:00:00", "T19:01:00").replace("14h", "11h"),
            "one from 7:01pm to 6:01am, Monday to Friday",
        ),
        MONITOR,
    ),
    Mistake(
        "the working hours",
        "bonus-downtime-weeknights",
        "fail",
        nights(
            NIGHTS.replace("T19:00:00", "T09:40:00").replace("14h", "9h"), "one from 9:40am to 6:40pm, Monday to Friday"
        ),
        MONITOR,
    ),
    Mistake(
        "from nine in the evening",
        "bonus-downtime-weeknights",
        "fail",
        nights(NIGHTS.replace("T19:00:00", "T21:00:00").replace("14h", "12h"), "one from 9pm to 9am, Monday to Friday"),
        MONITOR,
    ),
    Mistake(
        "for all monitors",
        "bonus-downtime-weeknights",
        "fail",
        (
            change_in("downtimes.py", AIMED, 'monitor_identifier=DowntimeMonitorIdentifierTags(monitor_tags=["*"])'),
            change_in(
                "downtimes.py",
                "downtime_monitor_identifier_id import DowntimeMonitorIdentifierId",
                "downtime_monitor_identifier_tags import DowntimeMonitorIdentifierTags",
            ),
            change_in("answers.md", "makes both for this monitor alone", "makes both for all monitors"),
        ),
        MONITOR,
        also={"bonus-downtime-weekend": "fail"},
    ),
    Mistake(
        "Monday to Thursday",
        "bonus-downtime-weeknights",
        "fail",
        nights(NIGHTS.replace(",FR", ""), "one from 7pm to 9am, Monday to Thursday"),
        MONITOR,
    ),
    Mistake(
        "Saturday from 19:00",
        "bonus-downtime-weekend",
        "fail",
        weekend(
            WEEKEND.replace("T00:00:00", "T19:00:00").replace("SA,SU", "SA"), "one from Saturday 7pm to Sunday 7pm"
        ),
        MONITOR,
    ),
    Mistake(
        "Saturday by day",
        "bonus-downtime-weekend",
        "fail",
        weekend(
            WEEKEND.replace("T00:00:00", "T10:41:00").replace("1d", "10h").replace("SA,SU", "SA"),
            "one on Saturday from 10:41am to 8:41pm",
        ),
        MONITOR,
    ),
    Mistake(
        "one weekend only",
        "bonus-downtime-weekend",
        "fail",
        weekend(WEEKEND.replace("BYDAY=SA,SU", "BYDAY=SA,SU;COUNT=2"), "one on the coming Saturday and Sunday, once"),
        MONITOR,
    ),
)
