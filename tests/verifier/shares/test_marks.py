from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verifier.shares.accounts import A, B, board, downtime, host, monitor
from verifier.facts.account import TemplateVariable
from verifier.shares import marks

TAGS = frozenset({A, B})


@pytest.mark.parametrize(
    "text",
    [A, A.upper(), f"see {A}.", f"({A})", f"{A},env:x", f"- {A}: ours", f"https://x/{A}"],
)
def test_a_tag_is_found_as_a_whole_word(text: str) -> None:
    assert marks.in_texts([text], TAGS) == {A}


@pytest.mark.parametrize("text", ["", "proof:", f"{A}b", f"my{A}", f"{A}-2", f"{A}.x", "proof:*", "aaaaaa"])
def test_what_only_looks_like_a_tag_is_none(text: str) -> None:
    assert marks.in_texts([text], TAGS) == frozenset()


@pytest.mark.parametrize(
    ("query", "carried"),
    [
        (f"avg:my_metric{{{A}}}", {A}),
        (f"avg:my_metric{{host:x,{A}}} by {{host}}.rollup(sum, 3600)", {A}),
        (f"anomalies(avg:mysql.net.connections{{{A} OR {B}}}, 'basic', 2)", {A, B}),
        (f"avg(last_5m):avg:my_metric{{{A}}} by {{host}} > 800", {A}),
        (f"avg:my_metric{{!{B},{A}}}", {A}),
        (f"avg:my_metric{{!{B}}}", set()),
        ("avg:my_metric{*} by {proof}", set()),
        (f"logs(\"{A}\").index('*').rollup('count') > 3", {A}),
    ],
)
def test_a_query_carries_what_it_is_cut_down_to(query: str, carried: set[str]) -> None:
    assert marks.in_queries([query], TAGS) == carried


def test_a_host_carries_what_its_agent_says_and_nothing_that_was_typed() -> None:
    assert marks.of_host(host("x", A, source="Users"), TAGS) == set()
    assert marks.anywhere_on(host("x", A, source="Users"), TAGS) == {A}
    typed = replace(host("x", A), tags=(("Users", (B,)), ("Datadog", (A, "env:trial"))))
    assert marks.of_host(typed, TAGS) == {A}
    assert marks.of_host(replace(typed, tags=(("Datadog", ("env:trial",)), ("Users", (A, B)))), TAGS) == set()
    assert marks.of_host(host("x", A, B), TAGS) == {A, B}


def test_a_board_carries_what_its_words_its_queries_and_its_variables_say() -> None:
    assert marks.of_board(board("1", title=A), TAGS) == {A}
    assert marks.of_board(board("1", description=f"of {A}"), TAGS) == {A}
    assert marks.of_board(board("1", queries=(f"avg:my_metric{{{A}}}",)), TAGS) == {A}
    with_variable = replace(board("1"), variables=(TemplateVariable("proof", "proof", "aaaaaa", ("aaaaaa",)),))
    assert marks.of_board(with_variable, TAGS) == {A}


def test_a_monitor_carries_its_tags_and_words_and_scope() -> None:
    assert marks.of_monitor(monitor(1, A), TAGS) == {A}
    assert marks.of_monitor(monitor(1, message=f"{B} @ada"), TAGS) == {B}
    assert marks.of_monitor(monitor(1, A, query=f"avg(last_5m):avg:m{{{B}}} > 1"), TAGS) == {A, B}


def test_a_downtime_carries_its_scope_and_the_tags_it_aims_by() -> None:
    assert marks.of_downtime(downtime("d", scope=A), TAGS) == {A}
    assert marks.of_downtime(downtime("d", tags=(B,)), TAGS) == {B}
    assert marks.of_downtime(downtime("d", message=f"night of {A}"), TAGS) == {A}
    assert marks.of_downtime(downtime("d", scope=f"!{B}"), TAGS) == frozenset()
