"""The comparison itself can fail, and says what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.recorded.__main__ import accept, main
from tests.recorded.corpus import Corpus, Json
from tests.recorded.differences import ACCEPT, told
from tests.recorded.judging import judged
from verifier.cli.bundle import Bundle
from verifier.facts import Fact, NotThere
from verifier.facts.account import Monitors
from verifier.facts.host import Agent
from verifier.verdicts import Source

SIX = ("S0", "S1", "S2", "S3", "S4", "S1-host-of-another")


@pytest.fixture(scope="module")
def bundles() -> Mapping[str, Bundle]:
    every = Corpus().bundles()
    return {name: every[name] for name in SIX}


@pytest.fixture(scope="module")
def accepted(bundles: Mapping[str, Bundle]) -> Mapping[str, Json]:
    return judged(bundles)


def changed(bundle: Bundle, kind: type[Fact], change: Callable[[object], object]) -> Bundle:
    """A bundle in which one fact is another."""
    facts = bundle.sources[kind.source]
    values = {**facts.values, kind: change(facts.values[kind])}
    return replace(bundle, sources={**bundle.sources, kind.source: replace(facts, values=values)})


def warns_at_400(monitors: object) -> Monitors:
    assert isinstance(monitors, Monitors)
    return replace(monitors, items=tuple(replace(one, warning=400) if one.warning else one for one in monitors.items))


def test_nothing_is_told_where_nothing_changed(accepted: Mapping[str, Json]) -> None:
    assert told(accepted, accepted) == ""


def test_one_changed_fact_of_one_recording_is_told_by_step(
    bundles: Mapping[str, Bundle], accepted: Mapping[str, Json]
) -> None:
    now = judged({**bundles, "S1": changed(bundles["S1"], Monitors, warns_at_400)})
    assert told(accepted, now) == "\n".join(
        [
            "Judged differently: 1 of 6 recordings, in monitor-warn-500",
            "",
            "monitor-warn-500: pass -> fail in 1",
            "  pass -> fail: S1",
            "    points - 1 of 1",
            "    points + 0 of 1",
            "    reason - The monitor warns at 500.",
            "    reason + The monitor warns at 400.",
            "    findings - account pass: The monitor warns at 500.",
            "    findings + account fail: The monitor warns at 400.",
            "",
            ACCEPT,
        ]
    )


def test_the_same_change_of_many_recordings_is_told_once(
    bundles: Mapping[str, Bundle], accepted: Mapping[str, Json]
) -> None:
    now = judged({name: changed(bundle, Monitors, warns_at_400) for name, bundle in bundles.items()})
    said = told(accepted, now)
    assert said.count("reason + The monitor warns at 400.") == 1
    assert all(name in said for name in SIX)


def test_a_source_that_tells_nothing_any_more_changes_many_steps(
    bundles: Mapping[str, Bundle], accepted: Mapping[str, Json]
) -> None:
    now = judged({**bundles, "S1": changed(bundles["S1"], Agent, lambda _: NotThere("There is no Agent."))})
    said = told(accepted, now)
    assert "agent-reporting: pass -> disagree in 1" in said
    assert "reason + There is no Agent." in said


RESULT: Json = {
    "points": "1 of 1, 0 open",
    "bonus": "0 of 0, 0 open",
    "host reports here": True,
    "judged": {"board": "Tide (abc), linked in the document"},
    "banners": [],
    "steps": {"one": {"verdict": "pass", "points": "1 of 1", "reason": "Yes.", "findings": ["host pass: Yes."]}},
}
STEP: Json = RESULT["steps"]["one"]
OTHER_BOARD = {"board": "Ebb (def), the only one"}
TWICE = {"one": {**STEP, "findings": ["host pass: Yes.", "account pass: So."]}}
TURNED = {"one": {**STEP, "findings": ["account pass: So.", "host pass: Yes."]}}


@pytest.mark.parametrize(
    ("was", "now", "lines"),
    [
        pytest.param({}, {"R": RESULT}, ["Without a result (1): R"], id="no result"),
        pytest.param({"R": RESULT}, {}, ["Results without a recording (1): R"], id="no recording"),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "steps": {**RESULT["steps"], "two": {**STEP, "verdict": None}}}},
            ["two: new, - in 1", "    reason + Yes."], id="a new step",
        ),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "steps": {}}},
            ["one: gone, was pass in 1", "    reason - Yes."], id="a step that is gone",
        ),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "judged": OTHER_BOARD}},
            ["  differs: R", "    judged board - Tide (abc), linked in the document",
             "    judged board + Ebb (def), the only one"], id="another board",
        ),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "host reports here": None}},
            ["    host reports here - True", "    host reports here + None"], id="another machine",
        ),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "banners": ["Look out."]}}, ["    banners + Look out."], id="a banner",
        ),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "points": "0 of 1, 1 open"}},
            ["    points - 1 of 1, 0 open", "    points + 0 of 1, 1 open"], id="points that no step explains",
        ),
        pytest.param(
            {"R": {**RESULT, "steps": TWICE}}, {"R": {**RESULT, "steps": TURNED}},
            ["one: still pass, told differently in 1", "    findings in another order"], id="another order",
        ),
        pytest.param(
            {"R": RESULT}, {"R": {**RESULT, "steps": {"one": {**STEP, "again in": 600}}}},
            ["    again in + 600"], id="a wait",
        ),
    ],
)  # fmt: skip
def test_each_difference_has_its_line(was: dict[str, Json], now: dict[str, Json], lines: list[str]) -> None:
    said = told(was, now)
    assert set(lines) <= set(said.splitlines()), said
    assert said.endswith(ACCEPT)


def test_many_different_changes_of_a_step_are_cut_and_all_are_named() -> None:
    names = [f"R{number}" for number in range(20)]
    now = {name: {**RESULT, "steps": {"one": {**STEP, "reason": f"Yes, {name}."}}} for name in names}
    said = told(dict.fromkeys(names, RESULT), now)
    assert "15 changes more (python -m tests.recorded diff)" in said
    assert all(f"{name}," in said or f"{name}\n" in said for name in names)
    assert said.count("reason + ") == 5
    assert told(dict.fromkeys(names, RESULT), now, most=20).count("reason + ") == 20


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A copy of two recordings, with accepted results."""
    copy = Corpus(Path(shutil.copytree(Corpus().folder, tmp_path / "recorded")))
    copy.write_entries({name: copy.entries()[name] for name in ("S1", "S2")})
    copy.accept(judged(copy.bundles()))
    return copy


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.json")}


def test_accepting_writes_results_and_nothing_else(corpus: Corpus) -> None:
    (corpus.folder / "results" / "S1.json").unlink()
    (corpus.folder / "results" / "gone.json").write_text((corpus.folder / "results" / "S2.json").read_text())
    before = contents(corpus.folder)
    assert accept(corpus) == 0
    after = contents(corpus.folder)
    assert set(after) - set(before) == {"results/S1.json"}
    assert set(before) - set(after) == {"results/gone.json"}
    assert [name for name in before if name in after and before[name] != after[name]] == []
    assert told(corpus.results(), judged(corpus.bundles())) == ""


@pytest.mark.parametrize("command", ["record", "accept"])
def test_nothing_is_written_in_ci(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("CI", "true")
    before = contents(Corpus().folder)
    assert main([command]) == 2
    assert contents(Corpus().folder) == before


def test_the_sources_of_a_recording_are_those_that_were_given(bundles: Mapping[str, Bundle]) -> None:
    every = Corpus().bundles()
    assert set(bundles["S1"].sources) == set(Source)
    assert set(every["S1-account-only"].sources) == {Source.ACCOUNT}
