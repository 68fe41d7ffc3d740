"""Who says that something was not done, has not claimed it."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import outcome

MONITOR = "## Monitoring Data\n\nThe monitor is there.\n\n"
TRACING = "## Collecting APM Data\n\n```\nddtrace-run python app.py\n```\n\n"
METRICS = "## Collecting Metrics\n\nThe check is there.\n\n"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("monitor-warn-500", MONITOR + "The monitor does not warn at 500 and does not alert at 800."),
        ("monitor-alert-800", MONITOR + "The monitor does not warn at 500 and does not alert at 800."),
        ("monitor-warn-500", MONITOR + "Unfortunately I failed to set the warning threshold to 500."),
        ("monitor-alert-800", MONITOR + "The monitor warns at 500. I did not, however, set an alert at 800."),
        ("monitor-nodata-10m", MONITOR + "There is no notification for missing data after 10 minutes."),
        ("monitor-notify-email", MONITOR + "No mail is sent."),
        (
            "check-interval-45",
            METRICS + "I never changed the collection interval to 45 seconds, it is still 15 seconds.",
        ),
        ("check-interval-45", METRICS + "I would have changed the interval to 45 seconds."),
        ("metric-range", METRICS + "I could not get a random value between 0 and 1000 to work, it always sends 5."),
        ("bonus-downtime-weeknights", MONITOR + "No downtime from 7pm to 9am Monday to Friday was made."),
        (
            "bonus-downtime-weeknights",
            MONITOR + "The task asks for a downtime from 7pm to 9am daily on M-F; I skipped it.",
        ),
        ("bonus-downtime-weekend", MONITOR + "The task asks for a downtime all day on Sat-Sun; I skipped that too."),
        ("final-creative", MONITOR + "## Final Question\n\nAsk me in the interview."),
        ("tags-agent-config", METRICS + "Tags would be set in datadog.yaml."),
        (
            "timeboard-metric-host",
            "## Visualizing Data\n\nIf I had more time, I'd have drawn `avg:my_metric{host:bee}`.",
        ),
        ("check-interval-45", METRICS + "```yaml\ninstances:\n  - {}\n  # - min_collection_interval: 45\n```"),
        ("check-interval-45", METRICS + "```yaml\ninstances:\n  - min_collection_interval: 45s\n```"),
        ("monitor-metric-avg", MONITOR + "It is on average during the last 15 minutes."),
        ("apm-infra-dashboard-link", TRACING + "The board: https://app.datadoghq.com/dashboard/lists/1"),
        ("final-creative", MONITOR + "## Final Question\n\nNot at the moment."),
        (
            "timeboard-5min",
            "## Visualizing Data\n\nI pressed the 15m button, as there wasn't any for five minutes.\n\n![x](a.png)",
        ),
        (
            "db-integration",
            METRICS + "mysql.d/conf.yaml was edited. The Agent says that mysql.can_connect is critical.",
        ),
        (
            "timeboard-db-anomaly",
            "## Visualizing Data\n\nThe anomaly graph of the database is missing because of that.",
        ),
        ("check-interval-45", METRICS + "I wanted 45 seconds; there is still a point every 15 seconds."),
        ("monitor-state-messages", MONITOR + "There is only one text for everything."),
        ("bonus-downtime-weekend", MONITOR + "I didn't get around to the downtimes of the weekend."),
        ("apm-one-method", "## Collecting APM Data\n\nNot done."),
        ("monitor-warn-500", MONITOR + "I plan to set the warning threshold to 500."),
        ("bonus-downtime-weeknights", MONITOR + "Downtime from 7pm to 9am, Monday to Friday, for all monitors."),
        ("bonus-downtime-weekend", MONITOR + "Downtime all day on Saturday and Sunday, of every monitor."),
        ("bonus-downtime-email", MONITOR + "## Downtimes\n\nI got no mail about the downtime.\n\n![forms](a.png)"),
        ("check-interval-45", METRICS + "The loop sleeps, so that it is sent every 45 seconds."),
        ("check-interval-45", METRICS + "Every 45 seconds:\n\n```\n* * * * * sleep 45; /opt/send.sh\n```"),
        ("db-integration", METRICS + "The MySQL integration is installed: I clicked Install on its tile."),
        ("tags-agent-config", METRICS + "I added the tags with the API, not in datadog.yaml."),
        ("apm-app-instrumented", TRACING + "The page stayed empty."),
        ("apm-app-instrumented", TRACING + "It is still waiting for traces."),
        ("apm-app-instrumented", TRACING + "No services showed up, so I gave up."),
        ("tags-agent-config", METRICS + "I used the Add Tags button rather than the tags of the config file."),
        ("check-interval-45", METRICS + "MySQL comes every 45 seconds now. The check still comes every 15 seconds."),
        (
            "bonus-interval-no-python",
            METRICS + "Bonus: can the interval change without Python? No, it isn't possible in the YAML.",
        ),
        (
            "bonus-anomaly-graph",
            "## Visualizing Data\n\nThe anomaly graph doesn't use the past, it shows my limit as a line.",
        ),
        (
            "timeboard-5min",
            "## Visualizing Data\n\nThe picture shows an hour instead of the past 5 minutes.\n\n![x](a.png)",
        ),
        ("final-creative", MONITOR + "## Final Question\n\nSorry, nothing comes to my mind."),
        (
            "timeboard-rollup-hour",
            "## Visualizing Data\n\n`avg:my_metric{host:a}.rollup(avg, 60)`. Before, it was `avg:my_metric{host:a}.rollup(sum, 3600)`.",
        ),
        (
            "timeboard-api-created",
            "## Visualizing Data\n\nMade by hand; the API only helped to export it, with a script.",
        ),
        (
            "timeboard-api-created",
            "## Visualizing Data\n\n```\ncurl -X PUT https://api.datadoghq.com/api/v1/dashboard/a-b-c -d @board.json\n```",
        ),
        (
            "monitor-alert-800",
            MONITOR + '```json\n{"type": "metric alert", "query": "avg(last_5m):avg:my_metric{host:a} < 800"}\n```',
        ),
    ],
)
def test_a_denial_is_no_claim(step: str, text: str) -> None:
    assert outcome(text + "\n", step) != "pass"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("monitor-warn-500", MONITOR + "It warns at 500, but I did not get a mail for it."),
        ("monitor-alert-800", MONITOR + "I did not need the API for it: the alert threshold is 800."),
        ("check-interval-45", METRICS + "I changed the interval to 45 seconds, the Python file was not changed."),
        ("bonus-downtime-weeknights", MONITOR + "The downtime is 7pm to 9am, Monday to Friday, so I am not woken."),
        ("bonus-downtime-weeknights", MONITOR + "The downtime, not for all monitors, is 7pm to 9am, Monday to Friday."),
        ("check-interval-45", METRICS + "Instead of sleeping I set the interval to 45 seconds in the YAML."),
        ("db-integration", METRICS + "I installed the MySQL integration on its page and edited mysql.d/conf.yaml."),
        ("apm-app-instrumented", TRACING + "First I tried the middleware, it did not work. Then I took ddtrace-run."),
        ("apm-app-instrumented", TRACING + "I left it running overnight, and traces were received."),
        (
            "apm-app-instrumented",
            TRACING + "No traces came at first light. I restarted it, and the service bee appeared.",
        ),
        ("bonus-downtime-weeknights", MONITOR + "Downtimes: WEEKNIGHTS 1900-0900 MON-FRI."),
        (
            "bonus-anomaly-graph",
            "## Visualizing Data\n\nThe anomaly graph shows values that do not match the past in red.",
        ),
        (
            "bonus-interval-no-python",
            METRICS + "Bonus: No change of the Python is needed, the interval is in the YAML.",
        ),
    ],
)
def test_a_claim_beside_a_denial_stays_one(step: str, text: str) -> None:
    assert outcome(text + "\n", step) == "pass"
