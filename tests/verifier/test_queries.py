"""What can be asked of metric queries, as written by people, dashboards and scripts."""

import pytest

from verifier.queries import (
    EVERYWHERE,
    AllOf,
    AnyOf,
    Filter,
    Leaf,
    Not,
    QueryError,
    Rollup,
    TemplateVariable,
    expand,
    filters,
    functions_around,
    is_everywhere,
    leaves,
    leaves_under,
    parse_formula,
    parse_metric_query,
    parse_scope,
    placements,
    render,
    restricted_to,
    variables,
    with_variables,
)


def only_leaf(text: str) -> Leaf:
    (leaf,) = leaves(parse_metric_query(text))
    return leaf


HOST_X = Filter("host", "web-1")


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("avg:my_metric{host:web-1}", Leaf("my_metric", "avg", HOST_X)),
        ("my_metric{*}", Leaf("my_metric", None, EVERYWHERE)),
        ("my_metric{}", Leaf("my_metric", None, EVERYWHERE)),
        ("avg:My_Metric{*}", Leaf("My_Metric", "avg", EVERYWHERE)),
        ("p95:trace.flask.request{*}", Leaf("trace.flask.request", "p95", EVERYWHERE)),
        ("p99.9:latency{*}", Leaf("latency", "p99.9", EVERYWHERE)),
        ("count:a/b-c.d{*}", Leaf("a/b-c.d", "count", EVERYWHERE)),
        (" avg : my_metric { host:web-1 }  by  { host } ", Leaf("my_metric", "avg", HOST_X, ("host",))),
        ("avg:my_metric{*}by{host,env}", Leaf("my_metric", "avg", EVERYWHERE, ("host", "env"))),
        ("avg:my_metric{*} by {}", Leaf("my_metric", "avg", EVERYWHERE)),
        ("sum:mongodb.mem.virtual{*}.as_count()", Leaf("mongodb.mem.virtual", "sum", EVERYWHERE)),
    ],
)
def test_a_leaf_is_read_as_written(text, leaf):
    assert only_leaf(text) == leaf


@pytest.mark.parametrize(
    ("inside", "scope"),
    [
        ("*", EVERYWHERE),
        ("*,host:web-1", HOST_X),
        ("host:web-1,env:prod", AllOf((HOST_X, Filter("env", "prod")))),
        ("host:web-1 AND env:prod", AllOf((HOST_X, Filter("env", "prod")))),
        ("host:web-1 and env:prod", AllOf((HOST_X, Filter("env", "prod")))),
        ("!host:web-1", Filter("host", "web-1", negated=True)),
        ("env:prod, !host:web-1", AllOf((Filter("env", "prod"), Filter("host", "web-1", negated=True)))),
        ("NOT host:web-1", Filter("host", "web-1", negated=True)),
        ("web,env:prod", AllOf((Filter("", "web"), Filter("env", "prod")))),
        ("role:database:mongodb", Filter("role", "database:mongodb")),
        ('host:"web 1"', Filter("host", "web 1")),
        ("host:'web 1'", Filter("host", "web 1")),
        ("env:(a OR b)", AnyOf((Filter("env", "a"), Filter("env", "b")))),
        ('env:("a b" OR c)', AnyOf((Filter("env", "a b"), Filter("env", "c")))),
        ("host IN (a, b)", AnyOf((Filter("host", "a"), Filter("host", "b")))),
        ("host in (a)", Filter("host", "a")),
        ("host NOT IN (a,b)", Not(AnyOf((Filter("host", "a"), Filter("host", "b"))))),
        ("a:b OR c:d AND e:f", AnyOf((Filter("a", "b"), AllOf((Filter("c", "d"), Filter("e", "f")))))),
        ("(a:b OR c:d) AND e:f", AllOf((AnyOf((Filter("a", "b"), Filter("c", "d"))), Filter("e", "f")))),
        ("NOT (a:b OR c:d)", Not(AnyOf((Filter("a", "b"), Filter("c", "d"))))),
        ("$host", Filter("", "$host")),
        ("host:$host.value", Filter("host", "$host.value")),
        ("device:/dev/loop*", Filter("device", "/dev/loop*")),
        ("a:b OR *", EVERYWHERE),
    ],
)
def test_a_scope_has_one_normal_form(inside, scope):
    assert only_leaf(f"my_metric{{{inside}}}").scope == scope
    assert parse_scope(inside) == scope


@pytest.mark.parametrize(
    ("inside", "hosts"),
    [
        ("host:a", {"a"}),
        ("host:a,env:b", {"a"}),
        ("host:a OR host:b", {"a", "b"}),
        ("host:(a OR b) AND host:b", {"b"}),
        ("host:web-*", {"web-*"}),
        ("$host", None),
        ("host:a OR env:b", None),
        ("!host:a", None),
        ("NOT (host:a OR host:b)", None),
        ("hostname:a", None),
        ("*", None),
    ],
)
def test_a_scope_tells_which_hosts_it_is_restricted_to(inside, hosts):
    assert restricted_to(parse_scope(inside), "host") == hosts


