"""What a row counts as with the decisions on it."""

from __future__ import annotations

import pytest

from challenge.rows.decided import Decided, OwnRule, agreed, grade, in_force, repeated, worth_here


def said(id_: int, kind: str, reviewer: int = 1, step: str = "a", **more: object) -> Decided:
    return Decided(id_, step, kind, reviewer, **more)


def test_the_newest_that_nobody_took_back_is_in_force() -> None:
    first, second = said(1, "confirm"), said(2, "reject")
    assert in_force([second, first])["a"] is second
    assert in_force([first, second, said(3, "undo", undoes=2)])["a"] is first
    assert in_force([first, said(3, "undo", undoes=1)]) == {}


@pytest.mark.parametrize(
    ("verdict", "decision", "counts", "points", "most", "needs"),
    [
        pytest.param("pass", None, "pass", 2, 2, False, id="proved needs nobody"),
        pytest.param("fail", None, "fail", 0, 2, False, id="not as asked stands"),
        pytest.param("claimed", None, "claimed", 2, 2, True, id="a claim needs a person"),
        pytest.param("review", None, "review", 0, 2, True, id="words need a person"),
        pytest.param("unknown", None, "unknown", 0, 2, True, id="what could not be looked at needs a person"),
        pytest.param("review", said(1, "confirm"), "pass", 2, 2, False, id="confirmed words earn"),
        pytest.param("claimed", said(1, "reject"), "fail", 0, 2, False, id="a claim that is not shown earns nothing"),
        pytest.param("claimed", said(1, "leave"), "claimed", 2, 2, False, id="left as it is"),
        pytest.param("fail", said(1, "override", verdict="pass"), "pass", 2, 2, False, id="decided otherwise"),
        pytest.param("pass", said(1, "override", verdict="unknown"), "unknown", 0, 2, False, id="open after all"),
        pytest.param("absent", said(1, "excuse"), "absent", 0, 0, False, id="excused counts neither way"),
    ],
)
def test_a_row_counts_as(
    verdict: str, decision: Decided | None, counts: str, points: float, most: float, needs: bool
) -> None:
    earned = 2 if verdict in ("pass", "claimed") else 0
    got = grade(verdict, earned, 2, decision)
    assert (got.verdict, got.points, got.max, got.needs_person) == (counts, points, most, needs)


def test_a_decision_upon_another_verdict_is_outdated_and_holds() -> None:
    got = grade("fail", 0, 1, said(1, "confirm", upon="claimed"))
    assert (got.verdict, got.outdated) == ("pass", True)


def test_of_two_passes_nothing_counts_before_both_are_finished() -> None:
    assert agreed([said(1, "confirm"), said(2, "confirm", 2)], [1], 2) == ({}, frozenset())


def test_of_two_passes_what_both_say_holds_and_the_rest_differs() -> None:
    history = [
        said(1, "confirm", 1, "both"),
        said(2, "confirm", 2, "both"),
        said(3, "confirm", 1, "split"),
        said(4, "reject", 2, "split"),
        said(5, "confirm", 1, "one"),
    ]
    holds, differ = agreed(history, [1, 2], 2)
    assert set(holds) == {"both"} and differ == {"split", "one"}


def test_who_finishes_after_the_two_opens_nothing_that_they_agreed_on() -> None:
    history = [said(1, "confirm", 1), said(2, "confirm", 2), said(3, "reject", 3)]
    holds, differ = agreed(history, [2, 1, 3], 2)
    assert holds["a"].kind == "confirm" and differ == frozenset()


def test_who_settles_a_row_decides_it() -> None:
    history = [said(1, "confirm", 1), said(2, "reject", 2), said(3, "reject", 1, settles=True)]
    holds, differ = agreed(history, [1, 2], 2)
    assert holds["a"].kind == "reject" and differ == frozenset()


def test_a_cohort_may_have_points_of_its_own() -> None:
    assert (worth_here({}, "a", 1), worth_here({"a": 0}, "a", 1), worth_here({"a": 2.5}, "a", 1)) == (1, 0, 2.5)


