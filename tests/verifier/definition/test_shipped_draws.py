"""The exercise with draws is the exercise, as long as nothing is drawn."""

from __future__ import annotations

from itertools import pairwise

from verifier.definition import load
from verifier.definition.load import DEFINITIONS, SOLUTIONS_ENGINEER
from verifier.subjects.wanted import Wanted, wanted_by

DRAWN = load(DEFINITIONS / "solutions-engineer-drawn.yaml")


def test_with_the_usual_values_it_asks_word_for_word_what_the_exercise_asks() -> None:
    plain = load(SOLUTIONS_ENGINEER)
    assert DRAWN.sections == plain.sections
    assert DRAWN.house_rules == plain.house_rules
    assert wanted_by(DRAWN) == Wanted()


def test_its_trials_are_those_of_the_exercise() -> None:
    own, plain = (DEFINITIONS / f"{name}.trials.json" for name in ("solutions-engineer-drawn", "solutions-engineer"))
    assert own.read_text("utf-8") == plain.read_text("utf-8")


def test_nobody_in_a_contest_is_asked_what_the_web_answers() -> None:
    assert [one.name for one in DRAWN.draws if one.usual in one.choices] == []


def test_intervals_lie_further_apart_than_two_tolerances() -> None:
    interval = next(draw for draw in DRAWN.draws if draw.name == "interval")
    assert all(float(later) - float(one) > 10 for one, later in pairwise(sorted(map(float, interval.choices))))
