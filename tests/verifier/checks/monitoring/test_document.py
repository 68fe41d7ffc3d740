"""What a document shows of the monitor and its downtimes."""

from __future__ import annotations

import json

import pytest

from tests.verifier.documents.judging import asked, judge, outcome

TOP = "## Monitoring Data\n\n"
QUERY = "avg(last_5m):avg:my_metric{host:orchid} > 800"
MESSAGE = (
    "{{#is_alert}}A {{value}} {{host.ip}}{{/is_alert}}{{#is_warning}}B{{/is_warning}}"
    "{{#is_no_data}}C{{/is_no_data}} @ann@example.com"
)
WRONG_END = MESSAGE.replace("/is_no_data", "/is_no_data_recovery")
OPTIONS = {"notify_no_data": True, "no_data_timeframe": 10, "thresholds": {"critical": 800, "warning": 500}}
SETTINGS = ("monitor-metric-avg", "monitor-warn-500", "monitor-alert-800", "monitor-nodata-10m")


def body(query: str = QUERY, message: str = MESSAGE, **options: object) -> str:
    shown = {"type": "metric alert", "query": query, "message": message, "options": options or OPTIONS}
    return f"{TOP}```json\n{json.dumps(shown, indent=2)}\n```\n"


@pytest.mark.parametrize("step", [*SETTINGS, "monitor-notify-email", "monitor-state-messages", "monitor-value-hostip"])
def test_a_request_body_shows_the_whole_monitor(step: str) -> None:
    assert outcome(body(), step) == "pass"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param("monitor-metric-avg", body("max(last_5m):avg:my_metric{*} > 800"), id="max over time"),
        pytest.param("monitor-metric-avg", body("avg(last_5m):max:my_metric{*} > 800"), id="max over space"),
        pytest.param("monitor-metric-avg", body("avg(last_5m):avg:my_metric{*} >= 800"), id="at or above"),
        pytest.param("monitor-metric-avg", body("avg(last_1h):avg:my_metric{*} > 800"), id="an hour"),
        pytest.param("monitor-alert-800", body("avg(last_5m):avg:my_metric{*} > 900"), id="alert at 900"),
        pytest.param("monitor-warn-500", body(critical=800, warning=500), id="warning beside the thresholds"),
        pytest.param("monitor-warn-500", body(thresholds={"critical": 800, "warning": 600}), id="warning at 600"),
        pytest.param("monitor-nodata-10m", body(notify_no_data=True, no_data_timeframe=20), id="20 minutes"),
        pytest.param("monitor-nodata-10m", body(notify_no_data=False, no_data_timeframe=10), id="switched off"),
        pytest.param("monitor-notify-email", body(message="{{#is_alert}}A{{/is_alert}} ann@example.com"), id="no leading @"),
        pytest.param("monitor-notify-email", body(message="{{#is_alert}}A @ann@example.com{{/is_alert}} B"), id="for alerts only"),
        pytest.param("monitor-state-messages", body(message=WRONG_END), id="closed by another name"),
        pytest.param("monitor-state-messages", body(message="{{#is_alert}}A{{/is_alert}} @ann@example.com"), id="only one state"),
        pytest.param("monitor-value-hostip", body(message=MESSAGE.replace("{{host.ip}}", "")), id="no IP"),
        pytest.param("monitor-value-hostip", body("avg(last_5m):avg:my_metric{*} > 800"), id="an IP that stays empty"),
        pytest.param("monitor-value-hostip", body() + "The host IP is not visible in my mails.\n", id="own words say it is empty"),
        pytest.param("monitor-metric-avg", TOP + "It alerts above 800 at least once in the last 5 minutes.\n", id="at least once"),
    ],
)  # fmt: skip
def test_a_monitor_that_is_not_as_asked(step: str, text: str) -> None:
    assert outcome(text, step) == "fail"


@pytest.mark.parametrize("step", SETTINGS)
def test_the_copied_questions_are_no_answer(step: str) -> None:
    assert outcome(TOP + asked(*SETTINGS), step) == "absent"
    assert outcome(TOP + asked(*SETTINGS) + "![monitor](a.png)\n", step) == "unknown"


@pytest.mark.parametrize("step", SETTINGS)
def test_own_words_that_name_the_values_are_a_claim(step: str) -> None:
    words = "My monitor takes the average over 5 minutes, with a warning at 500, an alert at 800, and no data for 10 minutes.\n"
    assert outcome(TOP + asked(*SETTINGS) + words, step) == "pass"


def test_a_task_told_in_own_words_is_no_claim() -> None:
    text = TOP + "I was asked to create a new metric monitor with a warning threshold of 500.\n"
    assert outcome(text, "monitor-warn-500") != "pass"


def test_numbers_in_a_template_are_no_settings() -> None:
    text = TOP + "```\n{{#is_warning}} above 500 {{/is_warning}}\n```\n\n![x](a.png)\n"
    assert outcome(text, "monitor-warn-500") == "unknown"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("This is the email that I received:\n\n![x](a.png)\n", "pass", id="said to be the mail"),
        pytest.param("The settings:\n\n![x](a.png)\n", "unknown", id="a picture of something"),
        pytest.param("That was all.\n", "absent", id="no picture"),
    ],
)
def test_the_picture_of_the_mail(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "monitor-email-screenshot") == wanted


