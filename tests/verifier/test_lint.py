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
