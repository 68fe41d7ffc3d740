"""Every recording is judged as it was accepted, from its facts alone; and the recordings are worth judging."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from sandbox.hosts.keys import login_key
from tests.acceptance.test_expected import EXPECTED
from tests.recorded import differences
from tests.recorded.corpus import FOLDER, Corpus, Json, written
from tests.recorded.judging import judged, result
from tests.recorded.looks import CANDIDATES, NAMES, candidate
from tests.recorded.troubles import LEAKED
from verifier import scrub
from verifier.cli import bundle
from verifier.cli.bundle import Bundle
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.verdicts import Source, Verdict


@pytest.fixture(scope="module")
def bundles() -> Mapping[str, Bundle]:
    return Corpus().bundles()


@pytest.fixture(scope="module")
def results(bundles: Mapping[str, Bundle]) -> Mapping[str, Json]:
    """What every recording is judged to be now."""
    return judged(bundles)


def test_every_recording_is_judged_as_it_was_accepted(results: Mapping[str, Json]) -> None:
    if told := differences.told(Corpus().results(), results):
        pytest.fail(told, pytrace=False)


def test_all_facts_belong_to_a_recording() -> None:
    assert Corpus().unused() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_candidate_is_judged_from_the_recording_as_people_say(results: Mapping[str, Json], name: str) -> None:
    """What is accepted here by habit is still held against what a careful person said."""
    assert {key: step["verdict"] for key, step in results[name]["steps"].items()} == EXPECTED[name]


def test_every_verdict_occurs(results: Mapping[str, Json]) -> None:
    found = {step["verdict"] for judgment in results.values() for step in judgment["steps"].values()}
    assert found == {None, *Verdict}


def test_every_step_is_judged_in_several_ways(results: Mapping[str, Json]) -> None:
    ways = {key: {judgment["steps"][key]["verdict"] for judgment in results.values()} for key in results["S1"]["steps"]}
    assert {key: found for key, found in ways.items() if len(found) < 3} == {}


@pytest.mark.parametrize("source", Source, ids=lambda source: source.value)
def test_looking_again_gives_the_facts_that_are_kept(source: Source) -> None:
    """When this fails, a reader or the sandbox has changed: `make record`, then look at the diff."""
    assert written(candidate("S2")[source]) == (FOLDER / "facts" / f"S2.{source.value}.json").read_text("utf-8")


def test_the_program_itself_can_judge_a_recording(
    bundles: Mapping[str, Bundle], results: Mapping[str, Json], tmp_path: Path
) -> None:
    file = tmp_path / "S1-other-rules.json"
    file.write_text(bundle.dump(bundles["S1-other-rules"]), "utf-8")
    assert result(bundle.read(file), load(SOLUTIONS_ENGINEER)) == results["S1-other-rules"]


def secrets() -> set[str]:
    """Every key and password of the seeds, and those that the candidates left in what they handed in."""
    found = {LEAKED}
    for name in NAMES:
        seed = yaml.safe_load((CANDIDATES / name / "account.yaml").read_text("utf-8"))
        found |= {*seed["api_keys"], *(key["key"] for key in seed["application_keys"])}
        machine = (CANDIDATES / name / "host.yaml").read_text("utf-8")
        found |= set(re.findall(r"(?:api_key|API_KEY|pass|password): *[\"']?([^\s\"'{}]+)", machine))
        found |= set(login_key(name).splitlines()[1:-1])
        for path in (CANDIDATES / name / "submission").rglob("*"):
            if path.is_file() and path.suffix != ".png":
                text = path.read_text("utf-8")
                found |= {text[leak.start : leak.end] for leak in scrub.find(text) if leak.kind != scrub.PASSWORD}
    return found


def test_no_key_of_a_seed_is_kept() -> None:
    keys = secrets()
    assert len(keys) > 25
    files = [path for path in FOLDER.rglob("*.json") if path.is_file()]
    assert len(files) > 80
    kept = {path.name: path.read_text("utf-8") for path in files}
    assert [(name, key[-4:]) for name, text in kept.items() for key in keys if key in text] == []


def test_the_table_of_recordings_says_nothing_twice() -> None:
    pairs = json.loads((FOLDER / "recordings.json").read_text("utf-8"), object_pairs_hook=list)
    assert len({name for name, _ in pairs}) == len(pairs)
    assert len({json.dumps(entry) for _, entry in pairs}) == len(pairs)
