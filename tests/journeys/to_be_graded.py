"""A document with pictures that leaves much to a person."""

from __future__ import annotations

DOCUMENT = """# Prerequisites - Setup the environment

I used a Vagrant machine with Ubuntu 18.04.

![the terminal of my machine](pictures/vagrant.png)

# Collecting Metrics

* Add tags in the Agent config file and show us a screenshot of your host and its tags on the Host Map page in Datadog.

I added the tags to datadog.yaml:

```yaml
tags:
  - env:trial
  - role:database
```

![the host map with its tags](pictures/hostmap.png)

* Install a database on your machine (MongoDB, MySQL, or PostgreSQL) and then install the respective Datadog integration.

I installed MySQL with `sudo apt-get install mysql-server` and created the user for the Agent.

* Change your check's collection interval so that it only submits the metric once every 45 seconds.

```yaml
init_config:

instances:
  - min_collection_interval: 45
```

# Visualizing Data

* Set the Timeboard's timeframe to the past 5 minutes

![five minutes of the timeboard](pictures/five-minutes.png)

* Take a snapshot of this graph and use the @ notation to send it to yourself.

![the snapshot in my mail](pictures/snapshot.png)

# Monitoring Data

* Create a new Metric Monitor that watches the average of your custom metric (my_metric) and will alert if it's above the
following values over the past 5 minutes: Warning threshold of 500, Alerting threshold of 800, And also ensure that it will
notify you if there is No Data for this query over the past 10m.

I set the warning threshold to 500, the alerting threshold to 800, and it tells me when there is no data for 10 minutes.

![the monitor with its thresholds](pictures/monitor.png)

* When this monitor sends you an email notification, take a screenshot of the email that it sends you.

![the mail of the monitor](pictures/mail.png)

# Final Question

I would watch the moisture of a greenhouse: the pump runs when the soil dries out, and the gardener sees it on his way.
"""
PICTURES = ("vagrant", "hostmap", "five-minutes", "snapshot", "monitor", "mail", "nobody-refers-to-it")
