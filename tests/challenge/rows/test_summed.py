"""What the work list counts, of rows and decisions alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from challenge.rows.decided import Decided, OwnRule
from challenge.rows.summed import Said, Stands, Summed, summed

AT = datetime(2030, 1, 5, 12, tzinfo=UTC)
ROWS = (
    Stands("a", "pass"),
    Stands("b", "claimed", pictured=True),
    Stands("c", "disagree", pictured=True),
    Stands("d", "unknown"),
    Stands("e", "review", pictured=True, by_person=True),
    Stands("f", "fail"),
)


def count(found: Summed) -> tuple[int, ...]:
    return found.proved, found.needs, found.differ, found.claimed, found.unknown, found.pictures


def test_rows_that_only_a_person_can_settle_are_counted_by_why() -> None:
    assert count(summed(ROWS, {})) == (1, 4, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("key", "counted"),
    [
        ("b", (1, 3, 1, 0, 1, 0)),
        ("c", (1, 3, 0, 1, 1, 1)),
        ("d", (1, 3, 1, 1, 0, 1)),
        ("e", (1, 3, 1, 1, 1, 1)),
        ("f", (1, 4, 1, 1, 1, 1)),
    ],
)
def test_a_decided_row_needs_nobody(key: str, counted: tuple[int, ...]) -> None:
    assert count(summed(ROWS, {key: Decided(1, key, "confirm", 7)})) == counted


def test_a_row_that_reviewers_decided_differently_needs_somebody_whatever_it_stands_at() -> None:
    assert summed(ROWS, {}, disputed={"f", "c", "not-asked"}).needs == 5


@pytest.mark.parametrize(
    ("said", "open_"),
    [
        ([], 0),
        ([Said("a", True)], 1),
        ([Said("a", True), Said("a", False)], 0),
        ([Said("a", True), Said("b", False), Said("a", True)], 1),
        ([Said("a", True), Said("b", True)], 2),
    ],
)
def test_a_question_is_open_while_the_candidate_had_the_last_word(said: list[Said], open_: int) -> None:
    assert summed(ROWS, {}, said=said).questions == open_


def test_it_waits_from_the_hand_in_until_it_is_graded() -> None:
    assert summed(ROWS, {}).waiting_since is None
    assert summed(ROWS, {}, handed_in_at=AT).waiting_since == AT
    assert summed(ROWS, {}, handed_in_at=AT, graded_at=AT).waiting_since is None


def test_what_is_decided_for_everybody_needs_nobody() -> None:
    assert count(summed(ROWS, {}, excused={"c", "f"})) == (1, 3, 0, 1, 1, 1)
    rule = OwnRule("unknown", "pass", "The network was down.")
    assert count(summed(ROWS, {}, rules={"d": rule, "b": rule})) == (1, 3, 1, 1, 0, 1)
