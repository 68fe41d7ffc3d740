"""Parameters that are drawn for each entry: what may be written, and what an entry gets."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from verifier.definition import Definition, DefinitionError, draw, drawn, load_text
from verifier.definition.draws import filled, names_in
from verifier.definition.model import Dealt

STEP = {
    "key": "often",
    "title": "Every $draw.interval seconds",
    "task": "Submit $draw.metric once every $draw.interval seconds.",
    "hint": "`interval: $draw.interval`",
    "points": 1,
    "checks": {"a_check": {"seconds": "$draw.interval", "metric": "$draw.metric", "of": ["$draw.metric", "x"]}},
}
DRAWS = {
    "interval": {"usual": 45, "choices": [44, 45, 46]},
    "metric": {"usual": "my_metric", "choices": ["my_metric", "my_signal"]},
}


def written(draws: dict[str, Any] | None = None, **changes: Any) -> str:
    base = {"name": "demo", "sequence": 1, "title": "Demo", "draws": DRAWS if draws is None else draws}
    return yaml.safe_dump(base | {"sections": [{"key": "s", "title": "S", "steps": [STEP]}]} | changes)


def of(*sizes: int) -> Definition:
    """A definition with so many choices of each draw."""
    draws = {f"d{place}": {"usual": 0, "choices": list(range(size))} for place, size in enumerate(sizes)}
    step = STEP | {
        "title": "T",
        "task": "T",
        "hint": "T",
        "checks": {"a_check": {name: f"$draw.{name}" for name in draws}},
    }
    return load_text(written(draws, sections=[{"key": "s", "title": "S", "steps": [step]}]))


@pytest.mark.parametrize(
    ("values", "title", "parameters"),
    [
        pytest.param({}, "Every 45 seconds", {"seconds": 45, "metric": "my_metric", "of": ("my_metric", "x")}, id="usual"),
        pytest.param(
            {"interval": 44}, "Every 44 seconds", {"seconds": 44, "metric": "my_metric", "of": ("my_metric", "x")}, id="one"
        ),
        pytest.param(
            {"interval": 46, "metric": "my_signal"},
            "Every 46 seconds",
            {"seconds": 46, "metric": "my_signal", "of": ("my_signal", "x")},
            id="all",
        ),
    ],
)  # fmt: skip
def test_values_stand_in_texts_and_in_parameters(values: Any, title: str, parameters: Any) -> None:
    (step,) = drawn(load_text(written()), values).steps
    assert step.title == title
    assert step.hint == f"`interval: {parameters['seconds']}`"
    assert step.task == f"Submit {parameters['metric']} once every {parameters['seconds']} seconds."
    assert dict(step.criteria[0].checks["a_check"]) == parameters


def test_the_metric_that_was_drawn_is_the_one_that_is_looked_for() -> None:
    assert drawn(load_text(written()), {"metric": "my_signal"}).metric == "my_signal"


def test_the_version_is_that_of_the_file_whatever_is_drawn() -> None:
    definition = load_text(written())
    assert drawn(definition, {"interval": 44}).version == definition.version


def test_what_was_drawn_is_told_whole_and_can_be_drawn_otherwise_afterwards() -> None:
    once = drawn(load_text(written()), {"interval": 44})
    assert once.drawn == {"interval": 44, "metric": "my_metric"}
    assert drawn(once, {}) == load_text(written())


@pytest.mark.parametrize(
    "values",
    [{"interval": 43}, {"interval": "44"}, {"interval": True}, {"interval": [44]}, {"other": 1}, {"metric": ""}],
)
def test_what_is_no_choice_cannot_be_drawn(values: Any) -> None:
    with pytest.raises(DefinitionError, match="cannot be drawn"):
        drawn(load_text(written()), values)


def test_the_usual_value_need_not_be_a_choice_and_then_nobody_gets_it() -> None:
    definition = load_text(written(DRAWS | {"interval": {"usual": 45, "choices": [23, 44]}}))
    assert {draw(definition, "seed", number)["interval"] for number in range(12)} == {23, 44}
    assert definition.drawn["interval"] == 45
    assert drawn(definition, definition.drawn).sections[0].steps[0].title == "Every 45 seconds"


def test_what_is_judged_by_a_draw_knows_what_others_may_have_got() -> None:
    definition = load_text(written())
    (criterion,) = drawn(definition, {"interval": 44}).criteria
    assert criterion.dealt == (Dealt("interval", 44, (45, 46)),)
    assert [one.dealt for one in definition.criteria] == [()]
    assert drawn(definition, {"interval": 44}).metrics_of_others == frozenset()
    assert drawn(definition, {"metric": "my_signal"}).metrics_of_others == {"my_metric"}


def test_a_definition_without_draws_takes_none() -> None:
    plain = STEP | {"title": "T", "task": "T", "hint": "T", "checks": {"a_check": {"seconds": 45}}}
    text = yaml.safe_dump(
        {"name": "demo", "sequence": 1, "title": "Demo", "sections": [{"key": "s", "title": "S", "steps": [plain]}]}
    )
    definition = load_text(text)
    assert (drawn(definition, {}), definition.drawn, definition.draws) == (definition, {}, ())
    with pytest.raises(DefinitionError):
        drawn(definition, {"interval": 44})


def test_a_range_has_both_its_ends() -> None:
    draws = DRAWS | {"interval": {"usual": 45, "range": {"from": 40, "to": 50, "step": 5}}}
    assert load_text(written(draws)).draws[0].choices == (40, 45, 50)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(written(DRAWS | {"interval": {"usual": "often", "choices": [44, 45]}}), "not both", id="usual"),
        pytest.param(written(DRAWS | {"interval": {"usual": 45, "choices": [45]}}), "draws/interval", id="one choice"),
        pytest.param(written(DRAWS | {"interval": {"usual": 45, "choices": [45, 45]}}), "draws/interval", id="twice"),
        pytest.param(written(DRAWS | {"interval": {"usual": 45, "choices": [45, "a"]}}), "not both", id="mixed"),
        pytest.param(written(DRAWS | {"interval": {"usual": 45, "choices": [45, True]}}), "draws/interval", id="a switch"),
        pytest.param(written(DRAWS | {"interval": {"choices": [44, 45]}}), "usual", id="no usual value"),
        pytest.param(written(DRAWS | {"interval": {"usual": 45}}), "draws/interval", id="nothing to choose from"),
        pytest.param(
            written(DRAWS | {"interval": {"usual": 45, "range": {"from": 45, "to": 45, "step": 1}}}), "2 to 200", id="no range"
        ),
        pytest.param(
            written(DRAWS | {"interval": {"usual": 45, "range": {"from": 0, "to": 10**9, "step": 1}}}), "2 to 200", id="endless"
        ),
        pytest.param(written(DRAWS | {"metric": {"usual": "$rule.x", "choices": ["$rule.x", "a"]}}), "draws/metric", id="a rule"),
        pytest.param(written({"interval": DRAWS["interval"]}), "no draw called metric", id="no such draw"),
        pytest.param(written(title="Every $draw.interval"), "are drawn", id="in the title of the challenge"),
        pytest.param(
            written(sections=[{"key": "s", "title": "$draw.metric", "steps": [STEP]}]), "are drawn", id="in that of a section"
        ),
        pytest.param(written({}), "draws", id="none"),
    ],
)  # fmt: skip
def test_a_bad_draw_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        load_text(text)


@pytest.mark.parametrize(
    ("value", "names"),
    [("$draw.a and $draw.b", {"a", "b"}), ({"x": ["$draw.a"], "y": 3}, {"a"}), ("$rule.a", set()), ((), set())],
)
def test_names_are_found_wherever_they_stand(value: Any, names: set[str]) -> None:
    assert names_in(value) == names


def test_a_name_ends_where_its_letters_end() -> None:
    assert filled("avg:$draw.metric.rate{*}", {"metric": "m"}) == "avg:m.rate{*}"


sizes = st.lists(st.integers(2, 6), min_size=1, max_size=4)
seeds = st.text(min_size=1, max_size=8)


@given(sizes, seeds, st.integers(0, 10_000))
def test_a_draw_can_be_repeated_and_is_one_of_the_choices(sizes: list[int], seed: str, number: int) -> None:
    definition = of(*sizes)
    found = draw(definition, seed, number)
    assert found == draw(definition, seed, number)
    assert all(found[one.name] in one.choices for one in definition.draws)
    assert drawn(definition, found).drawn == found


@given(sizes, seeds)
def test_entries_differ_while_there_are_enough_combinations(sizes: list[int], seed: str) -> None:
    definition = of(*sizes)
    every = [tuple(draw(definition, seed, number).items()) for number in range(math.prod(sizes))]
    assert len(set(every)) == len(every)


@given(sizes, seeds)
def test_the_first_entries_differ_in_each_parameter_while_its_choices_last(sizes: list[int], seed: str) -> None:
    definition = of(*sizes)
    for one in definition.draws:
        first = [draw(definition, seed, number)[one.name] for number in range(len(one.choices))]
        assert sorted(first, key=str) == sorted(one.choices, key=str)


def test_another_seed_deals_in_another_order() -> None:
    definition = of(6, 5, 4)
    dealt = {tuple(draw(definition, seed, 0).items()) for seed in "abcdefgh"}
    assert len(dealt) > 4
