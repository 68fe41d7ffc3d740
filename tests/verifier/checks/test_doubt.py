"""Words that take back what they tell are left to a person; those that were mended still count."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import outcome

METRICS = "## Collecting Metrics\n\n"
BOARD = "## Visualizing Data\n\n"
MONITOR = "## Monitoring Data\n\n"
TRACING = "## Collecting APM Data\n\n"
AGENT = "## Setup\n\n"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param("tags-agent-config", METRICS + "I put tags into datadog.yaml and took them out again.", id="out"),
        pytest.param(
            "check-interval-45", METRICS + "The interval was 45 seconds, then I changed it back to 15.", id="back"
        ),
        pytest.param("tags-agent-config", METRICS + "A friend has set tags in his datadog.yaml.", id="a friend's"),
        pytest.param("tags-agent-config", METRICS + "The manual shows tags in datadog.yaml.", id="the manual's"),
        pytest.param("tags-agent-config", METRICS + "I'd add the tags to datadog.yaml.", id="only supposed"),
        pytest.param("timeboard-metric-host", BOARD + "Next time I take `avg:my_metric{host:bee}`.", id="next time"),
        pytest.param(
            "check-interval-45", METRICS + "45 seconds is min_collection_interval: 45, so I didn't.", id="so I didn't"
        ),
        pytest.param(
            "apm-app-instrumented",
            TRACING + "One would start it with `ddtrace-run python bee.py`. I have not tried this.",
            id="the next sentence",
        ),
        pytest.param("agent-reporting", AGENT + "I installed the Agent, but it never connected.", id="never came"),
        pytest.param(
            "monitor-email-screenshot",
            MONITOR + "No mail arrived so far, so here is the form: ![form](form.png)",
            id="another picture",
        ),
        pytest.param(
            "timeboard-api-created",
            BOARD + "I used POST https://api.datadoghq.com/api/v1/dashboard and only got errors 403.",
            id="refused",
        ),
    ],
)
def test_what_is_taken_back_is_no_pass(step: str, text: str) -> None:
    assert outcome(text + "\n", step) in ("unknown", "absent", "fail")


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param(
            "tags-agent-config", METRICS + "As the docs say, I added tags to datadog.yaml on my machine.", id="by me"
        ),
        pytest.param(
            "agent-reporting", AGENT + "I installed the Agent; it never connected until I fixed the key.", id="mended"
        ),
        pytest.param(
            "agent-reporting", AGENT + "The Agent is running, otherwise I would add the port.", id="otherwise"
        ),
        pytest.param(
            "check-interval-45",
            METRICS + "The interval is 45 seconds. My colleague watched me do it.",
            id="somebody else in another sentence",
        ),
        pytest.param(
            "tags-agent-config",
            METRICS + "I never used tags before. The tags are in the Agent's datadog.yaml now.",
            id="before",
        ),
    ],
)
def test_what_stands_stays_a_pass(step: str, text: str) -> None:
    assert outcome(text + "\n", step) == "pass"
