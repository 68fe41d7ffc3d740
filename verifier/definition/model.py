"""The definition of a challenge as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from verifier.verdicts import Source

Parameter = str | int | float | bool | tuple[str, ...]
Value = str | int | float
"""Of a parameter that may be drawn."""

RULE_PREFIX = "$rule."
USUAL_METRIC = "my_metric"


@dataclass(frozen=True)
class HouseRule:
    """A switch of the cohort, published before the start."""

    name: str
    default: str
    choices: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Draw:
    """A parameter that may be another one for each entry of a contest. usual: without a draw; it may be among the choices."""

    name: str
    usual: Value
    choices: tuple[Value, ...]


@dataclass(frozen=True)
class Dealt:
    """What was drawn for one entry. others: what others may have got, and the usual value, which anybody could copy."""

    name: str
    value: Value
    others: tuple[Value, ...]


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged.

    checks: check name -> its parameters; a string `$rule.NAME` is filled in by the engine.
    dealt: the draws that it is judged by; () where nothing was drawn.
    """

    key: str
    observers: tuple[Source, ...]
    negative: bool
    checks: Mapping[str, Mapping[str, Parameter]]
    dealt: tuple[Dealt, ...] = ()


@dataclass(frozen=True)
class Step:
    """One row that a candidate sees. person: only a person can judge it."""

    key: str
    title: str
    task: str
    hint: str
    points: int
    bonus: bool
    required: bool
    person: bool
    needs: tuple[str, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Definition:
    """version: `name@sequence+sha12`, the digest being that of the canonical YAML.

    written: the sections with `$draw.NAME` in them as they stand in the file. drawn: what stands in `sections` for them.
    """

    name: str
    title: str
    sequence: int
    version: str
    house_rules: tuple[HouseRule, ...]
    sections: tuple[Section, ...]
    draws: tuple[Draw, ...] = ()
    written: tuple[Section, ...] = ()
    drawn: Mapping[str, Value] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in their order."""
        return tuple(step for section in self.sections for step in section.steps)

    @property
    def criteria(self) -> Iterator[Criterion]:
        return (criterion for step in self.steps for criterion in step.criteria)

    @property
    def metric(self) -> str:
        """The name under which the custom metric is asked for; the usual one where the checks name none, or several."""
        names = {
            given["metric"] for criterion in self.criteria for given in criterion.checks.values() if "metric" in given
        }
        return str(names.pop()) if len(names) == 1 else USUAL_METRIC

    @property
    def metrics_of_others(self) -> frozenset[str]:
        """Names that were drawn for somebody else; what carries one is no misspelling of ours."""
        dealt = [one for criterion in self.criteria for one in criterion.dealt if one.value == self.metric]
        return frozenset(str(other) for one in dealt for other in one.others)

    def default_rules(self) -> dict[str, str]:
        return {rule.name: rule.default for rule in self.house_rules}
