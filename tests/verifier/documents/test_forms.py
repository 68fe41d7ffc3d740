"""The forms in which people show what they did: a row for each."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, judge, outcome

CHECK = (
    "from checks import AgentCheck\nimport random\nclass C(AgentCheck):\n    def check(self, instance):\n"
    "        low = {low}\n        self.gauge('my_metric', random.randint(low, instance['most']))\n"
)


@pytest.mark.parametrize(
    ("low", "yaml", "expected"),
    [
        ("instance.get('least', 0)", "instances:\n  - most: 1000\n", "pass"),
        ("instance.get('least', 0)", "instances:\n  - most: 1000\n    least: 700\n", "fail"),
        ("instance.get('least')", "instances:\n  - most: 1000\n", "unknown"),
    ],
)
def test_bounds_that_the_yaml_gives_to_the_instance(low: str, yaml: str, expected: str) -> None:
    text = f"## Collecting Metrics\n\n```python\n{CHECK.format(low=low)}```\n\n```yaml\n{yaml}```\n"
    assert outcome(text, "metric-range") == expected


@pytest.mark.parametrize("text", ["Answer:", "A:", "**Answer**"])
def test_the_word_answer_is_none(text: str) -> None:
    assert outcome(f"{asked('apm-app-instrumented')}{text}\n", "apm-app-instrumented") == "absent"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "API = 'https://api.datadoghq.eu/api/v1/dashboard'\nrequests.post(API, json=payload)", id="requests"
        ),
        pytest.param(
            '{"request": {"method": "POST", "url": "https://api.datadoghq.com/api/v1/dashboard"}}', id="Postman"
        ),
        pytest.param("uri:\n  url: https://api.datadoghq.com/api/v1/dashboard\n  method: POST", id="Ansible"),
        pytest.param("client.create_dashboard('Board', '', graphs)", id="dogapi"),
    ],
)
def test_a_board_made_through_the_api_in_any_way(code: str) -> None:
    assert outcome(f"## Visualizing Data\n\n```\n{code}\n```\n", "timeboard-api-created") == "pass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I went with the past hour instead of 5 minutes.", "fail"),
        ("The list starts at 15 minutes, so the board is on the Past 15 Minutes.", "fail"),
        ("The shortest that I can choose is one hour.", "absent"),
        ("With alt and ] I made it the last five minutes.", "pass"),
        ("The rollup sums the past hour.", "absent"),
        ("I could not choose 5 minutes from the list, but by dragging I got exactly 5 minutes.", "pass"),
        ("The lowest is one hour. So I have used 1h.", "fail"),
    ],
)
def test_the_time_frame_in_words(text: str, expected: str) -> None:
    assert outcome(f"## Visualizing Data\n\nThe timeboard is there.\n\n{text}\n", "timeboard-5min") == expected


def test_what_was_shown_before_and_what_the_words_say_is_told_too() -> None:
    code = (
        "from checks import AgentCheck\nimport random\nclass C(AgentCheck):\n    def check(self, i):\n"
        "        self.gauge('my_metric', {})\n"
    )
    text = "## Collecting Metrics\n\nThe value is random, between 0 and 1000.\n\n" + "".join(
        f"```python\n{code.format(f'random.randint(0, {most})')}```\n\nThen:\n\n" for most in (500, 100)
    )
    found = judge(text)["metric-range"]
    assert (found.outcome.value, found.note) == ("fail", "The document's words say 0 to 1000.")
    assert [(line.what, line.seen) for line in found.evidence] == [
        ("code", "random.randint(0, 100)"), ("shown before", "random.randint(0, 500)"),
    ]  # fmt: skip


def test_an_earlier_query_of_the_monitor_is_told_too() -> None:
    text = "## Monitoring Data\n\n" + "".join(
        f'```json\n{{"query": "{how}(last_5m):avg:my_metric{{*}} > 800"}}\n```\n\nThen:\n\n' for how in ("max", "avg")
    )
    found = judge(text)["monitor-metric-avg"]
    assert found.outcome.value == "pass"
    assert [line.what for line in found.evidence] == ["query", "shown before"]


STATUS = "{name} (5.0.0)\n----\n  Instance ID: {name}:f00 [{state}]\n  Total Runs: 3\n"


@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("```\n" + STATUS.format(name="mysql", state="ERROR") + "```", "db-integration", "fail"),
        (STATUS.format(name="mysql", state="OK"), "db-integration", "pass"),
        ("    mongo\n    -----\n      - instance #0 [OK]\n", "db-integration", "pass"),
        ("```yaml\ndatadog:\n  site: x\n  tags:\n    - team:bees\n    - env:hive\n```", "tags-agent-config", "pass"),
        ("```yaml\n# tags:\n#   - team:bees\n#   - env:hive\n```", "tags-agent-config", "fail"),
        ("    tags:\n    - team:bees\n    - env:hive\n", "tags-agent-config", "pass"),
        ("The number is sent with DogStatsD from a shell script.", "custom-check-my-metric", "fail"),
        ("My custom check: ![](a.png)", "custom-check-my-metric", "unknown"),
        ("[screenshot: host map and tags](https://photos.example.org/1)", "tags-hostmap-screenshot", "pass"),
        ("<pre>\n# tags:\n</pre>", "tags-agent-config", "absent"),
        ("![datadog.yaml with the tags env:a and who:b](a.png)", "tags-agent-config", "pass"),
        ("![my_metric.py: gauge my_metric random.randint(0,1000)](a.png)", "metric-range", "pass"),
        ("![my_metric.yaml with min_collection_interval 45](a.png)", "check-interval-45", "pass"),
        ("![](min_collection_interval_45.png)", "check-interval-45", "absent"),
        ("![brew install mysql](a.png)", "db-install", "pass"),
        ("![Agent status: mysql OK](a.png)", "db-integration", "pass"),
        ("![the Agent is running](a.png)", "agent-reporting", "pass"),
        ("I ran `docker run -e DD_TAGS=\"team:se fish:whale\" datadog/agent`.", "tags-agent-config", "pass"),
        ("One instance, with min_collection_interval 45.", "check-interval-45", "pass"),
        ("Can it change? Bonus: no Python needed, the YAML does it.", "bonus-interval-no-python", "pass"),
    ],
)  # fmt: skip
def test_what_is_collected_in_any_form(text: str, step: str, expected: str) -> None:
    assert outcome(f"## Collecting Metrics\n\n{text}\n", step) == expected


@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("    curl -X POST https://api.datadoghq.com/api/v1/dashboard ...\n", "timeboard-api-created", "absent"),
        (
            "    curl -X POST https://api.datadoghq.com/api/v1/dashboard -d @board.json\n",
            "timeboard-api-created",
            "pass",
        ),
        ("The [script](https://gist.github.com/bees/1) is there.", "timeboard-script-included", "pass"),
        (f"{asked('timeboard-script-included')}![](a.png)", "timeboard-api-created", "unknown"),
        (f"{asked('bonus-anomaly-graph')}I have none, therefore no answer.", "bonus-anomaly-graph", "absent"),
    ],
)
def test_what_is_drawn_in_any_form(text: str, step: str, expected: str) -> None:
    assert outcome(f"## Visualizing Data\n\n{text}\n", step) == expected


@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("The text of the message is the same for every state: `{{value}}` is too high.", "monitor-state-messages", "fail"),
        ("The text of the message is the same for every state: `{{value}}` is too high.", "monitor-value-hostip", "fail"),
        ("In the alert I print {{value}} and {{host.ip}}.", "monitor-value-hostip", "pass"),
        ("It goes to me, `@bee@example.org`.", "monitor-notify-email", "pass"),
        ("The text has three parts, for alert, for warning and for missing data.", "monitor-state-messages", "pass"),
        ("The first part has {{value}} and {{host.name}}.", "monitor-value-hostip", "fail"),
        ("`monitor.py` and `downtime.py`.\n\n![alert e-mail](a.png)", "monitor-email-screenshot", "pass"),
        ("It triggers when the average is over 800; warning at 500.", "monitor-alert-800", "pass"),
        ("It notifies if there are not data for twenty minutes.", "monitor-nodata-10m", "fail"),
        ('```json\n{"query": "avg(last_5m):avg:my_metric{*} > 800", "on_missing_data": "show_and_notify_no_data"}\n```',
         "monitor-nodata-10m", "unknown"),
        ("I did not get that far, but I would set 500 and 800.", "monitor-warn-500", "absent"),
        ("Downtimes from 19:00 to 09:00 on weekdays; and Sa/So whole day.", "bonus-downtime-weekend", "pass"),
    ],
)  # fmt: skip
def test_what_is_monitored_in_any_form(text: str, step: str, expected: str) -> None:
    assert outcome(f"## Monitoring Data\n\n{text}\n", step) == expected


@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("[Dashboard](https://app.datadoghq.com/dash/integration/1/host)", "apm-infra-dashboard-link", "fail"),
        ("Here is [the service](https://app.datadoghq.com/apm/service/bees).", "apm-infra-dashboard-link", "fail"),
        (f"{asked('apm-infra-dashboard-screenshot')}[Board](https://example.org)\n\n![](a.png)",
         "apm-infra-dashboard-screenshot", "pass"),
        ("![ddtrace-run python app.py](a.png)", "apm-one-method", "pass"),
        ("I added `ddtrace-run` to the command, and never saw a trace.", "apm-app-instrumented", "fail"),
        ("I used ddtrace-run on it.\n\n![](a.png)", "apm-app-instrumented", "pass"),
    ],
)  # fmt: skip
def test_what_is_traced_in_any_form(text: str, step: str, expected: str) -> None:
    assert outcome(f"## Collecting APM Data\n\n{text}\n", step) == expected


def test_a_page_of_html_keeps_its_code_and_the_words_beside_a_picture() -> None:
    page = (
        "<html><body>\n<h2>Monitoring Data</h2>\n<p>The mail that I got: <img src='a.png'></p>\n<h2>Collecting Metrics</h2>\n"
        "<pre>\ninstances:\n  - min_collection_interval: 45\n</pre>\n</body></html>\n" + "<p>x</p>\n" * 20
    )
    found = judge(page)
    assert found["monitor-email-screenshot"].outcome.value == "pass"
    assert found["check-interval-45"].outcome.value == "pass"
    assert found["check-interval-45"].evidence[0].where == "answers.md:7"


@pytest.mark.parametrize("numbered", ["## {}", "## Part {}"])
def test_the_last_of_numbered_sections_is_the_final_answer(numbered: str) -> None:
    said = ("I took a VM.", "The tags are in datadog.yaml.", "The timeboard is there.", "The monitor has thresholds.",
            "The app is traced with ddtrace.", "Bees. Weight and hum of a hive.")  # fmt: skip
    text = "\n\n".join(f"{numbered.format(number)}\n\n{one}" for number, one in enumerate(said))
    assert outcome(text, "final-creative") == "pass"
    assert outcome(text.rsplit("Bees", 1)[0] + "`ddtrace-run` it was.\n", "final-creative") == "absent"


@pytest.mark.parametrize("label", ["Final:", "| Creative |", "Last question:"])
def test_a_label_is_enough_for_the_final_answer(label: str) -> None:
    text = f"## Collecting APM Data\n\nThe app is traced with ddtrace.\n\n{label} trams, their delays on a map and an alert on them\n"
    assert outcome(text, "final-creative") == "pass"
