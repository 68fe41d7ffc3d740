"""A clause that denies what is looked for leaves it to a person; a denial of something else, or a turn, does not."""

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
        pytest.param("tags-agent-config", METRICS + "I looked at datadog.yaml; there are no tags in it.", id="tags"),
        pytest.param("db-install", METRICS + "I chose MySQL. The database is not there.", id="the next sentence"),
        pytest.param("timeboard-db-anomaly", BOARD + "MySQL's queries, I left out anomalies.", id="left out"),
        pytest.param("timeboard-rollup-hour", BOARD + "The rollup to sum an hour never worked.", id="rollup"),
        pytest.param("timeboard-5min", BOARD + "The past 5 minutes are too short.\n\n![x](a.png)", id="too short"),
        pytest.param("snapshot-at-mention", BOARD + "The snapshot wasn't sent: ![graph](a.png)", id="snapshot"),
        pytest.param(
            "monitor-metric-avg",
            MONITOR + "The average of my_metric is watched over an hour, 5 minutes is too nervous.",
            id="another window",
        ),
        pytest.param(
            "monitor-value-hostip",
            MONITOR + "The alert has the value, but I couldn't find how to add the ip.",
            id="the IP",
        ),
        pytest.param("monitor-alert-800", MONITOR + "Alert when below 800.", id="when below"),
        pytest.param(
            "monitor-metric-avg", MONITOR + 'I took "sum" instead of average over the last 5 minutes.', id="sum instead"
        ),
        pytest.param("monitor-alert-800", MONITOR + "The alert comes if it drops below 800.", id="below"),
        pytest.param("monitor-nodata-10m", MONITOR + "No data: 10 minutes is refused by the form.", id="refused"),
        pytest.param("monitor-email-screenshot", MONITOR + "The mail was deleted. ![list](a.png)", id="deleted"),
        pytest.param(
            "bonus-downtime-weekend",
            MONITOR + "Downtime two: all day on Saturday and Sunday, the weekend will follow later.",
            id="follows later",
        ),
        pytest.param("bonus-downtime-email", MONITOR + "The downtime's mail never came: ![form](a.png)", id="never"),
        pytest.param(
            "apm-infra-dashboard-screenshot",
            TRACING + "There is no dashboard with both APM and host metrics: ![cpu](a.png)",
            id="no dashboard",
        ),
        pytest.param(
            "timeboard-api-created", BOARD + "I used the API. Then I dragged the board together by hand.", id="by hand"
        ),
        pytest.param(
            "metric-range",
            METRICS + "A random value between 0 and 1000 is asked; mine lies between 5 and 50.",
            id="range",
        ),
        pytest.param(
            "tags-agent-config",
            METRICS + "datadog.yaml was locked, so I used the Edit Tags button and typed tags in the UI.",
        ),
        pytest.param("tags-agent-config", METRICS + "Missing: the tags in the config file.", id="missing"),
        pytest.param("check-interval-45", METRICS + "I set 45 seconds; it kept sending every 15 seconds.", id="kept"),
        pytest.param(
            "timeboard-metric-host", BOARD + "For my host it would be `avg:my_metric{host:bee}`.", id="would be"
        ),
        pytest.param("timeboard-db-anomaly", BOARD + "MySQL's connections, the anomaly was rejected.", id="rejected"),
        pytest.param("monitor-alert-800", MONITOR + "Alert 800 was asked; I have other numbers.", id="was asked"),
        pytest.param("monitor-state-messages", MONITOR + "Different messages for Alert and Warning, for No Data none."),
        pytest.param(
            "monitor-email-screenshot", MONITOR + "Of the mail I only have the text: ![text](a.png)", id="only"
        ),
        pytest.param("db-install", METRICS + "Normally I install PostgreSQL.", id="normally"),
        pytest.param("final-creative", "## Final Question\n\nI leave this blank.", id="left blank"),
        pytest.param("final-creative", "## Final Question\n\nI will think about it.", id="no idea yet"),
        pytest.param(
            "bonus-interval-no-python",
            METRICS + "My check is bee.py. The interval, yes, is in bee.yaml. I read the docs, nothing more.",
            id="nothing is said of the Python",
        ),
    ],
)
def test_a_denied_topic_is_no_pass(step: str, text: str) -> None:
    assert outcome(text + "\n", step) != "pass"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param("db-install", METRICS + "I did not take MongoDB, I installed MySQL.", id="another one"),
        pytest.param("timeboard-5min", BOARD + "No entry has 5 minutes, so I drew the past 5 minutes.\n\n![x](a.png)"),
        pytest.param(
            "timeboard-5min",
            BOARD + "5 minutes is not in the list, but dragging sets the past 5 minutes.\n\n![x](a.png)",
        ),
        pytest.param("monitor-nodata-10m", MONITOR + "No data: notify after 10 minutes, which never happened."),
        pytest.param("monitor-email-screenshot", MONITOR + "I didn't expect so many. The alert mail: ![mail](a.png)"),
        pytest.param(
            "tags-agent-config",
            METRICS + "Tags could be clicked in the UI, but they are set in datadog.yaml, the tags.",
        ),
        pytest.param(
            "monitor-nodata-10m", MONITOR + "Notify if data is missing for more than 10 minutes.", id="missing"
        ),
        pytest.param("check-interval-45", METRICS + "The interval is 45 seconds, and the code was not changed."),
    ],
)
def test_a_denial_of_something_else_takes_nothing_away(step: str, text: str) -> None:
    assert outcome(text + "\n", step) == "pass"
