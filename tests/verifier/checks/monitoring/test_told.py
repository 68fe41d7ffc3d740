"""Downtimes, thresholds and settings as people tell them: a row for each way to say it."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, levels_outcome, outcome

TOP = "## Monitoring Data\n\n"
NIGHTS, WEEKEND = "bonus-downtime-weeknights", "bonus-downtime-weekend"
TABLE = (
    "| downtime | from | length | days |\n|---|---|---|---|\n"
    "| nights | 19:00 | 14 hours | Mon to Fri |\n| weekend | Sat 00:00 | 48 hours | weekly |\n"
)


@pytest.mark.parametrize(
    ("text", "nights", "weekend"),
    [
        ("The downtime is 7pm to 9am, Monday to Friday, and all day on Sat-Sun.", "pass", "pass"),
        ("Downtimes: Mo-Fr, start 7:00 PM, length 14 hours; Sa from 12:00 AM for 2 days.", "pass", "pass"),
        ("Two downtimes. From Monday to Friday it is silent from seven in the evening until nine the next morning. "
         "The second takes the whole of Saturday and the whole of Sunday.", "pass", "pass"),
        (TABLE, "pass", "pass"),
        ("Downtime on weekdays 19:00-09:00, on weekends 00:00-00:00.", "pass", "pass"),
        ("The downtime runs nightly from 7 pm to 9 am, the other from Friday 7 pm until Monday 9 am.", "pass", "pass"),
        ("The downtime is 7pm to 9pm, Monday to Friday.", "fail", "absent"),
        ("Downtime on working days from 9 am to 7 pm, and for the weekend on Saturday at 00:00 for one day.", "fail", "fail"),
        ("The downtimes: first I had Mon-Fri 7pm to 9am. I changed it to Mon-Fri 9pm to 9am.", "fail", "absent"),
        ("For the weekend a one-time downtime, Saturday and Sunday all day.", "absent", "fail"),
        ("The weekend downtime: every Sat and Sun, 8:00 AM, 12 hours.", "absent", "fail"),
        ("I scheduled two downtimes, one for the nights and one for the weekend.", "unknown", "unknown"),
        ("Downtimes: not done yet.", "absent", "absent"),
        ("In order to do so I set the downtime on Mon-Fri from 7pm to 9am, and all day on Sat-Sun.", "pass", "pass"),
    ],
)  # fmt: skip
def test_downtimes(text: str, nights: str, weekend: str) -> None:
    assert (outcome(TOP + text + "\n", NIGHTS), outcome(TOP + text + "\n", WEEKEND)) == (nights, weekend)


def test_the_copied_question_is_no_downtime() -> None:
    text = TOP + asked(NIGHTS, WEEKEND, "bonus-downtime-email")
    assert {outcome(text, step) for step in (NIGHTS, WEEKEND)} == {"absent"}


def test_a_caption_that_states_the_hours_counts() -> None:
    text = TOP + "Downtimes:\n\n![downtime mon-fri 7pm-9am](a.png)\n\n![weekend](b.png)\n"
    assert (outcome(text, NIGHTS), outcome(text, WEEKEND)) == ("pass", "unknown")


@pytest.mark.parametrize(
    ("text", "warning", "alert"),
    [
        ("Warning threshold 500, alert threshold 800.", "pass", "pass"),
        ("Above five hundred it warns, above eight hundred it is an alert.", "pass", "pass"),
        ("The monitor has warning/alert at 500/800.", "unknown", "unknown"),
        ("The monitor alerts at 800 and warns at 500.", "pass", "pass"),
        ("I wrote 800 in the red field and 500 in the yellow field.", "pass", "pass"),
        ("The warning threshold is 600 and the alert threshold is 900.", "fail", "fail"),
        ("The alert threshold is 800. The warning threshold was 300 for a test.", "unknown", "pass"),
        ("| Alert threshold | 800 |\n|---|---|\n| Warning threshold | 500 |\n", "pass", "pass"),
        ("![warn > 500, alert > 800](a.png)", "pass", "pass"),
        ("![16-warning](a.png)\n\n![17-alert](b.png)", "unknown", "unknown"),
        ("The message says “WARNING, more than 500”.", "unknown", "unknown"),
    ],
)
def test_thresholds(text: str, warning: str, alert: str) -> None:
    page = TOP + "The monitor is set.\n\n" + text + "\n"
    assert (outcome(page, "monitor-warn-500"), outcome(page, "monitor-alert-800")) == (warning, alert)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It watches my_metric on average over the last five minutes.", "pass"),
        ("![avg over last 5 min](a.png)", "pass"),
        ("The condition is above, at least once, during the last 5 minutes; on average it never fired.", "fail"),
        ("First it was the average of 5 minutes. I switched the condition to at least once.", "fail"),
        ("It takes the average over 5 minutes, not “at least once”.", "pass"),
        ("The monitor is set up.", "unknown"),
    ],
)
def test_the_average(text: str, expected: str) -> None:
    assert outcome(f"{TOP}{text}\n", "monitor-metric-avg") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It notifies when data is missing for more than ten minutes.", "pass"),
        ("If ten minutes pass without any value it tells me.", "pass"),
        ("No data: notify after 20 minutes, 10 woke me up.", "fail"),
        ("No data: left at “Do not notify”.", "fail"),
    ],
)
def test_missing_data(text: str, expected: str) -> None:
    assert outcome(f"{TOP}{text}\n", "monitor-nodata-10m") == expected


MESSAGE = (
    "{{#is_alert}}\nHigh: {{value}} on {{host.ip}}\n{{/is_alert}}\n{{#is_warning}}\nRising\n{{/is_warning}}\n"
    "{{#is_no_data}}\nSilence\n{{/is_no_data}}\n"
)
ANSIBLE = MESSAGE.replace("{{", "[[").replace("}}", "]]")
LISTED = (
    '- alert: "High: {{value}} on {{host.ip}}"\n- warning: "Rising"\n- no data: "Silence"\n\n'
    "It mails @ann@example.com in every state.\n"
)
SEVERAL = (
    "WARN, CRIT, SILENCE = 500, 800, 10\nthresholds={'warning': WARN, 'critical': CRIT}, no_data_timeframe=SILENCE"
)


@pytest.mark.parametrize("text", [
    pytest.param(MESSAGE + "@ann@example.com\n", id="pasted without a fence"),
    pytest.param(f"```yaml\nmessage: |\n{ANSIBLE}@ann@example.com\n```\n", id="Ansible's brackets"),
    pytest.param("```\nmessage = <<EOT\n" + MESSAGE + "@ann@example.com\nEOT\n# @nobody\n```\n", id="a heredoc"),
    pytest.param(LISTED, id="a list of texts"),
])  # fmt: skip
@pytest.mark.parametrize("step", ["monitor-state-messages", "monitor-value-hostip", "monitor-notify-email"])
def test_a_message_in_any_form(text: str, step: str) -> None:
    assert outcome(f"{TOP}The message:\n\n{text}", step) == "pass"


def test_a_handle_only_in_some_states_of_a_script_fails() -> None:
    text = (
        "```\nmessage = <<EOT\n"
        + MESSAGE.replace("Rising", "Rising @ann@example.com")
        + "EOT\n# @ann@example.com\n```\n"
    )
    assert outcome(TOP + text, "monitor-notify-email") == "fail"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SEVERAL, "pass"),
        ("WARN = 600\nthresholds={'warning': WARN}", "fail"),
        ("thresholds={'warning': limit_of(host)}", "unknown"),
    ],
)
def test_a_constant_stands_for_its_number(text: str, expected: str) -> None:
    assert outcome(f"{TOP}The monitor:\n\n```python\n{text}\n```\n", "monitor-warn-500") == expected


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("The monitor sends different messages for alert, warning and no data.", "pass", id="different"),
        pytest.param("I wrote one message for alert, one for warning and one for no data.", "pass", id="one each"),
        pytest.param("I configured the messages as specified.", "pass", id="as asked"),
        pytest.param("The same message goes out, with conditional blocks for each of the states.", "unknown", id="blocks of one"),
        pytest.param("It sends the same text in every state, as specified.", "fail", id="as asked, and the same"),
        pytest.param("I created the same message for alert, warning and no data.", "fail", id="the same"),
        pytest.param("The message does not depend on the state.", "fail", id="does not depend"),
        pytest.param("The monitor's message never differs.", "fail", id="never differs"),
        pytest.param("The monitor has a name.", "unknown", id="not told"),
    ],
)  # fmt: skip
def test_texts_of_the_states(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "monitor-state-messages") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Downtime for the whole weekend, starting on Saturday.", "pass", id="whole weekend"),
        pytest.param("Downtimes: all day on Saturday and all day on Sunday.", "pass", id="both days, one each"),
        pytest.param("Downtime: all day on Saturday. Downtime: all day on Sunday.", "pass", id="two sentences"),
        pytest.param("Downtime from Saturday at 00:00 for 2 days.", "pass", id="two days from one"),
        pytest.param("Downtime for Sunday only, all day.", "fail", id="Sunday only"),
        pytest.param("A downtime for Saturdays, the whole day.", "fail", id="Saturdays"),
        pytest.param("The weekend downtime: only Saturday, all day.", "fail", id="a weekend of one day"),
    ],
)
def test_both_days_of_the_weekend(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", WEEKEND) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("My monitor warns at 500 and alerts at 800.", "pass", id="as asked"),
        pytest.param("My monitor warns at 500. It warned when the value was 612.", "pass", id="a value later"),
        pytest.param("My monitor warns at 500. I changed the warning threshold to 600.", "fail", id="changed in one breath"),
        pytest.param("My monitor warned at 600 first. I changed the warning threshold to 500.", "pass", id="changed to what is asked"),
    ],
)  # fmt: skip
def test_a_threshold_that_is_told_twice(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "monitor-warn-500") == wanted


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        pytest.param("It alerts for each host by itself.", "bonus-multi-alert", "pass", id="for each host"),
        pytest.param("It is a multi alert, not a simple one.", "bonus-multi-alert", "pass", id="multi alert"),
        pytest.param("The monitor alerts once and not for each host.", "bonus-multi-alert", "fail", id="not for each host"),
        pytest.param("It is no multi alert.", "bonus-multi-alert", "fail", id="no multi alert"),
        pytest.param("A downtime from 7pm to 9am every day.", "bonus-downtime-nightly", "pass", id="every day"),
        pytest.param("A downtime from 7pm to 9am every day except Sunday.", "bonus-downtime-nightly", "fail", id="but Sunday"),
    ],
)  # fmt: skip
def test_levels(text: str, step: str, wanted: str) -> None:
    assert levels_outcome(TOP + text + "\n", step) == wanted


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        pytest.param("It watches the average of my_metric over the past 5 minutes.", "monitor-metric-avg", "pass", id="the metric"),
        pytest.param("It watches the average over the past 5 minutes.", "monitor-metric-avg", "pass", id="no metric named"),
        pytest.param("It watches the average of other_metric over 5 minutes.", "monitor-metric-avg", "unknown", id="another metric"),
        pytest.param("The monitor mails me on an alert, a warning and no data.", "monitor-notify-email", "pass", id="every state"),
        pytest.param("The monitor only mails me on an alert.", "monitor-notify-email", "fail", id="one state"),
        pytest.param("It only sends a mail when there is no data.", "monitor-notify-email", "fail", id="no data alone"),
    ],
)  # fmt: skip
def test_another_target(text: str, step: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", step) == wanted
