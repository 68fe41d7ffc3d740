"""What stands between the braces of a query: the hosts, tags and template variables it is cut down to.

A scope is kept in one normal form, so that two ways of writing the same thing are equal:
`{*}`, `{}` and no restriction at all are `EVERYWHERE`; nested ANDs and ORs are flat; a negated
filter is a filter with `negated=True`. Build scopes with `all_of`, `any_of` and `negate` only.

Kept out: what a template variable stands for (`rewriting.with_variables`), and which scope is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Filter:
    """One tag. `host:web-1` is key `host`, value `web-1`; a tag without a colon has the key "".

    A template variable keeps its dollar in the value: `$host` is key "", value `$host`, and
    `host:$host.value` is key `host`, value `$host.value`. A value may hold the wildcard `*`.
    """

    key: str
    value: str
    negated: bool = False

    @property
    def variable(self) -> str | None:
        """The name of the template variable that this filter is, without dollar and without `.value`."""
        if not self.value.startswith("$"):
            return None
        return self.value[1:].removesuffix(".value")


@dataclass(frozen=True)
class AllOf:
    """Every term holds. No terms at all: everywhere."""

    terms: tuple[Scope, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of two or more terms holds."""

    terms: tuple[Scope, ...]


@dataclass(frozen=True)
class Not:
    """A group that does not hold (a single filter is negated in itself)."""

    term: AllOf | AnyOf


Scope = Filter | AllOf | AnyOf | Not

EVERYWHERE = AllOf(())


def all_of(terms: Iterable[Scope]) -> Scope:
    """AND, flat, without repetitions and without terms that restrict nothing."""
    flat: dict[Scope, None] = {}
    for term in terms:
        flat.update(dict.fromkeys(term.terms if isinstance(term, AllOf) else (term,)))
    return next(iter(flat)) if len(flat) == 1 else AllOf(tuple(flat))


def any_of(terms: Iterable[Scope]) -> Scope:
    """OR, flat and without repetitions; `* OR x` is everywhere; an OR of nothing is the caller's error."""
    flat: dict[Scope, None] = {}
    for term in terms:
        if term == EVERYWHERE:
            return EVERYWHERE
        flat.update(dict.fromkeys(term.terms if isinstance(term, AnyOf) else (term,)))
    if not flat:
        raise ValueError("any_of needs a term")
    return next(iter(flat)) if len(flat) == 1 else AnyOf(tuple(flat))


def negate(term: Scope) -> Scope:
    if isinstance(term, Filter):
        return Filter(term.key, term.value, not term.negated)
    return term.term if isinstance(term, Not) else Not(term)


def filters(scope: Scope) -> tuple[Filter, ...]:
    """Every tag that the scope speaks of, in the order written; `negated` counts the NOTs around it too."""
    if isinstance(scope, Filter):
        return (scope,)
    if isinstance(scope, Not):
        return tuple(Filter(each.key, each.value, not each.negated) for each in filters(scope.term))
    return tuple(each for term in scope.terms for each in filters(term))


def restricted_to(scope: Scope, key: str) -> frozenset[str] | None:
    """The values of `key` outside of which the scope lets nothing through; None when it does not restrict it.

    `{host:a,env:b}` restricts host to {a}; `{host:a OR host:b}` to {a, b}; `{host:a OR env:b}`, `{!host:a}`
    and `{*}` restrict it not at all. Wildcards and template variables come back as written.
    """
    if isinstance(scope, Filter):
        return frozenset({scope.value}) if scope.key == key and not scope.negated else None
    if isinstance(scope, Not):
        return None
    found = [restricted_to(term, key) for term in scope.terms]
    if isinstance(scope, AllOf):
        known = [values for values in found if values is not None]
        return frozenset.intersection(*known) if known else None
    sets = [values for values in found if values is not None]
    return frozenset.union(*sets) if len(sets) == len(found) else None


def is_everywhere(scope: Scope) -> bool:
    """Is it `{*}`?"""
    return scope == EVERYWHERE


def variables(scope: Scope) -> frozenset[str]:
    """The names of the template variables in it, without dollar."""
    return frozenset(each.variable for each in filters(scope) if each.variable)


def replace_filters(scope: Scope, change: Callable[[Filter], Scope]) -> Scope:
    """The scope with each filter put through `change` (which sees it without its negation)."""
    if isinstance(scope, Filter):
        changed = change(Filter(scope.key, scope.value))
        return negate(changed) if scope.negated else changed
    if isinstance(scope, Not):
        return negate(replace_filters(scope.term, change))
    build = all_of if isinstance(scope, AllOf) else any_of
    return build(replace_filters(term, change) for term in scope.terms)
