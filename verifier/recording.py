"""Facts <-> JSON, with a schema number, so that a run can be judged again years later.

A changed fact is a new number with a function in `upgrades`: what reads back as something else than what was kept is
refused, so that a field which nobody told is never taken for a field that says nothing.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

import cattrs

from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.upgrades import UPGRADES, Json
from verifier.verdicts import How, Source

SCHEMA = 2

_converter = cattrs.Converter(
    forbid_extra_keys=True, unstruct_collection_overrides={tuple: list}, detailed_validation=False
)
"""Without the details of what is wrong, of which nobody reads more than that something is: of a long list that somebody
sent, they take minutes.
"""


class RecordingError(ValueError):
    """The kept facts cannot be read; the message is one sentence."""


def to_json(facts: SourceFacts) -> Json:
    """A JSON-safe dict of everything in `facts`, in an order of its own, whichever answer came first."""
    return {
        "schema": SCHEMA,
        "source": facts.source.value,
        "how": facts.how.value,
        "state": facts.state.value,
        "reason": facts.reason,
        "taken_at": facts.taken_at,
        "origin": facts.origin,
        "in_part": facts.in_part,
        "values": {
            kind.__name__: _entry(facts.values[kind]) for kind in sorted(facts.values, key=lambda kind: kind.__name__)
        },
    }


def from_json(data: Json) -> SourceFacts:
    """The facts again. Raises RecordingError."""
    try:
        data = upgrade(data)
        facts = SourceFacts(
            source=Source(data["source"]),
            how=How(data["how"]),
            state=SourceState(data["state"]),
            reason=data["reason"],
            taken_at=data["taken_at"],
            origin=data["origin"],
            values={_fact_type(name): _value(name, entry) for name, entry in data["values"].items()},
            in_part=data["in_part"],
        )
        same = to_json(facts) == data
    except RecordingError:
        raise
    except Exception as fault:  # cattrs raises groups of many kinds; whatever it is, the file is not ours
        raise RecordingError(f"These facts cannot be read again: {type(fault).__name__}.") from fault
    if not same:
        raise RecordingError(f"These facts are not whole, or not of schema {SCHEMA}, so they cannot be read again.")
    return facts


def upgrade(data: Json) -> Json:
    """Bring kept facts to the present schema, one step a number."""
    number = data.get("schema")
    if not isinstance(number, int) or not 1 <= number <= SCHEMA:
        raise RecordingError(f"Facts of schema {number!r} are not known here (this is schema {SCHEMA}).")
    while number < SCHEMA:
        data = UPGRADES[number](data) | {"schema": number + 1}
        number += 1
    return data


def read_values(entries: Json) -> dict[type[Fact], Fact | NotLooked | NotThere]:
    """Single facts by name, of the present schema, without what is kept around them. Raises RecordingError."""
    try:
        return {_fact_type(name): _value(name, entry) for name, entry in entries.items()}
    except RecordingError:
        raise
    except Exception as fault:  # as above
        raise RecordingError(f"These facts cannot be read: {type(fault).__name__}.") from fault


def _entry(value: Fact | NotLooked | NotThere) -> Json:
    if isinstance(value, NotLooked):
        return {"not_looked": value.reason, "wait_seconds": value.wait_seconds}
    if isinstance(value, NotThere):
        return {"not_there": value.reason}
    return {"fact": _converter.unstructure(value)}


def _value(name: str, entry: Json) -> Fact | NotLooked | NotThere:
    if "not_looked" in entry:
        return NotLooked(entry["not_looked"], entry.get("wait_seconds"))
    if "not_there" in entry:
        return NotThere(entry["not_there"])
    return _converter.structure(entry["fact"], _fact_type(name))


@cache
def _fact_types() -> dict[str, type[Fact]]:
    for module in ("host", "account", "document"):
        import_module(f"verifier.facts.{module}")
    found: dict[str, type[Fact]] = {}
    waiting = list(Fact.__subclasses__())
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting.extend(kind.__subclasses__())
    return found


def _fact_type(name: str) -> type[Fact]:
    try:
        return _fact_types()[name]
    except KeyError:
        raise RecordingError(f"A fact called {name!r} is not known here.") from None
