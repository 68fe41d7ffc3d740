"""Mistakes on the machine: tags, the database and its integration, the custom check, the traced app."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.solution.bench import Bench
from tests.solution.mistakes.mistake import Mistake, Redo
from tests.solution.work import Edit, change, change_in, change_in_code, move, section, without, write

MACHINE, APP = (Redo.MACHINE,), (Redo.APP, Redo.MACHINE)
EVERYTHING = (Redo.MACHINE, Redo.BOARDS, Redo.MONITOR)

TAGS = "tags:\n  - env:exercise\n  - role:workbench\n  - owner:wren\n"
CONF, CODE = "agent/conf.d/my_metric.yaml", "agent/checks.d/my_metric.py"
POSTGRES = "agent/conf.d/postgres.d/conf.yaml"
INSTANCE = "instances:\n  - host: 127.0.0.1\n    port: 5432\n    username: datadog\n"
INTERVAL = "init_config:\n\ninstances:\n  - min_collection_interval: 45\n"
SUBMIT = 'self.gauge("my_metric", random.randint(0, 1000))'
METHOD = "    def check(self, instance):\n        "
TYPED = "On the Infrastructure page I clicked the host, then Edit tags, and added env:exercise."
NO_STATUS = section(
    "### A database and its integration",
    "PostgreSQL, and a user that may only watch:\n\n```bash\nsudo apt-get install -y postgresql\n```\n",
)


def tags(text: str) -> tuple[Edit, ...]:
    return (change_in_code("agent/datadog.yaml", TAGS, text),)


def interval(text: str) -> tuple[Edit, ...]:
    return (change_in_code(CONF, INTERVAL, text),)


def submits(text: str) -> tuple[Edit, ...]:
    return (change(SUBMIT, text),)


def typed_in_the_ui(bench: Bench, _: Path) -> None:
    bench.by_hand("api.Tag.create('workbench', tags=['env:exercise'], source='users')")


def no_database(bench: Bench, _: Path) -> None:
    bench.stop_database()
    bench.machine.run("mv", "/usr/lib/postgresql", "/usr/lib/away")


def the_database_again(bench: Bench, _: Path) -> None:
    bench.machine.run("mv", "/usr/lib/away", "/usr/lib/postgresql")
    bench.start_database()


MISTAKES = (
    Mistake(
        "tags typed in the UI",
        "tags-agent-config",
        "fail",
        (
            change_in("agent/datadog.yaml", TAGS, ""),
            change_in(
                "answers.md",
                "Three tags, in [/etc/datadog-agent/datadog.yaml](agent/datadog.yaml), and a restart:",
                TYPED,
            ),
            change_in("answers.md", f"```yaml\n{TAGS}```\n", ""),
        ),
        MACHINE,
        after=typed_in_the_ui,
    ),
    Mistake(
        "a mapping in place of a list",
        "tags-agent-config",
        "fail",
        tags("tags:\n  env: exercise\n  role: workbench\n"),
        MACHINE,
    ),
    Mistake(
        "tags left in a comment",
        "tags-agent-config",
        "fail",
        tags("# tags:\n#   - env:exercise\n#   - role:workbench\n"),
        MACHINE,
    ),
    Mistake("only the name of the host was set", "tags-agent-config", "fail", tags("hostname: workbench\n"), MACHINE),
    Mistake(
        "one string with commas", "tags-agent-config", "fail", tags("tags: env:exercise,role:workbench\n"), MACHINE
    ),
    Mistake(
        "the integration was only installed in the UI",
        "db-integration",
        "absent",
        (without(POSTGRES), NO_STATUS),
        MACHINE,
    ),
    Mistake(
        "keys one column too deep",
        "db-integration",
        "fail",
        (change_in_code(POSTGRES, "\n    port: 5432", "\n     port: 5432"),),
        MACHINE,
    ),
    Mistake(
        "an instance that is no list item",
        "db-integration",
        "fail",
        (change_in_code(POSTGRES, INSTANCE, INSTANCE.replace("  - host", "    host")),),
        MACHINE,
    ),
    Mistake(
        "a user that the database does not know",
        "db-integration",
        "fail",
        (change_in(POSTGRES, "username: datadog", "username: dog"), change_in("answers.md", "[OK]\n", "[ERROR]\n")),
        MACHINE,
    ),
    *(
        Mistake(
            f"the metric is called {name}",
            "custom-check-my-metric",
            "fail",
            (change('"my_metric"', f'"{name}"'), change("my_metric{", f"{name}{{")),
            EVERYTHING,
        )
        for name in ("my_metrics", "my.metric", "custom.my_metric", "my_metric.count", "workbench.my_metric")
    ),
    Mistake(
        "a count in place of a gauge",
        "custom-check-my-metric",
        "fail",
        submits(SUBMIT.replace("gauge", "count")),
        MACHINE,
    ),
    Mistake(
        "a monotonic count",
        "custom-check-my-metric",
        "fail",
        submits(SUBMIT.replace("gauge", "monotonic_count")),
        MACHINE,
    ),
    Mistake(
        "a folder check.d", "custom-check-my-metric", "disagree", (move(CODE, "agent/check.d/my_metric.py"),), MACHINE
    ),
    Mistake(
        "code and configuration of different names",
        "custom-check-my-metric",
        "fail",
        (move(CODE, "agent/checks.d/mymetric.py"),),
        MACHINE,
    ),
    Mistake(
        "the code in a file .yaml",
        "custom-check-my-metric",
        "disagree",
        (move(CODE, "agent/checks.d/my_metric.yaml"),),
        MACHINE,
    ),
    Mistake(
        "no import of AgentCheck",
        "custom-check-my-metric",
        "fail",
        (change("from datadog_checks.base import AgentCheck\n", ""),),
        MACHINE,
    ),
    Mistake("self.guage", "custom-check-my-metric", "fail", submits(SUBMIT.replace("gauge", "guage")), MACHINE),
    Mistake(
        "a method without its indentation",
        "custom-check-my-metric",
        "fail",
        (change(METHOD, "    def check(self, instance):\n    "),),
        MACHINE,
    ),
    Mistake(
        "a value that is drawn once",
        "metric-range",
        "fail",
        (
            change("class MyMetricCheck", "value = random.randint(0, 1000)\n\n\nclass MyMetricCheck"),
            change(SUBMIT, 'self.gauge("my_metric", value)'),
        ),
        MACHINE,
    ),
    Mistake("always the same value", "metric-range", "fail", submits('self.gauge("my_metric", 1000)'), MACHINE),
    Mistake(
        "up to two thousand",
        "metric-range",
        "fail",
        (
            change("randint(0, 1000)", "randint(0, 2000)"),
            change("a random number between 0 and 1000", "a random number"),
        ),
        MACHINE,
    ),
    Mistake(
        "the interval at the top of the file",
        "check-interval-45",
        "fail",
        interval("init_config:\n\nmin_collection_interval: 45\n\ninstances: [{}]\n"),
        MACHINE,
    ),
    Mistake(
        "the interval under init_config",
        "check-interval-45",
        "fail",
        interval("init_config:\n  min_collection_interval: 45\n\ninstances: [{}]\n"),
        MACHINE,
    ),
    Mistake(
        "no blank behind the dash",
        "check-interval-45",
        "fail",
        interval("init_config:\n\n-min_collection_interval: 45\n\ninstances: [{}]\n"),
        MACHINE,
    ),
    Mistake(
        "still every 30 seconds",
        "check-interval-45",
        "fail",
        (change("min_collection_interval: 45", "min_collection_interval: 30"),),
        MACHINE,
    ),
    Mistake("no interval", "check-interval-45", "fail", interval("init_config:\n\ninstances: [{}]\n"), MACHINE),
    Mistake(
        "instances on one line",
        "custom-check-my-metric",
        "fail",
        interval("init_config:\n\ninstances: min_collection_interval: 45\n"),
        MACHINE,
    ),
    Mistake(
        "a sleep of 45 seconds in the check",
        "check-interval-45",
        "disagree",
        (
            *interval("init_config:\n\ninstances: [{}]\n"),
            change("import random\n", "import random\nimport time\n"),
            change(SUBMIT, f"{SUBMIT}\n        time.sleep(45)"),
        ),
        MACHINE,
    ),
    Mistake(
        "the trace agent is switched off",
        "apm-app-instrumented",
        "fail",
        (write("agent/datadog.yaml", f"{TAGS}apm_config:\n  enabled: false\n"),),
        APP,
    ),
    Mistake(
        "ddtrace-run and tracing calls",
        "apm-one-method",
        "fail",
        (
            change_in(
                "app.py",
                "from flask import Flask\n",
                "from ddtrace import patch_all\nfrom flask import Flask\n\npatch_all()\n",
            ),
        ),
        APP,
    ),
    Mistake(
        "none of the three databases",
        "db-install",
        "fail",
        (
            section(
                "### A database and its integration",
                "I installed SQL Server, because I know it:\n\n```bash\nsudo apt-get install -y mssql-server\n```\n",
            ),
            without(POSTGRES),
            without("database.sql"),
        ),
        MACHINE,
        before=no_database,
        undo=the_database_again,
    ),
    Mistake(
        "the app is started without the tracer",
        "apm-app-instrumented",
        "fail",
        (change_in("answers.md", "DD_SERVICE=bench DD_ENV=exercise ddtrace-run python app.py", "python app.py"),),
        APP,
        app=(sys.executable, "app.py"),
        also={"apm-one-method": "claimed"},
    ),
)
