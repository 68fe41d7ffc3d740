"""Figures of agreement, against values that were worked out by hand."""

from __future__ import annotations

import pytest

from challenge.grading.agreement import Agreement, agreement, kappa


def pairs(both_a: int, a_then_b: int, b_then_a: int, both_b: int) -> list[tuple[str, str]]:
    return [("a", "a")] * both_a + [("a", "b")] * a_then_b + [("b", "a")] * b_then_a + [("b", "b")] * both_b


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ((20, 5, 10, 15), 0.4),  # po 35/50; pe (25·30 + 25·20)/2500 = 0.5; 0.2/0.5
        ((45, 15, 25, 15), 0.1304),  # po 0.60; pe 0.6·0.7 + 0.4·0.3 = 0.54; 0.06/0.46
        ((25, 35, 5, 35), 0.2593),  # the same share, other habits: pe 0.6·0.3 + 0.4·0.7 = 0.46; 0.14/0.54
        ((15, 0, 0, 15), 1.0),
        ((0, 15, 15, 0), -1.0),
        ((10, 10, 10, 10), 0.0),
    ],
)
def test_kappa(table: tuple[int, int, int, int], wanted: float) -> None:
    assert kappa(pairs(*table)) == pytest.approx(wanted, abs=0.0001)


def test_kappa_of_three_words() -> None:
    """po 16/30; first 12, 9, 9, second 10, 11, 9; pe (120 + 99 + 81)/900 = 1/3; (16/30 - 1/3)/(2/3) = 0.3."""
    table = {("y", "y"): 6, ("y", "n"): 4, ("y", "u"): 2, ("n", "y"): 2, ("n", "n"): 5, ("n", "u"): 2}
    table |= {("u", "y"): 2, ("u", "n"): 2, ("u", "u"): 5}
    found = agreement([pair for pair, times in table.items() for _ in range(times)])
    assert (found.cases, found.share) == (30, pytest.approx(16 / 30))
    assert found.kappa == pytest.approx(0.3)


def test_who_always_says_one_thing_gives_no_kappa() -> None:
    assert agreement([("a", "a")] * 30) == Agreement(30, 1.0, None)


@pytest.mark.parametrize("cases", [0, 1, 29])
def test_below_thirty_there_are_no_figures(cases: int) -> None:
    assert agreement([("a", "b")] * cases) == Agreement(cases, None, None)
