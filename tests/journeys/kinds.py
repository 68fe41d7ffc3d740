"""Documents as people hand them in, one of each kind: `lay_out(folder)` writes a folder for each."""

from __future__ import annotations

from pathlib import Path

from tests import images

WITH_PICTURES = """# Collecting Metrics

I added the tags in datadog.yaml and restarted the Agent:

```yaml
tags:
  - env:harbour
  - role:ledger
```

![the host map with its tags](shots/hostmap.png)

I installed PostgreSQL with `apt-get install postgresql` and gave the Agent a user of its own.

![the database in Datadog](shots/postgres.png)

The check sends my_metric with `random.randint(0, 1000)`, and its file says every 45 seconds:

```yaml
instances:
  - min_collection_interval: 45
```

# Visualizing Data

![five minutes of the board](shots/board.png)

# Monitoring Data

The monitor warns at 500, alerts at 800, and tells me when there is no data for 10 minutes.

![the monitor](shots/monitor.png)

![the mail of the monitor](shots/mail.png)

# Final Question

I would count the boats that leave a lock, so that the keeper sees when the tide is short.
"""

ELSEWHERE = """## Prerequisites

I used Vagrant with Ubuntu and signed up as told.

![vagrant is up](https://pictures.example.org/up.png "vagrant up")

## Collecting Metrics

My tags on the Host Map:

<img src="https://pictures.example.org/hostmap.png" alt="the host map with my tags" width="600">

MySQL is installed, and its integration runs:

<img src="https://pictures.example.org/mysql.png" alt="mysql" width="600">

## Monitoring Data

<img src="https://pictures.example.org/alert.png" alt="the mail" width="600">

I set the downtime from 7pm to 9am, Monday to Friday, and all day on Saturday and Sunday.
"""

WORDS_ALONE = """# Collecting Metrics

I put `tags: env:mill, role:wheel` into the Agent's config file. They showed on the Host Map.

MongoDB is installed, with its integration beside it. My custom check sends my_metric, a number between 0 and 1000.

**Bonus Question** Can you change the collection interval without modifying the Python check file you created?

Yes: the interval is set in the check's YAML file.

# Collecting APM Data

I traced the Flask app with `ddtrace-run python app.py` and did not use the middleware.

**Bonus Question**: What is the difference between a Service and a Resource?

A service does one job, such as a database. A resource is one action of it, such as a query.

# Final Question

The mill's wheel: how fast it turns, against the height of the brook.
"""

QUESTIONS_AND_PICTURES = """# Visualizing Data

* Set the Timeboard's timeframe to the past 5 minutes

![](one.png)

* Take a snapshot of this graph and use the @ notation to send it to yourself.

![](two.png)

* **Bonus Question**: What is the Anomaly graph displaying?

# Monitoring Data

* Create a new Metric Monitor that watches the average of your custom metric (my_metric) and will alert if it's above the
following values over the past 5 minutes: Warning threshold of 500, Alerting threshold of 800, And also ensure that it will
notify you if there is No Data for this query over the past 10m.

![](three.png)

* When this monitor sends you an email notification, take a screenshot of the email that it sends you.

![](four.png)
"""

NAMED_AND_NOT_HERE = """# Collecting Metrics

![my host and its tags](screenshots/tags.png)

I installed MySQL.

![the integration](screenshots/mysql.png)

# Monitoring Data

The thresholds are 500 and 800.

![the alert](screenshots/alert.png)
"""

HARDLY_ANYTHING = """# Answers

I installed the Agent on my laptop. I did not come to the rest.
"""

KINDS = {
    "with-pictures": WITH_PICTURES,
    "elsewhere": ELSEWHERE,
    "words-alone": WORDS_ALONE,
    "questions-and-pictures": QUESTIONS_AND_PICTURES,
    "named-and-not-here": NAMED_AND_NOT_HERE,
    "hardly-anything": HARDLY_ANYTHING,
}
PICTURES = {
    "with-pictures": [f"shots/{name}.png" for name in ("hostmap", "postgres", "board", "monitor", "mail", "unused")],
    "questions-and-pictures": ["one.png", "two.png", "three.png", "four.png"],
}


def lay_out(folder: Path) -> Path:
    for kind, text in KINDS.items():
        (folder / kind).mkdir(parents=True)
        (folder / kind / "answers.md").write_text(text)
        for number, name in enumerate(PICTURES.get(kind, ())):
            place = folder / kind / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(images.png(900, 500 + 10 * number, "seagreen"))
    return folder
