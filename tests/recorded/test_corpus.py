"""Recording: shared facts, names, ports, and facts of earlier programs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.recorded.__main__ import keep_earlier
from tests.recorded.corpus import Corpus, dump, written
from verifier.facts import NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.host import Databases
from verifier.recording import SCHEMA, to_json
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import How, Source

HOST = SourceFacts(
    Source.HOST,
    How.SSH,
    SourceState.PARTLY,
    "Nobody answers at 127.0.0.1:40123.",
    "2026-12-01T12:00:00+00:00",
    "ada@127.0.0.1:40123",
    {Databases: NotThere("None.")},
)
OTHER = replace(HOST, values={Databases: NotLooked("No.", 30)})


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def test_the_same_facts_are_written_once(corpus: Corpus) -> None:
    corpus.record("first", {Source.HOST: HOST})
    corpus.record("second", {Source.HOST: HOST}, rules={"old_system": "refuse"})
    corpus.record("third", {Source.HOST: OTHER}, choices=Choices(board="abc"), claims=Claims.HALF)
    assert [path.name for path in corpus.facts_files()] == ["first.host.json", "third.host.json"]
    assert corpus.entries() == {
        "first": {"host": "first"},
        "second": {"host": "first", "rules": {"old_system": "refuse"}},
        "third": {"host": "third", "choices": {"board": "abc"}, "claims": "half"},
    }
    third = corpus.bundles()["third"]
    assert third.sources[Source.HOST].values == OTHER.values
    assert (third.choices, third.claims, third.rules) == (Choices(board="abc"), Claims.HALF, {})


@pytest.mark.parametrize("name", ["", "../S1", "a b", "a.b", "-a"])
def test_what_is_no_name_of_a_file_is_refused(corpus: Corpus, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        corpus.record(name, {Source.HOST: HOST})


def test_a_name_is_given_once(corpus: Corpus) -> None:
    corpus.record("first", {Source.HOST: HOST})
    with pytest.raises(ValueError, match="already"):
        corpus.record("first", {Source.HOST: OTHER})


def test_the_port_of_a_sandbox_is_not_kept(corpus: Corpus) -> None:
    assert "40123" not in written(HOST)
    assert written(HOST) == written(replace(HOST, origin="ada@127.0.0.1:7", reason="Nobody answers at 127.0.0.1:7."))


def test_facts_without_a_recording_are_found(corpus: Corpus) -> None:
    corpus.record("first", {Source.HOST: HOST})
    (corpus.folder / "facts" / "left.host.json").write_text(written(HOST))
    assert corpus.unused() == ["left.host.json"]


def test_numbers_take_one_line_and_text_stays_as_it_is() -> None:
    data = {"points": [[1, 2.5], [-3, 4.0]], "text": "[ 1, 2 ]\n[\n 3\n]", "none": []}
    assert json.loads(dump(data)) == data
    assert "[1, 2.5]" in dump(data)


def of_number(corpus: Corpus, number: int) -> Corpus:
    """A corpus whose facts were written by a program of that schema number."""
    corpus.record("S1", {Source.HOST: HOST})
    (corpus.folder / "facts" / "S1.host.json").write_text(dump(to_json(HOST) | {"schema": number}))
    return corpus


@pytest.mark.parametrize(
    ("number", "kept"), [(SCHEMA, []), (SCHEMA - 1, [f"schema-{SCHEMA - 1}"])], ids=["the same", "an earlier one"]
)
def test_recording_anew_keeps_one_recording_of_the_number_before(tmp_path: Path, number: int, kept: list[str]) -> None:
    for name in ("old", "fresh", "later"):
        (tmp_path / name).mkdir()
    old, fresh, later = (
        of_number(Corpus(tmp_path / "old"), number),
        Corpus(tmp_path / "fresh"),
        Corpus(tmp_path / "later"),
    )
    for corpus in (fresh, later):
        corpus.record("S1", {Source.HOST: OTHER})
    keep_earlier(old, fresh)
    keep_earlier(fresh, later)
    for corpus in (fresh, later):
        assert list(corpus.entries()) == ["S1", *kept]
        numbers = [json.loads((corpus.folder / "facts" / f"{name}.host.json").read_text())["schema"] for name in kept]
        assert numbers == [number for _ in kept]
