"""Makes the monitor through the API. EMAIL is where its mails go."""

import os

from datadog import api, initialize

initialize(api_key=os.environ["DD_API_KEY"], app_key=os.environ["DD_APP_KEY"])

MESSAGE = """{{#is_alert}}
The average of my_metric was {{value}} over five minutes, on {{host.name}} ({{host.ip}}). Somebody should look.
{{/is_alert}}
{{#is_warning}}
my_metric rises on {{host.name}}; nothing to do yet.
{{/is_warning}}
{{#is_no_data}}
Nothing was heard of my_metric for ten minutes. Is the Agent on {{host.name}} still alive?
{{/is_no_data}}
@%s""" % os.environ.get("EMAIL", "wren@example.com")

made = api.Monitor.create(
    type="metric alert",
    name="my_metric is high on {{host.name}}",
    query="avg(last_5m):avg:my_metric{*} by {host} > 800",
    message=MESSAGE,
    options={
        "thresholds": {"critical": 800, "warning": 500},
        "notify_no_data": True,
        "no_data_timeframe": 10,
    },
)
print(made.get("id") or made)
