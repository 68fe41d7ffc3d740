"""The lint finds what would let a definition judge wrongly or not at all."""

from pathlib import Path

import pytest
import yaml

from verifier.checks import all_checks
from verifier.checks.registry import describe
from verifier.definition import load, load_text
from verifier.definition.load import DEFINITIONS
from verifier.facts.account import Monitors
from verifier.facts.host import Databases
from verifier.lint import problems
from verifier.verdicts import Finding, passed


def host_has(databases: Databases, *, kinds: tuple[str, ...], at_least: int) -> Finding:
    """Host."""
    return passed("")


def host_has_too(databases: Databases) -> Finding:
    """Host, once more."""
    return passed("")


def account_warns(monitors: Monitors, *, threshold: float) -> Finding:
    """Account."""
    return passed("")


CHECKS = {function.__name__: describe(function) for function in (host_has, host_has_too, account_warns)}
GOOD = {"host_has": {"kinds": ["a"], "at_least": 1}}


def definition(**changes):
    step = {"key": "it", "title": "It", "task": "Do it.", "hint": "So.", "points": 1, "checks": GOOD} | changes
    return load_text(
        yaml.safe_dump(
            {
                "name": "demo",
                "sequence": 1,
                "title": "Demo",
                "house_rules": {"strict": {"default": "yes", "choices": ["yes", "no"], "text": "Strict."}},
                "sections": [{"key": "s", "title": "S", "steps": [step]}],
            }
        )
    )


def test_a_definition_that_fits_has_no_problems():
    assert problems(definition(), CHECKS) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"checks": {"nobody": {}}}, "it: there is no check called nobody.", id="no such check"),
        pytest.param({"checks": {"host_has": {"kinds": ["a"]}}}, "it: host_has needs at_least.", id="missing"),
        pytest.param(
            {"checks": {"host_has": {"kinds": ["a"], "at_least": 1, "more": 2}}},
            "it: host_has has no parameter called more.",
            id="unknown parameter",
        ),
        pytest.param(
            {"checks": {"host_has": {"kinds": "a", "at_least": 1}}}, "it: host_has: kinds is 'a', which", id="type"
        ),
        pytest.param(
            {"checks": {"host_has": {"kinds": ["a"], "at_least": True}}}, "it: host_has: at_least is True", id="bool"
        ),
        pytest.param(
            {"checks": {"host_has": {"kinds": ["a"], "at_least": "$rule.soft"}}},
            "it: host_has: there is no house rule called soft.",
            id="rule",
        ),
        pytest.param(
            {"checks": GOOD | {"host_has_too": {}}}, "it: host_has and host_has_too both speak", id="two of one source"
        ),
        pytest.param({"observers": ["document"]}, "it: no check speaks for an observer", id="nobody proves it"),
        pytest.param({"negative": True}, "it: host_has is not made to prove", id="negative"),
        pytest.param({"bonus": True, "required": True}, "it: a bonus row cannot be required.", id="bonus"),
    ],
)
def test_each_problem_is_one_sentence(changes, sentence):
    assert [found for found in problems(definition(**changes), CHECKS) if found.startswith(sentence)]


@pytest.mark.parametrize("path", sorted(DEFINITIONS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_challenge_fits_the_checks(path: Path) -> None:
    assert problems(load(path), all_checks()) == []


def test_every_check_is_used_by_a_challenge():
    used = {
        name for path in DEFINITIONS.glob("*.yaml") for criterion in load(path).criteria for name in criterion.checks
    }
    assert sorted(set(all_checks()) - used) == []


def shipped(*changes: tuple[str, str]) -> list[str]:
    """What lint says of the exercise with draws, with another text in places."""
    text = (DEFINITIONS / "solutions-engineer-drawn.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return problems(load_text(text), all_checks())


@pytest.mark.parametrize("choices", ["[22, 33, 43]", "[44, 45]", "[44, 45, 90]", "[90, 45, 35]"])
def test_choices_that_a_tolerance_takes_for_one_another_are_refused(choices: str) -> None:
    (said,) = shipped(("[22, 33, 44, 56, 67]", choices))
    assert "lie too near for account_sees_points_every, which allows 5 either way" in said


@pytest.mark.parametrize("choices", ["[44, 55]", "[30, 60]"])
def test_choices_further_apart_than_tolerances_are_taken_as_near_to_the_usual_as_they_are(choices: str) -> None:
    assert shipped(("[22, 33, 44, 56, 67]", choices)) == []


def test_choices_as_near_as_one_likes_are_taken_where_no_tolerance_judges_them() -> None:
    points = "          account_sees_points_every: {seconds: $draw.interval, tolerance_seconds: 5, minimum_gaps: 20}\n"
    assert shipped(("[22, 33, 44, 56, 67]", "[44, 45, 46]"), (points, "")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "min_collection_interval: $draw.interval",
            "min_collection_interval: 45",
            "check-interval-45: the hint says 45",
        ),
        ("The monitor warns above $draw.warning.", "It warns above $draw.warning, not 500.", "the task says 500"),
        ("submits $draw.metric\n", "submits my_metric\n", "custom-check-my-metric: the title says my_metric"),
        (
            "document_shows_the_check: {metric: $draw.metric}",
            "document_shows_the_check: {metric: my_metric}",
            "custom-check-my-metric: a parameter is my_metric",
        ),
    ],
)
def test_a_usual_value_that_was_left_in_a_row_is_found(old: str, new: str, said: str) -> None:
    assert [problem for problem in shipped((old, new)) if said in problem]


def with_draw(choices: list[object], at_least: object, task: str) -> list[str]:
    step = {"key": "it", "title": "It", "task": task, "hint": "So.", "points": 1}
    step["checks"] = {"host_has": {"kinds": ["a"], "at_least": at_least}}
    text = yaml.safe_dump(
        {
            "name": "demo",
            "sequence": 1,
            "title": "Demo",
            "draws": {"many": {"usual": choices[0], "choices": choices}},
            "sections": [{"key": "s", "title": "S", "steps": [step]}],
        }
    )
    return problems(load_text(text), CHECKS)


@pytest.mark.parametrize(
    ("choices", "at_least", "task", "said"),
    [
        pytest.param([1, 2], "$draw.many", "Have $draw.many.", [], id="fits"),
        pytest.param([1, 2], 1, "Have $draw.many.", ["stands in no parameter"], id="judges nothing"),
        pytest.param([1, 2], "$draw.many", "Have some.", ["stands in no title and no task"], id="tells nothing"),
        pytest.param([1, 2.5], "$draw.many", "Have $draw.many.", ["Draw many, 2.5: it: host_has: at_least is 2.5"], id="a choice"),
        pytest.param(["a", "b"], "$draw.many", "Have $draw.many.", ["it: host_has: at_least is 'a'", "Draw many, b: "], id="no number"),
    ],
)  # fmt: skip
def test_a_draw_judges_tells_and_fits(choices: list[object], at_least: object, task: str, said: list[str]) -> None:
    found = with_draw(choices, at_least, task)
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))
