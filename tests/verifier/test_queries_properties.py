"""What holds for every query and every text: reading undoes writing, and hostile text stays cheap."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.queries import (
    EVERYWHERE,
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Change,
    Filter,
    Formula,
    Leaf,
    MetricQuery,
    MonitorQuery,
    Name,
    Negation,
    Not,
    Number,
    Option,
    QueryError,
    Scope,
    Text,
    expand,
    leaves,
    parse_formula,
    parse_metric_query,
    parse_monitor_query,
    parse_scope,
    render,
    render_scope,
    restricted_to,
)
from verifier.queries.scopes import all_of, any_of, negate

TOKENS = (
    *("avg", "a", "rollup", "last_5m", "by", "NOT", "AND", "OR", "IN", "x:y", "x:", "$h", "5", "1e3"),
    *(":", "{", "}", "(", ")", ",", ".", "*", "-", "+", "/", ">", "=", "!", "'", '"', " "),
)
DOORS = (parse_metric_query, parse_formula, parse_monitor_query, parse_scope)

words = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
metrics = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}(\.[a-z0-9_]{1,5}){0,2}", fullmatch=True)
keys = st.sampled_from(["host", "env"]) | st.from_regex(r"[a-z@][a-z0-9_.@-]{0,5}", fullmatch=True)
values = st.one_of(
    st.sampled_from(["a", "b"]),
    st.from_regex(r"[A-Za-z0-9$/*][A-Za-z0-9_./:*-]{0,8}", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_characters="\"'"), min_size=1, max_size=8),
)
filters = st.one_of(
    st.builds(Filter, keys, values, st.booleans()),
    st.builds(Filter, st.just(""), st.from_regex(r"\$[a-z]{1,6}", fullmatch=True)),
)
scopes = st.recursive(
    st.just(EVERYWHERE) | filters,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(negate),
    ),
    max_leaves=8,
)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32).map(Number)
texts = st.text(st.characters(exclude_characters='"', codec="utf-8"), max_size=8).map(Text)
leaf_nodes = st.builds(
    Leaf,
    metrics,
    st.sampled_from([None, "avg", "sum", "min", "max", "p95"]),
    scopes,
    st.lists(keys, max_size=2).map(tuple),
)
setting_nodes = st.one_of(numbers, texts, st.builds(Option, words, numbers | texts | words.map(Name)))


def over(ends: st.SearchStrategy) -> st.SearchStrategy:
    """Trees over these ends, each with at least one of them on its left side."""
    return st.recursive(
        ends,
        lambda inner: st.one_of(
            st.builds(Negation, inner),
            st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner | numbers),
            st.builds(
                lambda name, subject, rest: Call(name, (subject, *rest)),
                words,
                inner,
                st.lists(setting_nodes, max_size=3),
            ),
            st.builds(
                lambda name, subject, rest: Call(name, (subject, *rest), chained=True),
                words,
                inner,
                st.lists(setting_nodes | words.map(Name), max_size=3),
            ),
        ),
        max_leaves=6,
    )


queries = st.lists(over(leaf_nodes), min_size=1, max_size=2).map(lambda found: MetricQuery(tuple(found)))
formulas = over(words.map(Name)).map(Formula)
monitors = st.builds(
    lambda aggregator, change, query, comparator, threshold: MonitorQuery(
        "change" if change else aggregator, "last_5m", 300, MetricQuery((query,)), comparator, threshold.value, change
    ),
    st.sampled_from(["avg", "sum", "min", "max"]),
    st.none() | st.just(Change("avg", "last_1h", 3600)),
    over(leaf_nodes),
    st.sampled_from([">", ">=", "<", "<="]),
    numbers,
)


@given(queries)
def test_reading_undoes_writing_a_query(query):
    assert parse_metric_query(render(query)) == query


@given(formulas)
def test_reading_undoes_writing_a_formula(formula):
    assert parse_formula(render(formula)) == formula


@given(monitors)
def test_reading_undoes_writing_a_monitor(monitor):
    assert parse_monitor_query(render(monitor)) == monitor


@given(scopes)
def test_reading_undoes_writing_a_scope(scope):
    assert parse_scope(render_scope(scope)) == scope


@given(scopes, st.dictionaries(keys, values, max_size=3))
def test_what_a_scope_lets_through_has_one_of_the_values_it_is_restricted_to(scope, tags):
    for key in tags:
        allowed = restricted_to(scope, key)
        assert allowed is None or not _lets_through(scope, tags) or tags[key] in allowed


def _lets_through(scope: Scope, tags: dict[str, str]) -> bool:
    """The plain meaning of a scope, wildcards and variables taken literally."""
    match scope:
        case Filter():
            return (tags.get(scope.key) == scope.value) != scope.negated
        case AllOf():
            return all(_lets_through(term, tags) for term in scope.terms)
        case AnyOf():
            return any(_lets_through(term, tags) for term in scope.terms)
        case Not():
            return not _lets_through(scope.term, tags)


@given(st.sampled_from(DOORS), st.text())
def test_no_text_raises_anything_but_a_query_error(door, text):
    _read(door, text)


@settings(max_examples=300)
@given(st.sampled_from(DOORS), st.lists(st.sampled_from(TOKENS), max_size=25))
def test_no_heap_of_tokens_raises_anything_but_a_query_error(door, tokens):
    _read(door, "".join(tokens))


def _read(door: Callable[[str], object], text: str) -> bool:
    try:
        door(text)
    except QueryError as error:
        assert str(error).isprintable()
        return False
    return True


def _steps(door: Callable[[str], object], text: str) -> int:
    """How many calls, of Python and of C, reading takes: a measure of work that no busy machine changes."""
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        _read(door, text)
    finally:
        sys.setprofile(None)
    return steps


HOSTILE = {
    "brackets": lambda n: "(" * n,
    "closed brackets": lambda n: "(" * 90 + "a{*}" + ")" * 90 + "+a{*}" * (n // 5 - 40),
    "sums": lambda n: "a{*}" + "+a{*}" * (n // 5),
    "minuses": lambda n: "-" * n + "a{*}",
    "chains": lambda n: "a{*}" + ".f()" * (n // 4),
    "arguments": lambda n: "f(" + "a{*}," * (n // 5) + "a{*})",
    "slashes": lambda n: "a/" * (n // 2),
    "colons": lambda n: "m{" + "a:" * (n // 2) + "}",
    "tags": lambda n: "m{a:b" + ",a:b" * (n // 4) + "}",
    "nots": lambda n: "m{" + "NOT " * (n // 4) + "a:b}",
    "groups": lambda n: "m{" + "NOT (a:b AND " * (n // 30) + "a:b" + ")" * (n // 30) + "}",
    "ors": lambda n: "m{a:b" + " OR a:b" * (n // 7) + "}",
    "quotes": lambda n: '"' * n,
    "open string": lambda n: "f(a{*},'" + "x" * n,
    "blanks": lambda n: " " * n + "a",
    "digits": lambda n: "9" * n,
    "braces": lambda n: "a{" * (n // 2),
}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("shape", HOSTILE)
def test_twice_the_hostile_text_takes_no_more_than_about_twice_the_steps(door, shape):
    _read(door, "warm{*}")
    small, large = (_steps(door, HOSTILE[shape](n)) for n in (2_400, 4_800))
    assert large <= 2.3 * small + 500


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_text_beyond_the_cap_is_not_even_looked_at(door):
    assert _steps(door, "a" * 1_000_000) < 100


def test_a_formula_cannot_multiply_a_query_without_end():
    with pytest.raises(QueryError):
        expand("f(" + ",".join(["a"] * 4_000) + ")", {"a": "f(" + ",".join(["x{*}"] * 1_500) + ")"})


def test_the_deepest_tree_that_is_read_can_be_walked():
    query = parse_metric_query("f(" * 39 + "a{*}" + ")" * 39)
    assert len(leaves(query)) == 1
    assert parse_metric_query(render(query)) == query
