"""Every check of a published definition was seen to pass, to fail, and to fail when what it passes with is changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier import gate
from verifier.checks.registry import all_checks
from verifier.definition import load
from verifier.definition.load import DEFINITIONS
from verifier.gate import Change, Trial, TrialError

NAMES = sorted(path.stem for path in DEFINITIONS.glob("*.yaml"))


def trials(name: str) -> tuple[Trial, ...]:
    return gate.load((DEFINITIONS / f"{name}.trials.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_that_we_publish_passes_the_gate(name: str) -> None:
    assert gate.problems(load(DEFINITIONS / f"{name}.yaml"), all_checks(), trials(name)) == []


WHATEVER_IS_THERE = {
    ("env-host", "host_is_a_machine_to_work_on"),
    ("env-host", "account_lists_the_system"),
}
"""The checks that only nothing fails. Their trials say why; whoever adds to them has a check that nothing wrong can fail."""


@pytest.mark.parametrize("name", NAMES)
def test_only_a_check_that_accepts_whatever_is_there_is_changed_by_taking_it_away(name: str) -> None:
    found = [one for one in trials(name) if one.change.takes_away]
    assert {(one.criterion, one.check) for one in found} == WHATEVER_IS_THERE
    assert all(len(one.change.because.split()) > 5 for one in found)


@pytest.mark.parametrize("name", NAMES)
def test_no_trial_explains_a_change_that_needs_no_explaining(name: str) -> None:
    assert [one.criterion for one in trials(name) if one.change.because and not one.change.takes_away] == []


INTERVAL = ("check-interval-45", "host_runs_the_check_every")


def with_interval(**changed: object) -> list[str]:
    """The problems with one trial that is another."""
    rest = [one for one in trials("solutions-engineer") if (one.criterion, one.check) != INTERVAL]
    usual = next(one for one in trials("solutions-engineer") if (one.criterion, one.check) == INTERVAL)
    given = [replace(usual, **changed)] if changed else []
    return gate.problems(load(DEFINITIONS / "solutions-engineer.yaml"), all_checks(), [*rest, *given])


def test_a_check_without_a_trial_does_not_get_through() -> None:
    assert with_interval() == [
        "check-interval-45: host_runs_the_check_every: it was never seen to pass and to fail; give a trial for it."
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"passes": {}}, "it does not pass", id="what should pass does not"),
        pytest.param({"fails": "passes"}, "it does not fail with the facts", id="what should fail passes"),
        pytest.param({"change": Change(("CustomCheck", "fact", "intervals"), [45.0])}, "when what it passes with is changed",
                     id="a change that changes nothing"),
        pytest.param({"change": Change(("CustomCheck",), {"not_there": "There is none."})}, "takes away", id="gone"),
        pytest.param({"change": Change(("CustomCheck",), {"not_there": "There is none."}, " ")}, "takes away", id="gone, unsaid"),
        pytest.param({"change": Change(("CustomCheck", "fact", "metrics"), [])}, "takes away", id="emptied"),
        pytest.param({"change": Change(("CustomCheck", "fact", "nowhere", 3), 1)}, "leads nowhere", id="no such field"),
        pytest.param({"passes": {"CustomCheck": {"fact": {"path": 3}}}}, "cannot be read", id="facts of another shape"),
    ],
)  # fmt: skip
def test_a_trial_that_proves_nothing_does_not_get_through(changed: dict[str, object], said: str) -> None:
    usual = next(one for one in trials("solutions-engineer") if (one.criterion, one.check) == INTERVAL)
    given = {name: usual.passes if value == "passes" else value for name, value in changed.items()}
    found = with_interval(**given)
    assert found and all("host_runs_the_check_every" in line for line in found)
    assert any(said in line for line in found)


def test_a_change_that_takes_away_gets_through_where_it_is_said_why() -> None:
    gone = Change(("CustomCheck",), {"not_there": "There is none."}, "Any interval is right.")
    assert with_interval(change=gone) == []


def test_a_trial_that_takes_away_is_found_a_wrong_value_instead() -> None:
    usual = next(one for one in trials("solutions-engineer") if (one.criterion, one.check) == INTERVAL)
    gone = replace(usual, change=Change(("CustomCheck",), {"not_there": "There is none."}))
    definition = load(DEFINITIONS / "solutions-engineer.yaml")
    (found,) = gate.search(definition, {usual.check: all_checks()[usual.check]}, [], [gone])
    assert not found.change.takes_away
    assert gate.problems(definition, {usual.check: all_checks()[usual.check]}, [found]) == []
    said = replace(gone, change=replace(gone.change, because="Any interval is right."))
    assert gate.search(definition, {usual.check: all_checks()[usual.check]}, [], [said]) == (said,)


def test_a_parameter_that_no_facts_meet_is_told() -> None:
    text = (DEFINITIONS / "solutions-engineer.yaml").read_text("utf-8")
    from verifier.definition import load_text

    other = load_text(
        text.replace("host_runs_the_check_every: {seconds: 45}", "host_runs_the_check_every: {seconds: 44}")
    )
    assert gate.problems(other, all_checks(), trials("solutions-engineer")) == [
        "check-interval-45: host_runs_the_check_every: it does not pass with the facts that it should pass with."
    ]


@pytest.mark.parametrize("text", ["", "[]", '{"trials": 2}', '{"trials": 1, "items": [{}]}', "[" * 100_000])
def test_what_is_no_file_of_trials_is_refused(text: str) -> None:
    with pytest.raises(TrialError):
        gate.load(text)


def test_what_is_written_comes_back() -> None:
    kept = trials("solutions-engineer")
    assert gate.load(gate.dump(kept)) == kept


def drawn_challenge(**changes: str) -> list[str]:
    """What the gate says of the exercise with draws, when its text is another."""
    from verifier.definition import load_text

    text = (DEFINITIONS / "solutions-engineer-drawn.yaml").read_text("utf-8")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return gate.problems(load_text(text), all_checks(), trials("solutions-engineer-drawn"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("choices: [22, 33, 44", "choices: [22, 33, 46", "", id="an interval near the usual one"),
        pytest.param("from: 710, to: 890", "from: 710, to: 910", "", id="far enough"),
        pytest.param(
            "account_values_lie_within: {low: 0, high: 1000",
            "account_values_lie_within: {low: 0, high: $draw.high",
            "account_values_lie_within: what passes with 1000 is accepted where 1100 was drawn",
            id="a check that does not mind",
        ),
    ],
)
def test_what_passes_with_the_usual_value_must_not_pass_where_another_was_drawn(old: str, new: str, said: str) -> None:
    changes = {"text": (old, new)}
    if "$draw.high" in new:
        changes["draw"] = ("draws:\n", "draws:\n  high: {usual: 1000, choices: [1000, 1100]}\n")
        changes["told"] = ("random, between 0 and 1000.", "random, between 0 and $draw.high.")
    found = drawn_challenge(**changes)
    assert len(found) == bool(said)
    assert all(said in line and "a copied answer would pass" in line for line in found)