FINE = OwnRule("fail", "pass", "Everybody was told so.")


@pytest.mark.parametrize(
    ("verdict", "decision", "counts", "points", "needs", "by_rule"),
    [
        pytest.param("fail", None, "pass", 2, False, True, id="what it is about counts by it"),
        pytest.param("absent", None, "absent", 0, False, False, id="anything else stands"),
        pytest.param("fail", said(1, "reject", upon="fail"), "fail", 0, False, False, id="a person outranks it"),
        pytest.param("fail", said(1, "leave", upon="fail"), "fail", 0, False, False, id="left as it is, too"),
    ],
)
def test_a_cohorts_own_rule_stands_beside_the_verdict(
    verdict: str, decision: Decided | None, counts: str, points: float, needs: bool, by_rule: bool
) -> None:
    got = grade(verdict, 0, 2, decision, FINE)
    assert (got.verdict, got.points, got.needs_person, got.rule == FINE) == (counts, points, needs, by_rule)


def test_a_rule_may_settle_a_row_for_good_or_ask_for_a_person() -> None:
    assert not grade("unknown", 0, 1, None, OwnRule("unknown", "pass", "")).needs_person
    assert grade("fail", 0, 1, None, OwnRule("fail", "review", "")).needs_person


def test_a_rule_helps_where_nobody_can_lose_by_it() -> None:
    assert FINE.helps and not OwnRule("claimed", "fail", "").helps


def override(id_: int, verdict: str = "pass", upon: str = "fail", step: str = "a", reviewer: int = 1) -> Decided:
    return said(id_, "override", reviewer, step, verdict=verdict, upon=upon, reason=f"Because {id_}.")


def test_the_third_equal_override_offers_a_rule_whoever_took_it() -> None:
    two = [(1, override(1)), (2, override(2, reviewer=2))]
    assert repeated(two, {}) == {}
    assert repeated([*two, (3, override(3))], {}) == {"a": OwnRule("fail", "pass", "Because 3.")}


def test_another_row_another_word_or_the_same_work_is_no_third() -> None:
    two = [(1, override(1)), (2, override(2))]
    for other in ((3, override(3, step="b")), (3, override(3, verdict="claimed")), (2, override(3))):
        assert repeated([*two, other], {}) == {}
    assert repeated([*two, (3, said(3, "confirm", step="a"))], {}) == {}


def test_what_the_rows_stood_at_most_often_is_what_the_rule_is_about() -> None:
    four = [(1, override(1)), (2, override(2, upon="absent")), (3, override(3)), (4, override(4))]
    assert repeated(four, {})["a"].upon == "fail"


def test_what_is_a_rule_already_is_not_offered_again() -> None:
    three = [(number, override(number)) for number in (1, 2, 3)]
    assert repeated(three, {"a": FINE}) == {}
    assert "a" in repeated(three, {"a": OwnRule("absent", "pass", "")})


@pytest.mark.parametrize(
    ("verdict", "points", "kind", "left"),
    [
        ("pass", 2, "", (2, 2, False)),
        ("fail", 0.5, "", (0.5, 2, False)),
        ("fail", 0, "", (0, 0, True)),
        ("disagree", 0, "", (0, 0, True)),
        ("", 0, "", (0, 0, True)),
        ("fail", 0, "confirm", (2, 2, False)),
        ("claimed", 2, "reject", (0, 0, True)),
        ("pass", 2, "excuse", (0, 0, True)),
    ],
)
def test_a_row_that_is_excused_for_everybody_lowers_nobody(
    verdict: str, points: float, kind: str, left: tuple[float, float, bool]
) -> None:
    decision = Decided(1, "a", kind, 7, upon=verdict) if kind else None
    before = grade(verdict, points, 2, decision)
    after = grade(verdict, points, 2, decision, excused=True)
    assert (after.points, after.max, after.excused) == left
    assert after.verdict == before.verdict and not after.needs_person
    assert after.points == before.points and after.max <= before.max
