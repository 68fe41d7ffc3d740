"""Kept facts stay readable, and no fact class changes without a new schema number."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.recorded import shapes
from tests.recorded.corpus import Corpus, Json, dump
from verifier.probes.account import PROBES as ACCOUNT_PROBES
from verifier.probes.host import PROBES as HOST_PROBES
from verifier.recording import SCHEMA, from_json, to_json, upgrade
from verifier.verdicts import Source

FILES = Corpus().facts_files()
EARLIER = range(1, SCHEMA)


def read(path: Path) -> Json:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_facts_become_the_same_bytes_again(path: Path) -> None:
    data = read(path)
    again = to_json(from_json(data))
    if data["schema"] == SCHEMA:
        assert dump(again) == path.read_text("utf-8")
    assert again == upgrade(data)
    assert dump(to_json(from_json(again))) == dump(again)


@pytest.mark.parametrize("number", EARLIER)
def test_a_recording_of_every_earlier_number_is_kept(number: int) -> None:
    kept = {path.name: read(path)["schema"] for path in FILES}
    assert {kept.get(f"schema-{number}.{source.value}.json") for source in Source} == {number}
    assert f"schema-{number}" in Corpus().entries()


def test_all_other_facts_are_of_the_present_number() -> None:
    assert {read(path)["schema"] for path in FILES if not path.name.startswith("schema-")} == {SCHEMA}


def test_every_kind_of_fact_that_is_gathered_is_kept_whole_somewhere() -> None:
    kept = [read(path)["values"] for path in FILES]
    told = {name for values in kept for name in values}
    assert told > {probe.fact.__name__ for probe in HOST_PROBES}
    assert told > {kind.__name__ for probe in ACCOUNT_PROBES for kind in probe.tells}
    assert told - {name for values in kept for name, entry in values.items() if "fact" in entry} == set()


def test_no_fact_class_changed_under_its_number() -> None:
    kept = shapes.kept()
    assert kept is not None, "This number's shapes are not kept yet: `make record`."
    if told := shapes.difference(kept, shapes.present()):
        pytest.fail(told, pytrace=False)


SHAPES = {"Agent": {"version": "str"}, "Board": {"id": "str"}}


@pytest.mark.parametrize(
    ("now", "line"),
    [
        pytest.param({**SHAPES, "Agent": {"version": "int"}}, "Agent.version: str -> int", id="another type"),
        pytest.param({**SHAPES, "Agent": {}}, "Agent.version: str -> not there", id="a field less"),
        pytest.param({**SHAPES, "Board": {"id": "str", "a": "str"}}, "Board.a: not there -> str", id="a field more"),
        pytest.param({"Agent": SHAPES["Agent"]}, "Board.id: str -> not there", id="a class less"),
        pytest.param({**SHAPES, "New": {"a": "str"}}, "New.a: not there -> str", id="a class more"),
    ],
)
def test_a_changed_class_is_told_by_field(now: shapes.Shapes, line: str) -> None:
    assert shapes.difference(SHAPES, now).splitlines() == [line, shapes.ADVICE]


def test_the_same_classes_are_no_change() -> None:
    assert shapes.difference(SHAPES, dict(reversed(SHAPES.items()))) == ""


def added(data: Json, name: str, change: Callable[[Json], object]) -> Json:
    fact = json.loads(json.dumps(data))
    change(fact["values"][name]["fact"])
    return fact


def test_what_older_facts_did_not_tell_is_the_default_of_then() -> None:
    data = read(Corpus().folder / "facts" / "schema-1.host.json")
    (check,) = data["values"]["CustomChecks"]["fact"]["items"]
    assert "samples" not in check
    (upgraded,) = upgrade(data)["values"]["CustomChecks"]["fact"]["items"]
    assert upgraded["samples"] is None
    assert [(metric["doubt"], metric["value_doubt"]) for metric in upgraded["metrics"]] == [("", "")]
    assert "samples" not in check
    asked = added(data, "CustomChecks", lambda fact: fact["items"][0].update(samples=7))
    assert upgrade(asked)["values"]["CustomChecks"]["fact"]["items"][0]["samples"] == 7
