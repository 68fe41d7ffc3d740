"""Queries, scripts, tags and checks as they are found in code and prose."""

from __future__ import annotations

import pytest

from verifier.documents import check_code, shown_agent, shown_boards, shown_checks, shown_monitors, shown_queries
from verifier.facts.document import Code, Link, Passage, Place

HERE = Place("answers.md", 1, 1, "visualizing")


def code(text: str) -> Code:
    return Code("", text, HERE)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        pytest.param('{"q": "avg:my_metric{host:orchid}"}', ["avg:my_metric{host:orchid}"], id="JSON"),
        pytest.param("'q' => 'my_metric{*}.rollup(sum, 3600)'", ["my_metric{*}.rollup(sum, 3600)"], id="Ruby"),
        pytest.param(
            "\"anomalies(avg:mysql.net.connections{*} by {host}, 'basic', 2)\"",
            ["anomalies(avg:mysql.net.connections{*} by {host}, 'basic', 2)"], id="wrapped",
        ),
        pytest.param(
            "'{\"q\": \"anomalies(avg:mongodb.mem.resident{*}, '\\''basic'\\'', 2)\"}'",
            ["anomalies(avg:mongodb.mem.resident{*}, 'basic', 2)"], id="escaped for a shell",
        ),
        pytest.param('"avg(last_5m):avg:my_metric{*} > 800"', ["avg(last_5m):avg:my_metric{*} > 800"], id="monitor"),
        pytest.param("avg:a.b{x:y} and sum:c.d{*}", ["avg:a.b{x:y}", "sum:c.d{*}"], id="two"),
        pytest.param("{{#is_alert}} {{host.ip}} {{/is_alert}}", [], id="a template"),
    ],
)  # fmt: skip
def test_queries_are_found(text: str, queries: list[str]) -> None:
    assert [query.text for query in shown_queries.find([code(text)], [])] == queries


def test_a_query_tells_whether_the_api_answered_it() -> None:
    lines = '{"q": "avg:a{*}"}\n{"errors": ["unable to parse avg:a{*}"]}\n"avg(last_5m):avg:a{*} > 1"'
    assert [query.role for query in shown_queries.find([code(lines)], [])] == ["board", "error", "monitor"]


def test_a_query_in_a_sentence_is_found_and_one_in_a_question_is_not() -> None:
    passages = [Passage("own", "I used avg:a{*} here.", HERE), Passage("question", "Use avg:b{*}.", HERE)]
    assert [query.text for query in shown_queries.find([], passages)] == ["avg:a{*}"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("api.Timeboard.create(title=t)", "python", id="datadogpy"),
        pytest.param("DashboardsApi(client).create_dashboard(body=body)", "python", id="datadog-api-client"),
        pytest.param("dog.create_dashboard(title, x)", "ruby", id="dogapi"),
        pytest.param("curl -X POST -d '{}' \\\n 'https://api.datadoghq.eu/api/v1/dashboard'", "curl", id="curl"),
        pytest.param('resource "datadog_dashboard" "bees" {', "terraform", id="Terraform"),
        pytest.param("POST https://api.datadoghq.com/api/v1/dash?x", "http", id="HTTP"),
        pytest.param('{"requests": [{"q": "avg:a{*}"}], "viz": "timeseries"}', "definition", id="definition"),
        pytest.param("curl 'https://api.datadoghq.com/api/v1/validate'", "", id="another call"),
    ],
)
def test_how_a_board_is_made(text: str, form: str) -> None:
    assert [script.form for script in shown_boards.find([code(text)], [], [])] == ([form] if form else [])


def test_a_title_is_the_boards_and_not_a_graphs() -> None:
    body = 'curl -d \'{\n  "graphs": [\n    {"title": "inner"}\n  ],\n  "title": "Bees"\n}\' https://api.datadoghq.com/api/v1/dash'
    assert [script.title for script in shown_boards.find([code(body)], [], [])] == ["Bees"]
    (script,) = shown_boards.find([code("title = 'Hive'\napi.Dashboard.create(title=title)")], [], [])
    assert script.title == "Hive"


def test_a_linked_script_is_one_when_its_name_or_label_says_so() -> None:
    links = [Link("make_timeboard.py", "", HERE), Link("x.py", "the script", HERE), Link("check.py", "my check", HERE)]
    assert [script.call for script in shown_boards.find([], [], links)] == ["make_timeboard.py", "x.py"]


