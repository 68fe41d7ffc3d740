"""At which monitor a downtime aims: by id, by tags, and by a scope that meets the monitor's own."""

from __future__ import annotations

from collections.abc import Set
from enum import Enum

from verifier.facts.account import Downtime, Monitor
from verifier.queries import (
    AllOf,
    AnyOf,
    Filter,
    Leaf,
    QueryError,
    Scope,
    leaves,
    parse_monitor_query,
    parse_scope,
    restricted_to,
)


class Aim(Enum):
    """At what a downtime aims, seen from the judged monitor."""

    THIS = "this monitor"
    EVERYTHING = "every monitor"
    ANOTHER = "another"
    UNCLEAR = "unclear"


def aim_of(downtime: Downtime, monitor: Monitor, hosts: Set[str] | None = None) -> Aim:
    """By id, by tags that the monitor carries, and by a scope that meets the monitor's own.

    hosts: the names of the judged host; None where it is not known.
    """
    if downtime.monitor_id is not None and downtime.monitor_id != monitor.id:
        return Aim.ANOTHER
    tags = {tag.lower() for tag in downtime.monitor_tags}
    everything = downtime.monitor_id is None and (not tags or "*" in tags)
    if downtime.monitor_id is None and not everything and not tags <= {tag.lower() for tag in monitor.tags}:
        return Aim.ANOTHER
    meets = _meets(downtime.scope, monitor, hosts)
    if meets is None:
        return Aim.UNCLEAR
    if not meets:
        return Aim.ANOTHER
    return Aim.EVERYTHING if everything else Aim.THIS


def _meets(scope: str, monitor: Monitor, hosts: Set[str] | None) -> bool | None:
    """Does the downtime's scope let some group of the monitor fall silent? None: cannot be told."""
    if scope.strip() in ("", "*"):
        return True
    try:
        wanted = parse_scope(scope)
        found = leaves(parse_monitor_query(monitor.query).query)
    except QueryError:
        return None
    answers = {_holds(wanted, leaf, hosts) for leaf in found}
    return True if True in answers else None if None in answers else False


def _holds(scope: Scope, leaf: Leaf, hosts: Set[str] | None) -> bool | None:
    if isinstance(scope, Filter):
        if scope.negated:
            return None
        own = restricted_to(leaf.scope, scope.key)
        if own is not None:
            return scope.value.lower() in {value.lower() for value in own}
        if scope.key == "host" and "host" in leaf.by and hosts is not None:
            return scope.value == "*" or scope.value.lower() in hosts  # one group of many: the judged host's
        return scope.key in leaf.by
    if not isinstance(scope, AllOf | AnyOf):
        return None
    answers = [_holds(term, leaf, hosts) for term in scope.terms]
    settles = isinstance(scope, AnyOf)
    if settles in answers:
        return settles
    return None if None in answers else not settles