def test_filters_of_a_scope_count_the_negations_around_them():
    scope = parse_scope("a:b AND NOT (c:d OR NOT e:f)")
    assert filters(scope) == (Filter("a", "b"), Filter("c", "d", True), Filter("e", "f", False))


def test_everywhere_is_only_a_star():
    assert is_everywhere(parse_scope("*"))
    assert not is_everywhere(parse_scope("NOT *"))
    assert not is_everywhere(parse_scope("$host"))


def test_template_variables_are_named_without_dollar():
    assert variables(parse_scope("$host,env:$env.value,role:db")) == {"host", "env"}


@pytest.mark.parametrize(
    ("text", "functions", "rollups"),
    [
        ("avg:my_metric{*}", (), ()),
        ("avg:my_metric{*}.rollup(sum, 3600)", ("rollup",), (Rollup("sum", 3600),)),
        ("avg:my_metric{*}.rollup(sum,3600)", ("rollup",), (Rollup("sum", 3600),)),
        ("my_metric{*} . rollup ( 'sum' , 3600 )", ("rollup",), (Rollup("sum", 3600),)),
        ('sum:my_metric{*}.rollup("sum", 3600)', ("rollup",), (Rollup("sum", 3600),)),
        ("my_metric{*}.rollup(3600)", ("rollup",), (Rollup(None, 3600),)),
        ("my_metric{*}.rollup(sum)", ("rollup",), (Rollup("sum", None),)),
        ("my_metric{*}.rollup()", ("rollup",), (Rollup(None, None),)),
        ("my_metric{*}.rollup(sum, 3600.5)", ("rollup",), (Rollup("sum", None),)),
        ("my_metric{*}.rollup(sum, '3600')", ("rollup",), (Rollup("sum", None),)),
        ("my_metric{*} by {host}.as_count().rollup(avg, 60)", ("as_count", "rollup"), (Rollup("avg", 60),)),
        ("my_metric{*}.rollup(avg, 60).rollup(sum, 3600)", ("rollup",) * 2, (Rollup("avg", 60), Rollup("sum", 3600))),
        ("cumsum(my_metric{*})", ("cumsum",), ()),
        ("anomalies(avg:mysql.x{host:y}, 'basic', 2)", ("anomalies",), ()),
        ('anomalies(mongodb.y{*}, "agile", 2, direction=both, interval=60)', ("anomalies",), ()),
        ("top(abs(my_metric{*} by {host}), 10, 'mean', 'desc')", ("abs", "top"), ()),
        ("(my_metric{*} * 2).rollup(sum, 3600)", ("rollup",), (Rollup("sum", 3600),)),
        ("100 * -abs(my_metric{*}.fill(null)) / 1e3", ("fill", "abs"), ()),
        ("count_nonzero(my_metric{*})", ("count_nonzero",), ()),
        ("timeshift(my_metric{*}, -3600)", ("timeshift",), ()),
        ("rollup(my_metric{*}, sum, 3600)", ("rollup",), (Rollup("sum", 3600),)),
    ],
)
def test_functions_and_rollups_around_a_leaf_are_seen(text, functions, rollups):
    (placement,) = placements(parse_metric_query(text))
    assert placement.functions == functions
    assert placement.rollups == rollups


def test_a_function_around_one_leaf_is_not_around_its_neighbour():
    query = parse_metric_query("anomalies(avg:mysql.x{*}, 'basic', 2) + my_metric{*}, my_metric{*}.rollup(sum, 3600)")
    assert [leaf.metric for leaf in leaves(query)] == ["mysql.x", "my_metric", "my_metric"]
    assert [leaf.metric for leaf in leaves_under(query, "anomalies")] == ["mysql.x"]
    assert functions_around(query, only_leaf("my_metric{*}")) == ((), ("rollup",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "42",
        "my_metric",
        "avg:my_metric",
        "avg:my_metric{*",
        "avg:my_metric{host:}",
        "avg:my_metric{host:a b}",
        "average:my_metric{*}",
        "avg:my_metric{env:a AND !host:b}",
        "avg:my_metric{env:a,host:b OR host:c}",
        "avg:my_metric{*} by host",
        "avg:my_metric{*} > 800",
        "avg:my_metric{*}..rollup(sum, 3600)",
        "avg:my_metric{*}.rollup(sum, 3600",
        "avg:my_metric{*}.rollup(sum, 1h)",
        "avg:my_metric{*} avg:my_metric{*}",
        "avg:my_metric{*},",
        "avg:my metric{*}",
        "anomalies(avg:mysql.x{*}, basic, 2)",
        "anomalies('basic', 2)",
        "anomalies(avg:mysql.x{*}, 'basic, 2)",
        "anomalies(my_metric{*}, 'basic', mysql.x{*})",
        "my_metric{*}.rollup(mysql.x{*})",
        "my_metric{*} + " + "9" * 50,
        "my_metric{*} * 1e999",
        "événement{*}",
        "\x00\ud800",
    ],
)
def test_what_datadog_would_refuse_is_refused_with_a_sentence(text):
    with pytest.raises(QueryError) as refusal:
        parse_metric_query(text)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("anomalies(avg:mysql.x{*}, basic, 2)", "“basic” is neither in quotes"),
        ("avg:my_metric{env:a AND !host:b}", "commas and ! can't be mixed"),
        ("avg:my_metric{*", "ends before it is complete"),
        ("avg:my_metric", "has no scope in braces"),
        ("avg:my_metric, x{*}", "has no scope in braces"),
        ("average:my_metric{*}", "“average” is no way to combine hosts"),
        ("avg:my_metric{*} > 800", "from character 18 on: “> 800”"),
    ],
)
def test_a_refusal_says_what_is_wrong(text, part):
    with pytest.raises(QueryError, match=part.replace("(", r"\(")):
        parse_metric_query(text)