@pytest.mark.parametrize(
    ("text", "tags", "form"),
    [
        pytest.param("tags:\n  - a:b\n  - c", ("a:b", "c"), "list", id="list"),
        pytest.param("tags: a:b, c:d", ("a:b", "c:d"), "string", id="string"),
        pytest.param("tags:\n    a:b\n    c:d", ("a:b", "c:d"), "string", id="lines without hyphens"),
        pytest.param("Tags:\n-\t“a : b”", ("a : b",), "list", id="curly quotes and a capital"),
        pytest.param("-e DD_TAGS=a:b\\ c:d", ("a:b", "c:d"), "env", id="container"),
    ],
)
def test_tags_of_the_host(text: str, tags: tuple[str, ...], form: str) -> None:
    (found,) = shown_agent.find([code(text)]).tags
    assert (found.tags, found.form) == (tags, form)


def test_tags_of_an_instance_are_not_the_hosts() -> None:
    assert shown_agent.find([code("instances:\n  - server: x\n    tags:\n      - a:b")]).tags == ()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("instances:\n  - min_collection_interval: 45", "instance", id="instance"),
        pytest.param("init_config:\n  min_collection_interval: 45\ninstances: [{}]", "init_config", id="init_config"),
        pytest.param("min_collection_interval: 45\n\ninstances: [{}]", "top", id="top"),
        pytest.param("instances:\n-min_collection_interval: 45", "misspelt", id="no blank"),
        pytest.param("min_collection_interval: 45", "alone", id="alone"),
        pytest.param(
            "a: &a [1]\ninstances:\n  - x: *a\n    min_collection_interval: 45",
            "instance",
            id="aliases are not expanded",
        ),
    ],
)
def test_where_the_interval_stands(text: str, level: str) -> None:
    (found,) = shown_checks.find([code(text)], []).intervals
    assert (found.seconds, found.level) == (45, level)


def test_python_that_cannot_be_parsed_is_read_line_by_line() -> None:
    read = check_code.read(
        "class A(AgentCheck)\ndef check\n  self.gauge('my_metric', random.randint(0,1000))", first=10
    )
    assert read.broken
    assert [(value.name, value.low, value.high, value.line) for value in read.values] == [("my_metric", 0, 1000, 12)]


def test_prompts_around_code_are_left_out() -> None:
    code = (
        "from checks import AgentCheck\nclass A(AgentCheck):\n  def check(self, i):\n    self.gauge('my_metric', 1)\n"
    )
    text = f"maya@orchid:~$ cat bees.py\n{code}"
    read = check_code.read(text)
    assert (read.broken, [value.line for value in read.values]) == ("", [5])


def test_options_belong_to_the_monitor_on_their_line_when_there_are_several() -> None:
    one = "dog.monitor('x', 'avg(last_5m):avg:a{*} > 1', {'warning' => 5})"
    other = "dog.monitor('x', 'avg(last_5m):avg:b{*} > 2', {'thresholds' => {'warning' => 6}})"
    text = f"{one}\n{other}"
    queries = shown_queries.find([code(text)], [])
    found = shown_monitors.find([code(text)], [], queries).items
    assert [(monitor.warning, monitor.misplaced) for monitor in found] == [(5, True), (6, False)]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        pytest.param("q = 'avg:my_metric{host:%s}' % HOST", "avg:my_metric{host:orchid}", id="percent"),
        pytest.param(
            'q = f"avg:my_metric{{host:{HOST}}}.rollup(sum, 3600)"',
            "avg:my_metric{host:orchid}.rollup(sum, 3600)",
            id="f-string",
        ),
        pytest.param("q = 'avg:my_metric{host:' + HOST + '}'", "avg:my_metric{host:orchid}", id="plus"),
        pytest.param("q = 'avg:my_metric{{host:{}}}'.format(HOST)", "avg:my_metric{host:orchid}", id="format"),
        pytest.param("q = 'avg:my_metric{host:' + other() + '}'", "avg:my_metric{host:x}", id="a part nobody knows"),
    ],
)
def test_a_query_that_is_put_together_is_read_as_it_comes_out(text: str, query: str) -> None:
    found = shown_queries.find([code(f"HOST = 'orchid'\n{text}\n")], [])
    assert query in [each.text for each in found]


@pytest.mark.parametrize(
    "text", ['"q" => "avg:my_metric{host:#{host}}"', "avg:my_metric{host:'\"$HOST\"'}", "avg:my_metric{host:${HOST}}"]
)
def test_interpolation_of_ruby_and_shells_is_read(text: str) -> None:
    assert [each.text for each in shown_queries.find([code(text)], [])] == ["avg:my_metric{host:x}"]
