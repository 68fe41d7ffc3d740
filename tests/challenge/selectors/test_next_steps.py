from __future__ import annotations

from typing import Any

import pytest

from challenge.selectors.next_steps import Row, next_steps, still_to_do, unblocks


def row(key: str, verdict: str, **more: Any) -> Row:
    return Row(key=key, verdict=verdict, **{"open": 1, "required": True, **more})


def told(*rows: Row) -> list[tuple[str, ...]]:
    return [group.keys for group in next_steps(rows)]


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ([row("a", "fail"), row("b", "fail", unblocks=2)], [("b",), ("a",)]),
        ([row("a", "fail"), row("b", "fail", open=2)], [("b",), ("a",)]),
        ([row("a", "fail", open=3), row("b", "fail", unblocks=1)], [("b",), ("a",)]),
        ([row("a", "fail"), row("b", "fail")], [("a",), ("b",)]),
        ([row("a", "absent"), row("b", "wait"), row("c", "unknown"), row("d", "fail")], [("d",), ("c",), ("b",), ("a",)]),
        ([row("a", "absent"), row("b", "disagree")], [("b",), ("a",)]),
        ([row("a", "fail", required=False), row("b", "absent")], [("b",), ("a",)]),
        ([row("a", "pass"), row("b", "claimed"), row("c", "review"), row("d", "blocked"), row("e", "")], []),
        ([row("a", "absent", by_person=True)], []),
        ([], []),
    ],
    ids=[
        "what unblocks", "points", "unblocking before points", "the challenge's order", "kinds", "sources that differ",
        "bonus last", "nothing to do", "a person's", "nothing",
    ],
)  # fmt: skip
def test_the_order(rows: list[Row], order: list[tuple[str, ...]]) -> None:
    assert told(*rows) == order


def test_what_could_not_be_looked_at_for_one_reason_is_one_line() -> None:
    lacks = {"source": "account", "reason": "The application key lacks monitors_read."}
    rows = [row(f"m{number}", "unknown", **lacks) for number in range(7)]
    other = row("h", "unknown", source="host", reason="It did not answer.")
    assert told(*rows[:3], other, *rows[3:]) == [tuple(r.key for r in rows), ("h",)]


def test_a_bonus_row_is_in_a_line_of_its_own_behind_what_is_required() -> None:
    lacks = {"source": "account", "reason": "No answer."}
    assert told(row("b", "unknown", required=False, **lacks), row("a", "unknown", **lacks)) == [("a",), ("b",)]


def test_there_are_at_most_five_lines_and_three_of_a_kind() -> None:
    fails = [row(f"f{number}", "fail") for number in range(9)]
    absent = [row(f"n{number}", "absent") for number in range(9)]
    assert told(*fails) == [("f0",), ("f1",), ("f2",)]
    assert told(*fails, *absent) == [("f0",), ("f1",), ("f2",), ("n0",), ("n1",)]


def test_what_costs_nothing_fills_up_to_three_lines() -> None:
    optional = [row(f"o{number}", "fail", required=False) for number in range(3)]
    assert told(row("a", "fail"), *optional) == [("a",), ("o0",), ("o1",)]
    assert told(*[row(f"n{number}", "absent") for number in range(3)], *optional) == [("n0",), ("n1",), ("n2",)]


def test_what_is_left_to_do_is_counted() -> None:
    assert still_to_do([row("a", "fail"), row("b", "pass"), row("c", "absent", by_person=True)]) == 1


def test_a_row_unblocks_those_that_need_it_through_others_too() -> None:
    needs = {"b": ["a"], "c": ["b"], "d": ["c", "a"], "e": []}
    assert unblocks(needs, {"b", "c", "d", "e"}) == {"a": 3, "b": 2, "c": 1}
    assert unblocks(needs, {"e"}) == {}
    assert unblocks({"a": ["b"], "b": ["a"]}, {"a", "b"}) == {"a": 1, "b": 1}
