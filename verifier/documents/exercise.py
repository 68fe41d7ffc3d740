"""What the exercise asks, as far as it must be recognised: the phrases by which each step's question is known.

Short phrases only; the tasks themselves, in our own words, stand in the definition.
"""

from __future__ import annotations

# step key -> phrases of its question, as lower-case words. "" = text of the exercise that asks for nothing.
PHRASES: dict[str, tuple[str, ...]] = {
    "": (
        "show us a screenshot", "in datadog", "bonus question", "please be sure", "when submitting your hiring challenge",
        "once this is created", "in the ui", "for this monitor", "please configure the monitor s message",
        "so that it will", "note", "final question", "since you ve already caught", "your test metric",
        "going above 800 once", "don t want to have to continually watch this dashboard", "you don t want",
        "to be alerted when it goes above 800 again", "so let s make life easier", "by creating a monitor",
        "since this monitor is going to alert pretty often", "to be alerted when you are out of the office",
        "please only use one or the other", "has been known to cause issues", "if it s above the following values",
        "your answers to the questions go here", "or any python ruby go app of your choice", "in your submission as well",
        "we strongly recommend", "to avoid dependency issues", "to complete this exercise",
        "if you have a question", "create an issue in this repository", "to submit your answers", "fork this repo",
        "answer the questions in answers md", "commit as much code as you need", "to support your answers",
        "submit a pull request", "don t forget to include links", "links to your dashboard s",
        "even better links and screenshots", "we recommend that you include your screenshots inline with your answers",
    ),
    "env-host": (
        "you can utilize any os host", "we recommend one of the following approaches", "spin up a fresh linux vm",
        "vm via vagrant", "setting up a vagrant ubuntu vm", "minimum v 16 04", "utilize a containerized approach",
        "docker for linux", "our dockerized datadog agent image", "linux vm via vagrant or other tools",
    ),
    "account-signup": ("then sign up for datadog", "use datadog recruiting candidate", "in the company field"),
    "bonus-what-is-the-agent": ("in your own words", "what is the agent"),
    "agent-reporting": ("get the agent reporting metrics", "from your local machine"),
    "tags-agent-config": ("add tags in the agent config file",),
    "tags-hostmap-screenshot": ("screenshot of your host and its tags", "on the host map page"),
    "db-install": ("install a database on your machine", "mongodb mysql or postgresql"),
    "db-integration": ("then install the respective", "respective datadog integration", "integration for that database"),
    "custom-check-my-metric": ("create a custom agent check", "write a custom agent check", "samples a random value",
        "call this new metric",
        "prints a random value in python", "that submits a metric named", "a metric named my_metric"),
    "metric-range": ("with a random value", "random value between 0 and 1000"),
    "check-interval-45": (
        "change your check s collection interval", "only submits the metric once", "so that it only submits",
        "once every 45 seconds",
    ),
    "bonus-interval-no-python": (
        "can you change the collection interval", "without modifying the python check", "check file you created",
    ),
    "timeboard-api-created": ("utilize the datadog api", "to create a timeboard", "timeboard that contains"),
    "timeboard-metric-host": ("your custom metric scoped", "metric scoped over your host"),
    "timeboard-db-anomaly": (
        "any metric from the integration", "integration on your database", "with the anomaly function applied",
    ),
    "timeboard-rollup-hour": (
        "custom metric with the rollup", "rollup function applied", "to sum up all the points", "past hour into one bucket",
        "for the past hour",
    ),
    "timeboard-script-included": ("include the script that you ve used", "used to create this timeboard"),
    "timeboard-5min": (
        "access the dashboard from your dashboard list", "set the timeboard s timeframe", "timeframe to the past 5 minutes",
    ),
    "dashboard-cloned": ("clone your database integration dashboard", "since your database integration is reporting"),
    "dashboard-database-metrics": ("add additional database metrics to it",),
    "dashboard-custom-metric": ("metric from the custom agent check",),
    "bonus-timeboard-vs-screenboard": ("difference between a timeboard and a screenboard",),
    "snapshot-at-mention": (
        "draw a box around a section", "that shows it going above 0 90", "sent to your email by using", "the @ notification",
        "take a snapshot of this graph", "use the @ notation", "notation to send it to yourself"),
    "bonus-anomaly-graph": ("what is the anomaly graph", "anomaly graph displaying"),
    "monitor-metric-avg": (
        "create a new metric monitor", "watches the average of", "average of your custom metric",
        "and will alert", "over the past 5 minutes",
    ),
    "monitor-at-least-once": (
        "set up a monitor on this metric", "that alerts you when it goes",
    ),
    "monitor-alert-90": ("goes above 0 90",),
    "bonus-multi-alert": ("make it a multi alert by host", "so that you won t have to recreate it", "infrastructure scales up"),
    "monitor-name": ("give it a descriptive monitor name", "monitor name and message"),
    "monitor-message-link": ("include the link to your previously", "created dashboard in the message"),
    "monitor-warn-500": ("warning threshold of 500",),
    "monitor-alert-800": ("alerting threshold of 800",),
    "monitor-nodata-10m": ("ensure that it will notify you", "if there is no data", "for this query over the past 10m"),
    "monitor-notify-email": ("send you an email", "will notify you via email", "whenever the monitor triggers"),
    "monitor-state-messages": (
        "create different messages based", "based on whether the monitor", "in an alert warning or no data state",
    ),
    "monitor-value-hostip": (
        "include the metric value", "caused the monitor to trigger", "trigger and host ip", "monitor triggers an alert state",
    ),
    "monitor-email-screenshot": (
        "when this monitor sends you", "sends you an email notification", "take a screenshot of the email", "that it sends you",
    ),
    "bonus-downtime-weeknights": (
        "set up two scheduled downtimes", "one that silences it from", "from 7pm to 9am daily", "9am daily on m f",
    ),
    "bonus-downtime-weekend": ("and one that silences it", "silences it all day", "all day on sat sun"),
    "bonus-downtime-email": (
        "make sure that your email is notified", "when you schedule the downtime", "take a screenshot of that notification",
    ),
    "apm-app-instrumented": (
        "given the following flask app", "instrument this using datadog s apm", "datadog s apm solution",
    ),
    "apm-one-method": ("using both ddtrace run", "run and manually inserting the middleware"),
    "apm-infra-dashboard-link": ("provide a link and a screenshot", "with both apm and infrastructure"),
    "apm-infra-dashboard-screenshot": ("screenshot of a dashboard with both", "both apm and infrastructure metrics"),
    "apm-app-included": ("include your fully instrumented app",),
    "bonus-service-vs-resource": ("what is the difference between", "between a service and a resource"),
    "final-creative": (
        "used in a lot of creative ways", "datadog has been used", "in the past", "written some blog posts about", "we ve written",
        "using datadog to monitor", "the nyc subway system", "pokemon go", "and even office restroom availability",
        "is there anything creative", "you would use datadog for",
    ),
}  # fmt: skip

