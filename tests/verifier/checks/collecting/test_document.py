"""What a document shows of tags, database and the custom check: a row for each way to do it, and to miss it."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, judge, outcome

TOP = "## Collecting Metrics\n\n"
QUESTION = asked("bonus-interval-no-python")


def check_code(send: str = "self.gauge('my_metric', random.randint(0, 1000))", above: str = "") -> str:
    return (
        f"import random\nfrom checks import AgentCheck\n{above}\n"
        f"class Bees(AgentCheck):\n    def check(self, instance):\n        {send}\n"
    )


def fenced(text: str, language: str = "") -> str:
    return f"```{language}\n{text}\n```\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(fenced('tags: ["env:dev", "role:web"]'), "pass", id="flow list"),
        pytest.param(fenced("tags:\n  - env:dev\n  - role:web"), "pass", id="list"),
        pytest.param(fenced("tags: env:dev, role:web"), "pass", id="string with blanks"),
        pytest.param(fenced("tags: env:dev,role:web"), "fail", id="string without blanks is one tag"),
        pytest.param(
            "In /etc/dd-agent/datadog.conf:\n" + fenced("tags: env:dev,role:web"), "pass", id="the same on Agent 5"
        ),
        pytest.param(fenced('docker run -e DD_TAGS="env:dev role:db" datadog/agent:7'), "pass", id="of a container"),
        pytest.param("I edited datadog.yaml and gave the host some tags.", "pass", id="in words"),
        pytest.param(
            "I tried to add tags in datadog.yaml but none came. So I added the tags by hand.", "fail", id="then by hand"
        ),
        pytest.param("I added two tags to the host in the Datadog UI.", "fail", id="typed in the UI"),
        pytest.param(
            asked("tags-agent-config") + "I clicked on the host and added the tags there (bee:yes).",
            "fail",
            id="clicked",
        ),
        pytest.param(
            asked("tags-agent-config") + "Tags are in datadog.yaml now:\n" + fenced("hostname: orchid"),
            "fail",
            id="only a host name",
        ),
        pytest.param(asked("tags-agent-config"), "absent", id="only the question"),
        pytest.param(asked("tags-agent-config") + "![x](a.png)", "unknown", id="the question and a picture"),
    ],
)
def test_tags(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "tags-agent-config") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(asked("tags-hostmap-screenshot") + "![x](a.png)", "pass", id="at the question"),
        pytest.param("The host map:\n\n![x] (a.png)", "pass", id="written with a blank"),
        pytest.param(
            'The host map:\n\n![x](https://pictures.example.org/a.png"")', "pass", id="quotes at the end of the address"
        ),
        pytest.param('The host map:\n\n<img width="12" src="a.png">', "pass", id="HTML"),
        pytest.param("The host map:\n\n![x]https://pictures.example.org/a.png)", "pass", id="half an image"),
        pytest.param(
            "The tags are in datadog.yaml. My host with its tags:\n\n![x](a.png)", "pass", id="after words on the file"
        ),
        pytest.param("- tags: see datadog.yaml ![hostmap](a.png)", "pass", id="in a list beside words"),
        pytest.param("The host map: https://pictures.example.org/a.png", "pass", id="a plain address"),
        pytest.param(asked("tags-hostmap-screenshot"), "absent", id="only the question"),
    ],
)
def test_the_picture_of_the_host_map(text: str, wanted: str) -> None:
    finding = judge(TOP + text + "\n")["tags-hostmap-screenshot"]
    assert finding.outcome.value == wanted
    assert wanted != "pass" or finding.rests_on.value == "picture"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(fenced("brew install mongodb-community"), "pass", id="command"),
        pytest.param("I chose PostgreSQL.", "pass", id="words"),
        pytest.param("I tried to install MySQL, but the disk was full.", "unknown", id="only tried"),
        pytest.param("I would choose MySQL.", "unknown", id="only supposed"),
        pytest.param("I installed SQL Server on it.", "fail", id="another kind"),
        pytest.param(asked("db-install"), "absent", id="only the question"),
    ],
)
def test_the_database(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "db-install") == wanted


CONF = (
    "init_config:\n\ninstances:\n  - host: localhost\n    port: 5432\n    username: datadog\n    password: <PASSWORD>"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(fenced(CONF), "pass", id="configuration"),
        pytest.param("    " + CONF.replace("\n", "\n    "), "pass", id="configuration, indented"),
        pytest.param(fenced("mongo (1.6.1)\n-----\n  Instance ID: mongo:0 [OK]\n  Total Runs: 5"), "pass", id="status"),
        pytest.param(fenced("CREATE USER 'datadog'@'localhost' IDENTIFIED BY '<PW>';"), "unknown", id="only a user"),
        pytest.param("I installed the MySQL integration on the Datadog site.", "fail", id="only its page"),
        pytest.param(
            "After following the MySQL integration's page, its metrics arrive.", "pass", id="followed, at work"
        ),
        pytest.param(
            fenced(
                "docker run -l com.datadoghq.ad.check_names='[\"mysql\"]' -l com.datadoghq.ad.instances='[{}]' mysql:5.7"
            ),
            "pass",
            id="labels of a container",
        ),
        pytest.param(
            "The integration of MySQL is configured; mysql was with an error. A typo. I fixed it.", "pass", id="mended"
        ),
        pytest.param("MySQL runs. I enabled the integration in the UI.", "fail", id="enabled on its page"),
        pytest.param("The integration is there, but the status shows mysql with an error.", "fail", id="with an error"),
        pytest.param(
            "I edited mysql.yaml. The check isn't working, and I could not resolve this.", "fail", id="not solved"
        ),
        pytest.param("I was not able to get the MySQL integration working.", "fail", id="given up"),
        pytest.param(asked("db-integration"), "absent", id="only the question"),
    ],
)
def test_the_integration(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "db-integration") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(fenced(check_code(), "python"), "pass", id="fenced"),
        pytest.param(check_code(), "pass", id="without a fence"),
        pytest.param(
            "        ```python\n        " + check_code().replace("\n", "\n        ") + "\n        ```",
            "pass",
            id="an indented fence",
        ),
        pytest.param(fenced(check_code().replace("\n", "\r\n")), "pass", id="CRLF"),
        pytest.param(fenced(check_code("self.gauge('my.metric', random.randint(0, 1000))")), "fail", id="another name"),
        pytest.param(fenced(check_code("self.count('my_metric', random.randint(0, 1000))")), "fail", id="a count"),
        pytest.param(fenced(check_code("self.guage('my_metric', random.randint(0, 1000))")), "fail", id="misspelt"),
        pytest.param(
            fenced(check_code("self.guage('my_metric', random.randint(0, 1000))"))
            + "I fixed the slip and then it worked.",
            "pass",
            id="misspelt, mended in words",
        ),
        pytest.param(asked("custom-check-my-metric"), "absent", id="only the question"),
    ],
)
def test_the_check(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "custom-check-my-metric") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(fenced(check_code()), "pass", id="0 to 1000"),
        pytest.param(fenced(check_code("self.gauge('my_metric', random.randint(1, 1000))")), "pass", id="1 to 1000"),
        pytest.param(fenced(check_code("self.gauge('my_metric', random.random() * 1000)")), "pass", id="floats"),
        pytest.param(fenced(check_code("self.gauge('my_metric', random.randint(0, 1001))")), "fail", id="beyond"),
        pytest.param(
            fenced(check_code("self.gauge('my_metric', value)", "value = random.randint(0, 1000)")),
            "fail",
            id="drawn once",
        ),
        pytest.param("The check sends a random value between 0 and 1000.", "pass", id="in words"),
        pytest.param(asked("metric-range"), "absent", id="only the question"),
    ],
)
def test_the_range(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "metric-range") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(fenced("instances:\n  - min_collection_interval: 45"), "pass", id="on the instance"),
        pytest.param(fenced("instances: [{min_collection_interval: 45}]"), "pass", id="flow"),
        pytest.param(
            fenced("instances:\n  - name: x\n    min_collection_interval: 45"), "pass", id="beside other keys"
        ),
        pytest.param(fenced("instances:\n\t- min_collection_interval: 45"), "pass", id="tabs"),
        pytest.param(fenced("min_collection_interval: 45\ninstances: [{}]"), "fail", id="at the top"),
        pytest.param(fenced("instances:\n-min_collection_interval: 45"), "fail", id="no blank after the hyphen"),
        pytest.param(fenced("instances: min_collection_interval: 45"), "fail", id="all on one line"),
        pytest.param(fenced("instances:\n  [{}]\n  min_collection_interval: 45"), "fail", id="below a whole list"),
        pytest.param(fenced("instances: [{}]\n  min_collection_interval: 45"), "fail", id="deeper than a whole list"),
        pytest.param(fenced("instances:\n  - min_collection_interval: 30"), "fail", id="30"),
        pytest.param(
            fenced("instances:\n  - min_collection_interval: 30")
            + "Then:\n"
            + fenced("instances:\n  - min_collection_interval: 45"),
            "pass",
            id="the last one counts",
        ),
        pytest.param(fenced("init_config:\n  min_collection_interval: 45\ninstances: [{}]"), "fail", id="init_config"),
        pytest.param(
            "In /etc/dd-agent:\n" + fenced("init_config:\n  min_collection_interval: 45\ninstances: [{}]"),
            "pass",
            id="init_config of Agent 5",
        ),
        pytest.param(fenced(check_code() + "        time.sleep(45)"), "fail", id="sleeping"),
        pytest.param("I set the interval to 45 seconds in the metric's metadata.", "fail", id="metadata"),
        pytest.param("I set it to run every 45 seconds.", "pass", id="in words"),
        pytest.param(asked("check-interval-45"), "absent", id="only the question"),
        pytest.param(asked("check-interval-45") + "![x](a.png)", "unknown", id="the question and a picture"),
    ],
)
def test_the_interval(text: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", "check-interval-45") == wanted


def test_a_committed_file_that_says_otherwise_wins() -> None:
    text = TOP + fenced("instances:\n  - min_collection_interval: 45")
    assert outcome(text, "check-interval-45", my_metric__yaml="instances:\n  - min_collection_interval: 30\n") == "fail"


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        pytest.param("Yes, through the YAML file.", "pass", id="YAML"),
        pytest.param(
            "I did not have to modify the Python file: it is in conf.d/my_metric.yaml.", "pass", id="denied, then YAML"
        ),
        pytest.param("Yes, by editing the metadata of the metric.", "fail", id="metadata"),
        pytest.param("No, the Python file has to be modified.", "fail", id="no"),
        pytest.param("I used a cron job.", "fail", id="cron"),
        pytest.param("", "absent", id="not answered"),
    ],
)
def test_the_question_about_the_interval(answer: str, wanted: str) -> None:
    finding = judge(f"{TOP}{QUESTION}{answer}\n\n## Visualizing Data\n\nMore.\n")["bonus-interval-no-python"]
    assert finding.outcome.value == wanted
    assert finding.rests_on.value == "words"
    assert finding.lean == {"pass": "right", "fail": "wrong", "absent": ""}[wanted]


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        pytest.param("I set up MySQL on the machine.", "db-install", "pass", id="a database set up"),
        pytest.param("I could not set up MySQL.", "db-install", "absent", id="none set up"),
        pytest.param("I was not able to get PostgreSQL running.", "db-install", "absent", id="none running"),
        pytest.param("I installed Redis, not MySQL.", "db-install", "fail", id="another one"),
        pytest.param("I configured the MySQL integration.", "db-integration", "pass", id="an integration"),
        pytest.param("I never enabled the integration of MySQL.", "db-integration", "unknown", id="never enabled"),
        pytest.param("I configured the Redis integration.", "db-integration", "fail", id="the integration of another"),
        pytest.param("I added the tags to the Agent config file.", "tags-agent-config", "pass", id="tags"),
        pytest.param("I never added any tags to the Agent config file.", "tags-agent-config", "absent", id="no tags"),
        pytest.param("I set the collection interval to 45.", "check-interval-45", "pass", id="the interval"),
        pytest.param("I set the collection interval to 45 minutes.", "check-interval-45", "unknown", id="another unit"),
        pytest.param("I set min_collection_interval to 45, then to 15.", "check-interval-45", "unknown", id="told twice"),
        pytest.param("The interval is not 45 seconds.", "check-interval-45", "unknown", id="denied"),
    ],
)  # fmt: skip
def test_what_a_sentence_denies_is_no_claim(text: str, step: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", step) == wanted