NIGHTS = {
    "monitor_id": 12, "timezone": "UTC", "start": 1555354800, "end": 1555405200,
    "recurrence": {"type": "weeks", "period": 1, "week_days": ["Mon", "Tue", "Wed", "Thu", "Fri"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("The first downtime runs from 7pm to 9am, Monday to Friday.", "pass", id="words"),
        pytest.param("One downtime starts at 19:00 on weekdays and lasts 14 hours.", "pass", id="start and length"),
        pytest.param("The first downtime runs from 7pm to 9pm, Monday to Friday.", "fail", id="9 pm"),
        pytest.param("A downtime of 14 hours from 7pm on Mon, Tue, Wed and Thu.", "fail", id="not on Friday"),
        pytest.param(
            "The downtimes: Mon-Thu 7pm to 9am, and Fri 7pm to Mon 9am.", "pass", id="Friday with the weekend"
        ),
        pytest.param("The downtime is Mon-Thu from 7pm to 9am.", "fail", id="to Thursday only"),
        pytest.param("I planned the downtimes and forgot to make them.", "absent", id="forgot"),
        pytest.param("I didn't get to the downtimes.", "absent", id="did not get to it"),
        pytest.param("One downtime is for weekdays.", "unknown", id="no hours"),
        pytest.param(f"```json\n{json.dumps(NIGHTS)}\n```", "pass", id="request body"),
        pytest.param(f"```json\n{json.dumps(NIGHTS | {'end': 1555400000})}\n```", "fail", id="too short a body"),
        pytest.param(f"```json\n{json.dumps(NIGHTS | {'monitor_id': None})}\n```", "fail", id="aimed at everything"),
        pytest.param(asked("bonus-downtime-weeknights") + "![x](a.png)", "unknown", id="question and picture"),
        pytest.param(asked("bonus-downtime-weeknights"), "absent", id="only the question"),
    ],
)
def test_weeknights(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "bonus-downtime-weeknights") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("The second downtime is all day on Saturday and Sunday.", "pass", id="all day"),
        pytest.param("The weekend downtime begins on Saturday at 00:00 and lasts two days.", "pass", id="two days"),
        pytest.param("The second downtime is on Saturday from 10:41 am to 8:41 pm.", "fail", id="a part of Saturday"),
        pytest.param("The weekend's downtime is all day on Saturday.", "fail", id="one day of the weekend"),
        pytest.param("The downtimes: Mon-Thu 7pm to 9am, and Fri 7pm to Mon 9am.", "pass", id="with Friday's night"),
        pytest.param(
            "One downtime is daily from 7pm to 9am. The other is Saturday 9am until Sunday 7pm.",
            "pass",
            id="beside nights",
        ),
        pytest.param("The downtime is Saturday 9am until Sunday 7pm.", "fail", id="without the nights"),
        pytest.param("I had only a weekend for this.", "absent", id="somebody's weekend"),
        pytest.param("Downtime: I did the one for the week, not the weekend.", "absent", id="not the weekend"),
        pytest.param("The second downtime is for the weekend.", "unknown", id="no hours"),
        pytest.param("A monitor was made.", "absent", id="nothing"),
    ],
)
def test_the_weekend(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "bonus-downtime-weekend") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(asked("bonus-downtime-email") + "![x](a.png)\n", "pass", id="at the question"),
        pytest.param("### Downtimes\n\nThe mail of the downtime:\n\n![x](a.png)\n", "pass", id="said to be the mail"),
        pytest.param(
            "I made a downtime.\n\n![x](a.png)\n\nAnd the mail about it:\n\n![x](b.png)\n",
            "pass",
            id="the mail about it",
        ),
        pytest.param(
            "I made a downtime.\n\n![x](a.png)\n\nAnd the mail of the alert:\n\n![x](b.png)\n",
            "absent",
            id="another mail",
        ),
        pytest.param(
            "### Downtimes\n\nThe form of the downtime:\n\n![x](a.png)\n", "absent", id="a picture of the form"
        ),
        pytest.param("### Downtimes\n\n![x](a.png)\n", "unknown", id="a picture of something"),
    ],
)
def test_the_picture_of_the_downtime_mail(text: str, wanted: str) -> None:
    finding = judge(TOP + text)["bonus-downtime-email"]
    assert finding.outcome.value == wanted
    assert wanted != "pass" or finding.rests_on.value == "picture"


def test_at_least_once_is_a_setting_and_no_question() -> None:
    text = f"{TOP}Alert threshold: 800\n\nTrigger: at least once during the last 5 minutes\n"
    assert outcome(text, "monitor-metric-avg") == "fail"


def test_what_somebody_was_asked_to_set_is_no_setting() -> None:
    assert outcome(TOP + "I was asked to set no data to 10 minutes.\n", "monitor-nodata-10m") != "pass"
