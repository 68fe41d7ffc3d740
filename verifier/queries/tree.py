"""The tree of a metric query: frozen, hashable, blind to spacing, quotes and needless parentheses.

Kept out: reading text (`parsing`), writing text (`rendering`), questions (`asking`).
"""

from __future__ import annotations

from dataclasses import dataclass

from verifier.queries.scopes import Scope


class QueryError(ValueError):
    """The text is no query that Datadog would take; `str(error)` is one sentence for a candidate."""


def shown(text: str, length: int = 20) -> str:
    """A piece of hostile text, fit to stand in a sentence."""
    return "".join(character if character.isprintable() else "?" for character in text[:length])


@dataclass(frozen=True)
class Leaf:
    """`avg:my_metric{host:web-1} by {host}`: names as written; aggregator None when none was written."""

    metric: str
    aggregator: str | None
    scope: Scope
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Text:
    """A quoted argument, without its quotes: the 'basic' of anomalies(…, 'basic', 2)."""

    value: str


@dataclass(frozen=True)
class Name:
    """A bare word: an argument as the `sum` of rollup(sum, 3600), or in a formula the name of a query."""

    value: str


@dataclass(frozen=True)
class Option:
    """A named argument: direction='both'."""

    name: str
    value: Number | Text | Name


@dataclass(frozen=True)
class Call:
    """A function. `x.fill(zero)` is chained and x its first argument; `abs(x)` is wrapped."""

    function: str
    arguments: tuple[Expression | Text | Option, ...]
    chained: bool = False


@dataclass(frozen=True)
class Negation:
    """A minus before something that is not a number."""

    operand: Expression


@dataclass(frozen=True)
class Arithmetic:
    """Two expressions joined by `+`, `-`, `*` or `/`."""

    operator: str
    left: Expression
    right: Expression


Expression = Leaf | Number | Name | Call | Negation | Arithmetic
Node = Expression | Text | Option


@dataclass(frozen=True)
class MetricQuery:
    """What a widget's `q` or `query` holds: mostly one expression, more when commas separate them."""

    expressions: tuple[Expression, ...]


@dataclass(frozen=True)
class Formula:
    """`anomalies(query1, 'basic', 2)`: an expression over the names of queries."""

    expression: Expression


@dataclass(frozen=True)
class Change:
    """The rest of change(avg(last_5m),last_1h): how the window is averaged, and how far back it is compared."""

    aggregator: str
    shift: str
    shift_seconds: int


@dataclass(frozen=True)
class MonitorQuery:
    """`avg(last_5m):avg:my_metric{*} by {host} > 800`.

    `time_aggregator` is avg, sum, min, max, last, percentile, or change or pct_change with `change` set.
    `window` is as written (last_5m, current_1mo); `window_seconds` counts a month as 30 days.
    `query` holds one expression. `threshold` is the number on the right, which is the critical one.
    """

    time_aggregator: str
    window: str
    window_seconds: int
    query: MetricQuery
    comparator: str
    threshold: float
    change: Change | None = None


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Negation(operand=operand):
            return (operand,)
        case Option(value=value):
            return (value,)
        case _:
            return ()
