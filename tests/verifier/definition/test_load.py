"""A definition that cannot be used is refused with a sentence that says where."""

from copy import deepcopy

import pytest
import yaml

from verifier.definition import DefinitionError, load, load_text
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.verdicts import Source

STEP = {"key": "one", "title": "One", "task": "Do one.", "hint": "Do it.", "points": 1, "checks": {"a_check": {}}}


def written(**changes):
    base = {"name": "demo", "sequence": 1, "title": "Demo", "sections": [{"key": "s", "title": "S", "steps": [STEP]}]}
    return yaml.safe_dump(base | changes)


def with_steps(*steps):
    return written(sections=[{"key": "s", "title": "S", "steps": list(steps)}])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("- a list", "the file", id="no mapping"),
        pytest.param("a: [", "not YAML", id="broken YAML"),
        pytest.param("a: " + "[" * 400 + "]" * 400, "nested too deeply", id="deep"),
        pytest.param("a: &a [x, x]\nsequence: [*a, *a]", "aliases", id="aliases"),
        pytest.param("a: &a [*a]", "aliases", id="an alias of itself"),
        pytest.param(f"sequence: {'9' * 5000}", "a number has at most", id="a number without end"),
        pytest.param("sequence: 2020-13-45", "not YAML", id="a date that is none"),
        pytest.param('title: "a\\0b"', "nobody can write", id="NUL"),
        pytest.param('title: "\\uD800"', "nobody can write", id="half a character"),
        pytest.param("name: a\nname: b", "'name' is written twice", id="a key twice"),
        pytest.param(written(extra=1), "extra", id="an unknown key"),
        pytest.param(written(sequence=0), "sequence", id="a sequence below one"),
        pytest.param(with_steps(STEP | {"points": -1}), "points", id="negative points"),
        pytest.param(with_steps(STEP | {"points": True}), "points", id="points that are no number"),
        pytest.param(with_steps(STEP | {"checks": {}}), "checks", id="no check"),
        pytest.param(with_steps({k: v for k, v in STEP.items() if k != "checks"}), "steps/0", id="no criterion"),
        pytest.param(with_steps(STEP | {"needs": ["later"]}), "needs later", id="a dangling need"),
        pytest.param(with_steps(STEP | {"needs": ["one"]}), "needs one", id="a need of itself"),
        pytest.param(with_steps(STEP, deepcopy(STEP)), "Two step rows", id="a step twice"),
        pytest.param(with_steps(STEP | {"observers": []}), "observers", id="nobody observes"),
        pytest.param(with_steps(STEP | {"checks": {"a": {"kinds": []}}}), "kinds", id="an empty selector"),
        pytest.param(
            written(house_rules={"r": {"default": "x", "choices": ["y", "z"], "text": "T"}}), "r:", id="a default"
        ),
        pytest.param("x" * 600_000, "at most", id="too large"),
    ],
)
def test_a_bad_definition_is_refused_with_a_sentence(text, part):
    with pytest.raises(DefinitionError, match=part.replace("(", r"\(")):
        load_text(text)


def test_the_version_is_that_of_the_content_not_of_its_layout():
    one = load_text(written())
    other = load_text("# a comment\n" + written())
    assert one.version == other.version
    assert load_text(written(title="Another")).version != one.version
    assert one.version.startswith("demo@1+")


def test_host_and_account_observe_unless_the_step_says_otherwise():
    assert load_text(written()).steps[0].criteria[0].observers == (Source.HOST, Source.ACCOUNT)


def test_a_bonus_row_is_not_required():
    assert not load_text(with_steps(STEP | {"bonus": True})).steps[0].required


def test_the_exercise_has_42_steps_in_six_sections():
    definition = load(SOLUTIONS_ENGINEER)
    assert [len(section.steps) for section in definition.sections] == [3, 8, 8, 11, 6, 6]
    assert sum(step.points for step in definition.steps if not step.bonus) == 30
    assert [step.key for step in definition.steps if step.bonus] == [
        "bonus-interval-no-python",
        "bonus-anomaly-graph",
        "bonus-downtime-weeknights",
        "bonus-downtime-weekend",
        "bonus-downtime-email",
        "bonus-service-vs-resource",
    ]


BOMBS = {
    "ten thousand rows": "sections:\n- steps:\n" + "".join(f"  - {{key: k{i}, title: T}}\n" for i in range(10_000)),
    "names without end": "".join(f"k{i}: 1\n" for i in range(30_000)),
    "a number to the base of sixty": "x: " + ":".join(["1"] * 100_000),
    "a number without end": "x: " + "9" * 400_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_take_long_to_read_is_refused_before_it_is_read(bomb: str):
    with pytest.raises(DefinitionError, match=r"names and values|a number has at most"):
        load_text(BOMBS[bomb])
