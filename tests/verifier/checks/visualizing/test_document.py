"""What a document shows of the board."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, judge, outcome

TOP = "## Visualizing Data\n\n"


def python(query: str) -> str:
    return (
        "```python\nfrom datadog import initialize, api\ntitle = 'Bees'\n"
        f'graphs = [{{"title": "a", "definition": {{"requests": [{{"q": "{query}"}}]}}}}]\n'
        "api.Timeboard.create(title=title, graphs=graphs)\n```\n"
    )


CURL = (
    '```bash\ncurl -X POST -d \'{"title": "x", "widgets": [{"definition": {"requests": [{"q": '
    "\"anomalies(avg:postgresql.rows_returned{host:orchid}, '\\''basic'\\'', 2)\"}]}}]}' "
    '"https://api.datadoghq.com/api/v1/dashboard?api_key=${a}"\n```\n'
)
RUBY = (
    "```ruby\ngraphs = [{ 'definition' => { 'requests' => [{'q' => 'avg:my_metric{host:orchid}.rollup(sum, 3600)'}] } }]\n"
    "dog.create_dashboard(title, description, graphs, template_variables)\n```\n"
)
DEFINITION = '```\n{"viz": "timeseries", "requests": [{"q": "avg:my_metric{host:orchid}"}]}\n```\n'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(python("avg:my_metric{*}"), "pass", id="Python"),
        pytest.param(CURL, "pass", id="curl"),
        pytest.param(RUBY, "pass", id="Ruby"),
        pytest.param(
            "```js\nvar g = [{q: 'x'}];\ndogapi.timeboard.create('t', 'd', g);\n```\n", "pass", id="JavaScript"
        ),
        pytest.param("```go\nclient.CreateDashboard(board)\n```\n", "pass", id="Go"),
        pytest.param(DEFINITION, "fail", id="only a definition"),
        pytest.param(f"I sent this body to the API with Postman:\n\n{DEFINITION}", "pass", id="a body that was sent"),
        pytest.param(f"This is the JSON of the editor:\n\n{DEFINITION}", "fail", id="a body that was not"),
        pytest.param(
            "The script is [here](https://gist.github.com/bee/0123456789abcdef0123).\n", "pass", id="a link called here"
        ),
        pytest.param("I used the Dashboard UI for it.\n\n![x](a.png)\n", "fail", id="in the UI"),
        pytest.param("I created the dashboard manually in the UI.\n\n![x](a.png)\n", "fail", id="by hand"),
        pytest.param(asked("timeboard-api-created"), "absent", id="only the question"),
    ],
)
def test_how_the_board_was_made(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "timeboard-api-created") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(python("avg:my_metric{host:orchid}"), "pass", id="scoped"),
        pytest.param(python("my_metric{host:orchid}"), "pass", id="no aggregator"),
        pytest.param(python("avg:my_metric{$host}"), "pass", id="template variable"),
        pytest.param(python("avg:my_metric{*}"), "fail", id="everywhere"),
        pytest.param(python("avg:my_metric{*} by {host}"), "fail", id="split by host"),
        pytest.param(
            DEFINITION + python("avg:my_metric{*}"), "fail", id="the script counts, not what was tried before"
        ),
        pytest.param(
            DEFINITION.replace("host:orchid", "*") + python("avg:my_metric{host:orchid}"),
            "pass",
            id="the same the other way",
        ),
        pytest.param(asked("timeboard-metric-host") + "![x](a.png)\n", "unknown", id="only a picture"),
        pytest.param(asked("timeboard-metric-host"), "absent", id="only the question"),
    ],
)
def test_the_metric_of_the_host(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "timeboard-metric-host") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(python("anomalies(avg:mysql.net.connections{*}, 'agile', 2)"), "pass", id="of the database"),
        pytest.param(CURL, "pass", id="quotes escaped for the shell"),
        pytest.param(python("anomalies(avg:my_metric{*}, 'basic', 2)"), "fail", id="of another metric"),
        pytest.param(python("avg:mysql.net.connections{*}"), "fail", id="without the function"),
        pytest.param(
            python("avg:my_metric{*}") + "I was unable to show a metric of the database.\n", "absent", id="given up"
        ),
    ],
)
def test_the_anomaly_of_the_database(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "timeboard-db-anomaly") == wanted


FORMULA = (
    '{"widgets": [{"definition": {"requests": [{"formulas": [{"formula": "anomalies(query1, \'basic\', 2)"}], "queries": '
    '[{"name": "query1", "data_source": "metrics", "query": "avg:%s{host:orchid}"}]}]}}]}'
)


@pytest.mark.parametrize(("metric", "wanted"), [("mysql.net.connections", "pass"), ("system.load.1", "fail")])
def test_a_formula_is_read_with_the_query_that_it_names(metric: str, wanted: str) -> None:
    text = f"{TOP}```\ncurl -d @board.json https://api.datadoghq.com/api/v1/dashboard\n```\n"
    assert outcome(text, "timeboard-db-anomaly", board__json=FORMULA % metric) == wanted


def test_a_metric_of_another_database_than_the_one_installed_fails() -> None:
    user = "## Collecting Metrics\n\n```\nCREATE USER 'datadog'@'localhost' IDENTIFIED BY '<PW>';\n```\n\n"
    text = user + TOP + python("anomalies(avg:mongodb.mem.resident{*}, 'basic', 2)")
    assert outcome(text, "timeboard-db-anomaly") == "fail"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(RUBY, "pass", id="sum of an hour"),
        pytest.param(python("sum:my_metric{*}.rollup('sum',3600)"), "pass", id="quoted"),
        pytest.param(python("avg:my_metric{*}.rollup(avg, 3600)"), "fail", id="average"),
        pytest.param(python("avg:my_metric{*}.rollup(sum, 60)"), "fail", id="a minute"),
        pytest.param(python("sum:my_metric{*}"), "fail", id="no rollup"),
    ],
)
def test_the_sum_of_an_hour(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "timeboard-rollup-hour") == wanted


def test_a_script_in_a_file_of_the_folder_counts_as_shown() -> None:
    script = (
        "from datadog import api\napi.Timeboard.create(graphs=[{'requests': [{'q': 'avg:my_metric{host:orchid}'}]}])\n"
    )
    found = judge(TOP + "The script is [here](board.py).\n", board__py=script)
    for step in ("timeboard-api-created", "timeboard-metric-host", "timeboard-script-included"):
        assert found[step].outcome.value == "pass", step


def test_a_script_that_is_only_linked_leaves_its_queries_open() -> None:
    found = judge(TOP + "The script is [here](board.py).\n")
    assert found["timeboard-script-included"].outcome.value == "pass"
    assert found["timeboard-metric-host"].outcome.value == "unknown"


def test_a_script_in_a_picture_is_not_included() -> None:
    assert outcome(TOP + "This is the script:\n\n![script](script.png)\n", "timeboard-script-included") == "fail"


LINK = "[board](https://app.datadoghq.com/dashboard/abc-def-ghi/x?from_ts={}&to_ts={}&live=false)\n"


@pytest.mark.parametrize(
    ("text", "wanted", "rests_on"),
    [
        pytest.param(LINK.format(1549450950000, 1549451250000), "pass", "text", id="a link over five minutes"),
        pytest.param(LINK.format(1549450950000, 1549454550000), "absent", "text", id="a link over an hour"),
        pytest.param(
            "I set the time frame to the past 5 minutes.\n\n![x](a.png)\n", "pass", "picture", id="words and a picture"
        ),
        pytest.param("I set the time frame to the past 5 minutes.\n", "pass", "words", id="words alone"),
        pytest.param("I set the rollup function to 5 minutes.\n", "fail", "text", id="taken for the rollup"),
        pytest.param("I could not set the time frame to five minutes.\n", "absent", "text", id="given up"),
        pytest.param(asked("timeboard-5min") + "![x](a.png)\n", "unknown", "picture", id="a picture that may show it"),
        pytest.param(
            asked("timeboard-5min") + "![the last 5 minutes](a.png)\n", "pass", "picture", id="a picture that says so"
        ),
    ],
)
def test_the_five_minutes(text: str, wanted: str, rests_on: str) -> None:
    finding = judge(TOP + text)["timeboard-5min"]
    assert (finding.outcome.value, finding.rests_on.value) == (wanted, rests_on)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(asked("snapshot-at-mention") + "![x](a.png)\n", "pass", id="at the question"),
        pytest.param("I sent a snapshot to myself with @.\n\n![x](a.png)\n", "pass", id="own words"),
        pytest.param(
            asked("timeboard-5min", "snapshot-at-mention") + "![x](a.png)\n",
            "unknown",
            id="one picture for two questions",
        ),
        pytest.param(
            asked("timeboard-5min", "snapshot-at-mention") + "![x](a.png)\n\n![y](b.png)\n", "pass", id="two pictures"
        ),
        pytest.param(asked("snapshot-at-mention"), "absent", id="only the question"),
    ],
)
def test_the_snapshot(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "snapshot-at-mention") == wanted


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        pytest.param("The grey band shows where the values are expected to be.", "pass", id="band"),
        pytest.param("There is not enough data for it to display anything.", "fail", id="not enough data"),
        pytest.param("I am unable to answer this question.", "absent", id="given up"),
        pytest.param("", "absent", id="not answered"),
    ],
)
def test_the_question_about_the_anomaly(answer: str, wanted: str) -> None:
    text = f"{TOP}{asked('bonus-anomaly-graph')}{answer}\n\n## Monitoring Data\n\nMore.\n"
    assert outcome(text, "bonus-anomaly-graph") == wanted


LINK = "https://{}/dashboard/abc-def-ghi/x?from_ts=1600000000000&to_ts=1600000300000"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(f"[board]({LINK.format('app.datadoghq.com')})", "pass", id="on the site"),
        pytest.param(f"[board]({LINK.format('app.datadoghq.eu')})", "pass", id="in Europe"),
        pytest.param(f"[board]({LINK.format('us5.datadoghq.com')})", "pass", id="on another site"),
        pytest.param(f"[board]({LINK.format('notdatadoghq.example.com')})", "absent", id="on somebody else's site"),
        pytest.param(
            f"[board]({LINK.format('datadoghq.com.example.com')})", "absent", id="on somebody else's site too"
        ),
        pytest.param(f"[board]({LINK.format('docs.datadoghq.com')})", "absent", id="in the documentation"),
        pytest.param(f"<!--\n[board]({LINK.format('app.datadoghq.com')})\n-->", "absent", id="in a comment"),
    ],
)
def test_only_a_visible_link_to_a_board_of_datadog_counts(text: str, wanted: str) -> None:
    assert outcome(f"{TOP}{text}\n", "timeboard-5min") == wanted


CALL = "```python\nfrom datadog import api\napi.Timeboard.create(title='x', graphs=[])\n```\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(CALL, "pass", id="printed"),
        pytest.param(
            "```python\napi.Timeboard.create(title=title, graphs=graphs)\n```\n", "unknown", id="without its graphs"
        ),
        pytest.param(f"<!--\n{CALL}-->\n", "absent", id="in a comment"),
        pytest.param(
            "```\ncurl https://api.datadoghq.com/api/v1/dashboard\n```\n", "absent", id="a request that reads"
        ),
        pytest.param(
            "```\ncurl -d @board.json https://api.datadoghq.com/api/v1/dashboard\n```\n", "pass", id="one that writes"
        ),
        pytest.param(f"I sent this body with Postman:\n\n{DEFINITION}", "pass", id="a body that was sent"),
        pytest.param("The [script](timeboard.py).\n", "absent", id="a link to nothing"),
    ],
)
def test_only_a_script_that_is_there_is_included(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "timeboard-script-included", other__txt="x") == wanted


def test_an_empty_file_is_no_script() -> None:
    text = f"{TOP}The [script](timeboard.py).\n"
    assert outcome(text, "timeboard-script-included", timeboard__py="") == "absent"
    assert outcome(text, "timeboard-script-included", timeboard__py="pass\n") == "pass"


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        pytest.param("I used the API to create the timeboard.", "timeboard-api-created", "pass", id="by API"),
        pytest.param("I never used the API to create the timeboard.", "timeboard-api-created", "absent", id="never by API"),
        pytest.param("The rollup sums my_metric over the past hour.", "timeboard-rollup-hour", "pass", id="a sum"),
        pytest.param("I did not apply the rollup to sum the past hour.", "timeboard-rollup-hour", "unknown", id="no sum"),
        pytest.param("The board shows the past 5 minutes.", "timeboard-5min", "pass", id="five minutes"),
        pytest.param("The board does not show 5 minutes.", "timeboard-5min", "absent", id="not five minutes"),
        pytest.param("I set the board to the past 5 minutes, then to the past hour.", "timeboard-5min", "fail", id="then an hour"),
    ],
)  # fmt: skip
def test_what_a_sentence_denies_is_no_claim(text: str, step: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", step) == wanted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("5 minutes is not offered, so I left it at 15 minutes.", id="not offered"),
        pytest.param("5 minutes: I had to use a Screenboard for this.", id="another board"),
    ],
)
def test_a_time_that_was_not_to_be_had_is_not_shown(text: str) -> None:
    assert outcome(f"{TOP}{text}\n\n![x](a.png)\n", "timeboard-5min") != "pass"
