"""What a probe of the account is: the facts it tells, the paths it reads, and the question itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from verifier.datadog import Port, scope_of
from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.account import AccountFact

Value = Fact | NotLooked | NotThere
Told = Mapping[type[Fact], Value]
Given = TypeVar("Given")
Found = TypeVar("Found")


class Each(Protocol):
    """`each(question, items)`: the answers in the order of the items."""

    def __call__(self, question: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]: ...


def one_by_one(question: Callable[[Given], Found], items: Iterable[Given]) -> list[Found]:
    """Asks one after the other; the look itself brings something that asks side by side."""
    return [question(item) for item in items]


@dataclass(frozen=True)
class Ask:
    """What a probe is given. known: the facts it needs, or why they are missing. now: epoch of the look.

    tags: those of everybody who shares the account; () = it is one candidate's own.
    each: `each(question, items)`, side by side where that is possible, answers in the order of the items.
    missing: the probe adds a sentence for each part that it could not look at and went on without.
    """

    port: Port
    now: int
    site: str = ""
    hosts: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("my_metric",)
    tags: tuple[str, ...] = ()
    known: Told = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    each: Each = one_by_one


@dataclass(frozen=True)
class Probe:
    """One question to the account. It raises CouldNotLook where nothing at all could be told."""

    name: str
    tells: tuple[type[AccountFact], ...]
    reads: tuple[str, ...]
    ask: Callable[[Ask], Told]
    needs: tuple[type[AccountFact], ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of an application key that it takes, for the page that lists them."""
        return tuple(sorted({scope for path in self.reads if (scope := scope_of(path))}))
