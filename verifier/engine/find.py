"""Asks one check: gathers its arguments from the facts, calls it, signs what it found. Fails closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from verifier.checks.doubt import doubted
from verifier.checks.registry import Check, Wanted
from verifier.definition import Criterion
from verifier.definition.model import RULE_PREFIX, Parameter
from verifier.engine.copied import told_apart
from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.verdicts import Finding, Outcome, Source, absent, unknown

Values = Mapping[type[Fact], Fact | NotLooked | NotThere]
Sources = Mapping[Source, SourceFacts]

NOT_READ = "This was not read."


def find(
    criterion: Criterion, check: Check, values: Values, sources: Sources, rules: Mapping[str, str]
) -> Finding | None:
    """What `check` finds about `criterion`; None while its source was not asked, or has not got there yet.

    values: the facts of all sources together, narrowed to the judged subjects.
    """
    source = sources.get(check.source)
    if source is None or source.state is SourceState.NOT_ASKED:
        return None
    if source.state is SourceState.NOT_READ:
        found: Finding | None = replace(unknown(source.reason or NOT_READ), looked=False)
    else:
        found = _ask(criterion, check, values, sources, rules)
        if found is not None and check.source is Source.DOCUMENT:
            found = doubted(check.name, found, values)
        found = _of_part(found, source.in_part)
    if found is None:
        return None
    found = replace(found, criterion=criterion.key, source=check.source, how=source.how)
    return told_apart(found, criterion.dealt, values, {wanted.fact for wanted in check.facts})


def _ask(
    criterion: Criterion, check: Check, values: Values, sources: Sources, rules: Mapping[str, str]
) -> Finding | None:
    arguments: list[object] = []
    for number, wanted in enumerate(check.facts):
        value = values.get(wanted.fact)
        if value is None:
            owner = sources.get(wanted.fact.source)
            if owner is not None and owner.state is SourceState.READING:
                return None
            reason = (owner.reason if owner is not None else "") or NOT_READ
            value = NotLooked(reason)
        missing = _missing(wanted, value, first=number == 0)
        if missing is not None:
            return missing
        arguments.append(value)
    try:
        found = check.function(*arguments, **_parameters(criterion.checks[check.name], rules))
    except Exception as fault:  # a bug in a check must never become a pass, nor stop the other rows
        return unknown(f"The check stopped with an error of its own ({type(fault).__name__}); this is our fault.")
    return _careful(criterion, found)


def _missing(wanted: Wanted, value: object, *, first: bool) -> Finding | None:
    """The finding that a missing fact stands for, unless the check wants to see it missing."""
    if isinstance(value, NotLooked) and not wanted.takes_not_looked:
        return replace(unknown(value.reason, wait_seconds=value.wait_seconds), looked=False)
    if isinstance(value, NotThere) and not wanted.takes_not_there:
        if first:
            return replace(absent(value.reason), nothing_there=True)
        return replace(unknown(value.reason), looked=False, nothing_there=True)
    return None


def _careful(criterion: Criterion, found: Finding) -> Finding:
    """A criterion about something that must not be there passes only with proof of what was read."""
    if criterion.negative and found.outcome is Outcome.PASS and not found.evidence:
        return replace(found, outcome=Outcome.UNKNOWN, reason=f"{found.reason} But it is not shown what was read.")
    return found


def _of_part(found: Finding | None, in_part: str) -> Finding | None:
    """What was read in part proves nothing by what is missing, and a pass may be taken back in the rest. A fault stays one."""
    if found is None or not in_part or found.outcome is Outcome.FAIL:
        return found
    return replace(
        found, outcome=Outcome.UNKNOWN, reason=f"{in_part} In that part: {found.reason}", nothing_there=False
    )


def _parameters(given: Mapping[str, Parameter], rules: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: rules[value.removeprefix(RULE_PREFIX)]
        if isinstance(value, str) and value.startswith(RULE_PREFIX)
        else value
        for name, value in given.items()
    }
