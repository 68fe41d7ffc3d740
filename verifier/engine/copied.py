"""Where values were drawn, a pass has to tell them from what others got: a copied answer passes nowhere. Pure.

Checks know what is asked and nothing of others. So this is asked of every check that passes, of those that are written
tomorrow too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from verifier.definition.model import Dealt, Value
from verifier.facts import Fact
from verifier.facts.document import Answers, ShownChecks, ShownMonitors, ShownQueries, Snippets
from verifier.spoken import meant
from verifier.verdicts import Finding, Outcome, Source

_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w.]*\d)")
_FILE = r"(?!\.(?:py|ya?ml|d\b))"
_SET_ALREADY = (
    "An Agent 5 rounds {value} up to its own turns, so it is not called wrong. Set {value} and restart the Agent; "
    "if it is set already, a look at the machine or the file in your document shows it."
)
WAIT = 600
"""Seconds after which more points tell an interval better."""


def told_apart(
    found: Finding, dealt: Sequence[Dealt], values: Mapping[type[Fact], object], asked: Collection[type[Fact]]
) -> Finding:
    """The finding, unless what it passes with may be somebody else's.

    values: the facts of all sources. asked: those that the check goes by.
    """
    for one in dealt:
        if found.outcome is Outcome.PASS:
            found = _of_a_name(found, one, values, asked) if isinstance(one.value, str) else _of_a_number(found, one)
        elif found.outcome is Outcome.UNKNOWN and found.source is Source.DOCUMENT and not isinstance(one.value, str):
            found = _said_otherwise(found, one)
    return found


def _of_a_name(
    found: Finding, one: Dealt, values: Mapping[type[Fact], object], asked: Collection[type[Fact]]
) -> Finding:
    shown = [evidence.seen for evidence in found.evidence]
    if _named(one.value, shown):
        return found
    if other := _other_named(one, shown):
        return _somebody_elses(found, other, one)
    if found.source is not Source.DOCUMENT:
        return found
    for texts in _texts(values, asked):
        if _named(one.value, texts):
            return found
        if other := _other_named(one, texts):
            return _somebody_elses(found, other, one)
    return _open(found, f"The document does not name {one.value}.")


def _of_a_number(found: Finding, one: Dealt) -> Finding:
    if found.measured is not None:
        return _measured(found, one)
    told = [found.reason, *(evidence.seen for evidence in found.evidence)]
    if found.source is Source.DOCUMENT and not _holds(told, one.value):
        return _open(found, f"{found.reason} That it is {one.value}, is not written there.")
    return found


def _measured(found: Finding, one: Dealt) -> Finding:
    """Near the value is not enough where somebody else's lies as near."""
    average, blur = found.measured or (0.0, 0.0)
    nearest = min((other for other in one.others if not isinstance(other, str)), default=None, key=_from(one.value))
    if nearest is None:
        return found
    apart = _from(one.value)(nearest)
    off = _from(one.value)(average)
    if off + blur < apart / 2:
        return found
    measured = f"about {average:.1f} on average, off by {blur:.1f} at most"
    if off < apart / 2:
        told = f"It is {measured}: too few in a row to tell {one.value} from {nearest}. More are waited for."
        return _open(replace(found, wait_seconds=WAIT), told)
    told = f"It is {measured}, too far from {one.value} to tell it from {nearest}."
    return _open(found, f"{told} {_SET_ALREADY.format(value=one.value)}")


def _from(value: Value) -> Callable[[Value], float]:
    return lambda other: abs(float(other) - float(value))


def _said_otherwise(found: Finding, one: Dealt) -> Finding:
    """Words that do not settle it, and hold what was drawn for somebody else, say that."""
    told = [evidence.seen for evidence in found.evidence]
    if _holds(told, one.value):
        return found
    other = next((other for other in one.others if _holds(told, other)), None)
    return found if other is None else _somebody_elses(found, other, one)


def _somebody_elses(found: Finding, other: Value, one: Dealt) -> Finding:
    wanted = tuple(replace(each, wanted=each.wanted or str(one.value)) for each in found.evidence)
    return replace(
        found,
        outcome=Outcome.FAIL,
        reason=f"This is about {other}; asked here is {one.value}.",
        evidence=wanted,
        note="",
    )


def _open(found: Finding, reason: str) -> Finding:
    return replace(found, outcome=Outcome.UNKNOWN, reason=reason, note="")


def _texts(values: Mapping[type[Fact], object], asked: Collection[type[Fact]]) -> Iterator[list[str]]:
    """What a document shows, from what tells most which metric it is about: the monitor, where the row goes by it, then the
    check, the queries, the words.
    """
    checks, queries, monitors = (values.get(kind) for kind in (ShownChecks, ShownQueries, ShownMonitors))
    answers, code = values.get(Answers), values.get(Snippets)
    if isinstance(monitors, ShownMonitors) and ShownMonitors in asked:
        yield [monitor.query for monitor in monitors.items]
    if isinstance(checks, ShownChecks):
        yield [value.name for each in checks.codes for value in each.values]
    if isinstance(queries, ShownQueries):
        yield [query.text for query in queries.items]
    if isinstance(answers, Answers):
        yield [passage.text for passage in answers.items if passage.kind == "own"]
    if isinstance(code, Snippets):
        yield [snippet.text for snippet in code.items]


def _named(name: Value, texts: Sequence[str]) -> bool:
    """As a name of its own: not as part of a longer one, and not as that of a file."""
    pattern = re.compile(rf"(?<![\w./-]){re.escape(str(name))}(?![\w-]){_FILE}")
    return any(pattern.search(text) for text in texts)


def _other_named(one: Dealt, texts: Sequence[str]) -> Value | None:
    return next((other for other in one.others if _named(other, texts)), None)


def _holds(texts: Sequence[str], value: Value) -> bool:
    """Does the number stand in one of them, as people write it?"""
    return any(
        float(number.replace(",", "")) == float(value) for text in texts for number in _NUMBER.findall(meant(text))
    )
