"""Whose tags a thing carries: in its tags, its words, or the scopes of its queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from verifier.facts.account import AccountHost, Board, Downtime, Monitor
from verifier.queries import Filter, QueryError, leaves, parse_metric_query, parse_monitor_query, parse_scope
from verifier.queries.scopes import filters

Marks = frozenset[str]
NOBODY: Marks = frozenset()

AGENT = "Datadog"
"""The source of the tags that a host's Agent sends, beside those that were typed or came by the API."""


def of_host(host: AccountHost, tags: Marks) -> Marks:
    """What its Agent says, which only who has the machine can change: everybody in the account can type a tag on any host."""
    return in_texts((tag for source, given in host.tags if source == AGENT for tag in given), tags)


def anywhere_on(host: AccountHost, tags: Marks) -> Marks:
    """What its metrics carry in the account, whoever gave it."""
    return in_texts((tag for _, given in host.tags for tag in given), tags)


def of_board(board: Board, tags: Marks) -> Marks:
    defaults = (f"{each.prefix}:{value}" for each in board.variables for value in (each.default, *each.defaults))
    titles = (widget.title for widget in board.widgets)
    queries = (query for widget in board.widgets for query in widget.queries)
    return in_texts((board.title, board.description, *titles, *defaults), tags) | in_queries(queries, tags)


def of_monitor(monitor: Monitor, tags: Marks) -> Marks:
    return in_texts((monitor.name, monitor.message, *monitor.tags), tags) | in_queries((monitor.query,), tags)


def of_downtime(downtime: Downtime, tags: Marks) -> Marks:
    """Its own words; of the monitors that it silences the caller knows."""
    return in_texts((downtime.message, *downtime.monitor_tags), tags) | _in_scope(downtime.scope, tags)


def in_texts(texts: Iterable[str], tags: Marks) -> Marks:
    """Those of the tags that stand in one of the texts as a whole word, in capitals or not."""
    if not tags:
        return NOBODY
    pattern = _pattern(tags)
    return frozenset(match[0].lower() for text in texts if ":" in text for match in pattern.finditer(text))


def in_queries(queries: Iterable[str], tags: Marks) -> Marks:
    """Those that a scope is cut down to; one that is left out (`!tag`) is spoken of, and not carried."""
    found: Marks = NOBODY
    for query in queries:
        if ":" in query:
            carried = _filters(query)
            found |= in_texts((query,) if carried is None else carried, tags)
    return found


def _in_scope(scope: str, tags: Marks) -> Marks:
    try:
        texts: tuple[str, ...] = _plain(filters(parse_scope(scope)))
    except QueryError:
        texts = (scope,)
    return in_texts(texts, tags)


@lru_cache(maxsize=4096)
def _filters(query: str) -> tuple[str, ...] | None:
    """The tags that a query is cut down to; None where the grammar cannot read it."""
    for parse in (_metric_leaves, _monitor_leaves):
        try:
            found = parse(query)
        except QueryError:
            continue
        return found
    return None


def _metric_leaves(query: str) -> tuple[str, ...]:
    return _plain(each for leaf in leaves(parse_metric_query(query)) for each in filters(leaf.scope))


def _monitor_leaves(query: str) -> tuple[str, ...]:
    return _plain(each for leaf in leaves(parse_monitor_query(query).query) for each in filters(leaf.scope))


def _plain(found: Iterable[Filter]) -> tuple[str, ...]:
    return tuple(f"{each.key}:{each.value}" for each in found if not each.negated)


@lru_cache(maxsize=64)
def _pattern(tags: Marks) -> re.Pattern[str]:
    """Longer words that only begin or end like a tag are other words; a full stop behind one ends a sentence."""
    each = "|".join(re.escape(tag) for tag in sorted(tags, key=lambda tag: (-len(tag), tag)))
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)(?![-./:]\w)", re.IGNORECASE)
