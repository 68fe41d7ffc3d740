"""Kept facts come back as they were, and what is not ours is refused."""

import dataclasses
import json
import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts import account as account_facts
from verifier.facts import document as document_facts
from verifier.facts import host as host_facts
from verifier.recording import RecordingError, from_json, read_values, to_json
from verifier.verdicts import How, Source

FACTS = sorted(
    {
        kind
        for module in (host_facts, account_facts, document_facts)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Fact) and dataclasses.fields(kind)
    },
    key=lambda kind: kind.__name__,
)


def kept(values):
    return SourceFacts(Source.HOST, How.SSH, SourceState.PARTLY, "Cut.", "2026-01-01T00:00:00+00:00", "birch", values)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_every_fact_survives_json(kind, data):
    fact = data.draw(
        st.builds(kind, **{f: _strategy(t) for f, t in typing.get_type_hints(kind).items() if f != "source"})
    )
    facts = kept({kind: fact})
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


def _strategy(annotation):
    if annotation is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if dataclasses.is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        return st.builds(annotation, **{name: _strategy(hint) for name, hint in hints.items() if name != "source"})
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(_strategy(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(_strategy(argument) for argument in arguments))
    if arguments and origin is not typing.ClassVar:
        return st.one_of(*(_strategy(argument) for argument in arguments))
    return st.from_type(annotation)


def test_the_two_ways_of_missing_survive_too():
    facts = kept({host_facts.Databases: NotThere("None."), host_facts.Agent: NotLooked("No.", 30)})
    assert from_json(to_json(facts)) == facts


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda d: d | {"schema": 99}, id="a schema from the future"),
        pytest.param(lambda d: d | {"schema": "1"}, id="no number"),
        pytest.param(lambda d: {k: v for k, v in d.items() if k != "state"}, id="a key is missing"),
        pytest.param(lambda d: d | {"values": {"Nonsense": {"fact": {}}}}, id="no such fact"),
        pytest.param(lambda d: d | {"values": {"Databases": {"fact": {"items": 3}}}}, id="wrong type"),
        pytest.param(lambda d: d | {"values": {"Databases": {"fact": {"items": [], "more": 1}}}}, id="extra key"),
        pytest.param(lambda d: d | {"values": {"Databases": {}}}, id="empty entry"),
        pytest.param(lambda d: d | {"values": []}, id="no mapping"),
    ],
)
def test_what_is_not_ours_is_refused_with_one_sentence(spoil):
    good = to_json(kept({host_facts.Databases: host_facts.Databases(())}))
    with pytest.raises(RecordingError):
        from_json(spoil(good))


def test_what_is_wrong_of_a_long_list_is_not_told_item_by_item():
    with pytest.raises(RecordingError) as told:
        read_values({"Pictures": {"fact": {"items": ["x"] * 100}}})
    assert not isinstance(told.value.__cause__, BaseExceptionGroup)