@pytest.mark.parametrize(
    ("formula", "queries", "expanded"),
    [
        ("query1", {"query1": "avg:my_metric{*}"}, "avg:my_metric{*}"),
        ("a - b", {"a": "x{*}", "b": "y{*}"}, "x{*} - y{*}"),
        ("a-b", {"a": "x{*}", "b": "y{*}", "c": "not even a query"}, "x{*} - y{*}"),
        ("anomalies(query1, 'basic', 2)", {"query1": "mysql.x{*}"}, 'anomalies(mysql.x{*}, "basic", 2)'),
        ("a.rollup(sum, 3600)", {"a": "my_metric{*}"}, "my_metric{*}.rollup(sum, 3600)"),
        ("sum.rollup(sum, 3600)", {"sum": "my_metric{*}"}, "my_metric{*}.rollup(sum, 3600)"),
        ("-a * 2", {"a": "x{*}/2"}, "-(x{*}/2) * 2"),
    ],
)
def test_a_formula_is_expanded_into_one_query(formula, queries, expanded):
    assert expand(formula, queries) == parse_metric_query(expanded)
    assert expand(parse_formula(formula), queries) == parse_metric_query(expanded)


@pytest.mark.parametrize(
    ("formula", "queries", "sentence"),
    [
        ("a + b", {"a": "x{*}"}, "no query is called that"),
        ("a", {"a": "x{*}, y{*}"}, "holds several queries"),
        ("a", {"a": "x{"}, "ends before it is complete"),
        ("a + x{*}", {"a": "x{*}"}, "holds a query of its own"),
        ("anomalies(a, basic, 2)", {"a": "x{*}"}, "no query is called that"),
        ("", {}, "is empty"),
        (f"f({'a, ' * 200}a)", {"a": f"f({'x{*}, ' * 50}x{{*}})"}, "too many parts"),
        ("+".join(["a"] * 30), {"a": "+".join(["x{*}"] * 30)}, "nested too deeply"),
    ],
)
def test_a_formula_that_cannot_be_expanded_says_why(formula, queries, sentence):
    with pytest.raises(QueryError, match=sentence):
        expand(formula, queries)


@pytest.mark.parametrize(
    ("inside", "variable", "expected"),
    [
        ("$host", TemplateVariable("host", ("web-1",)), "host:web-1"),
        ("$host", TemplateVariable("host", ("host:web-1",)), "host:web-1"),
        ("$host", TemplateVariable("host", ("a", "b")), "host:a OR host:b"),
        ("$host", TemplateVariable("host", ("*",)), "*"),
        ("$host", TemplateVariable("host", ()), "*"),
        ("$host,env:prod", TemplateVariable("host", ("*",)), "env:prod"),
        ("host:$host.value", TemplateVariable("server", ("web-1",)), "host:web-1"),
        ("!$host", TemplateVariable("host", ("web-1",)), "!host:web-1"),
        ("$other", TemplateVariable("host", ("web-1",)), "$other"),
    ],
)
def test_template_variables_stand_for_their_defaults(inside, variable, expected):
    query = parse_metric_query(f"abs(my_metric{{{inside}}}).rollup(sum, 60)")
    wanted = parse_metric_query(f"abs(my_metric{{{expected}}}).rollup(sum, 60)")
    assert with_variables(query, {"host": variable}) == wanted


def test_a_query_is_shown_in_one_spelling():
    written = "anomalies( avg:mysql.x{host:a,!env:b} by{host}, 'basic',2.0 ) - -1 "
    assert render(parse_metric_query(written)) == (
        'anomalies(avg:mysql.x{host:a AND NOT env:b} by {host}, "basic", 2) - -1'
    )
