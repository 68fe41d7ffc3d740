"""What somebody only means to do, or what one does in general, is not told as done; with a picture or code after it, it is."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import outcome

METRICS = "## Collecting Metrics\n\n"
BOARD = "## Visualizing Data\n\n"
MONITOR = "## Monitoring Data\n\n"
TRACING = "## Collecting APM Data\n\n"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param("tags-agent-config", METRICS + "I'm going to put tags into datadog.yaml.", id="tags"),
        pytest.param("db-integration", METRICS + "Next I will install the MySQL integration.", id="integration"),
        pytest.param("custom-check-my-metric", METRICS + "I am about to write a custom check in Python.", id="check"),
        pytest.param("check-interval-45", METRICS + "We'll set min_collection_interval to 45.", id="interval"),
        pytest.param("timeboard-api-created", BOARD + "I am going to use the API to create the board.", id="board"),
        pytest.param("monitor-warn-500", MONITOR + "I am going to set the warning threshold to 500.", id="threshold"),
        pytest.param(
            "bonus-downtime-weeknights", MONITOR + "I will schedule a downtime, Mon-Fri from 7pm to 9am.", id="nights"
        ),
        pytest.param("apm-one-method", TRACING + "I am going to use ddtrace-run for the app.", id="tracing"),
        pytest.param("tags-agent-config", METRICS + "Tags can be added in datadog.yaml.", id="what can be done"),
        pytest.param(
            "apm-app-instrumented", TRACING + "One can start it with `ddtrace-run python bee.py`.", id="what one can do"
        ),
    ],
)
def test_what_is_only_meant_is_no_pass(step: str, text: str) -> None:
    assert outcome(text + "\n", step) in ("unknown", "absent")


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param(
            "monitor-warn-500",
            MONITOR + "First I'm going to set a warning threshold of 500.\n\n![the form](form.png)",
            id="a picture shows it",
        ),
        pytest.param(
            "apm-one-method",
            TRACING + "Now we will run the app:\n\n```\nddtrace-run python bee.py\n```\n",
            id="code shows it",
        ),
        pytest.param(
            "db-install", METRICS + "MySQL can be installed by apt, which I did: I installed it.", id="done by me"
        ),
    ],
)
def test_what_is_shown_after_it_is_done(step: str, text: str) -> None:
    assert outcome(text + "\n", step) == "pass"


def test_a_picture_tells_nothing_of_how_a_board_was_made() -> None:
    text = BOARD + "I am going to use the API to create the board.\n\n![the board](board.png)\n"
    assert outcome(text, "timeboard-api-created") != "pass"