SECTION_OF = {
    key: section
    for section, keys in {
        "environment": ("env-host", "account-signup", "agent-reporting", "bonus-what-is-the-agent"),
        "collecting": [
            "tags-agent-config",
            "tags-hostmap-screenshot",
            "db-install",
            "db-integration",
            "custom-check-my-metric",
            "metric-range",
            "check-interval-45",
            "bonus-interval-no-python",
        ],
        "visualizing": [
            "timeboard-api-created",
            "timeboard-metric-host",
            "timeboard-db-anomaly",
            "timeboard-rollup-hour",
            "timeboard-script-included",
            "timeboard-5min",
            "dashboard-cloned",
            "dashboard-database-metrics",
            "dashboard-custom-metric",
            "bonus-timeboard-vs-screenboard",
            "snapshot-at-mention",
            "bonus-anomaly-graph",
        ],
        "monitoring": [
            "monitor-at-least-once",
            "monitor-alert-90",
            "bonus-multi-alert",
            "monitor-name",
            "monitor-message-link",
            "monitor-metric-avg",
            "monitor-warn-500",
            "monitor-alert-800",
            "monitor-nodata-10m",
            "monitor-notify-email",
            "monitor-state-messages",
            "monitor-value-hostip",
            "monitor-email-screenshot",
            "bonus-downtime-weeknights",
            "bonus-downtime-weekend",
            "bonus-downtime-email",
        ],
        "tracing": [
            "apm-app-instrumented",
            "apm-one-method",
            "apm-infra-dashboard-link",
            "apm-infra-dashboard-screenshot",
            "apm-app-included",
            "bonus-service-vs-resource",
        ],
        "handing-in": ("final-creative",),
    }.items()
    for key in keys
}

BONUS_OF = {
    "collecting": ("bonus-interval-no-python",),
    "visualizing": ("bonus-anomaly-graph",),
    "monitoring": ("bonus-downtime-weeknights", "bonus-downtime-weekend", "bonus-downtime-email"),
    "tracing": ("bonus-service-vs-resource",),
}
