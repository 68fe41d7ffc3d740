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
