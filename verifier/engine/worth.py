"""What the keys of an account are worth: which rows it may prove, and which of them hang on one scope."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.checks.registry import Check, all_checks
from verifier.definition import Definition, Step
from verifier.facts import Fact
from verifier.facts.account import (
    AccountHosts,
    ActiveMetrics,
    Boards,
    CandidateMetrics,
    Downtimes,
    Monitors,
    TracedServices,
)
from verifier.subjects.basis import BASIS
from verifier.verdicts import Source

OPENS: Mapping[str, type[Fact]] = {
    "hosts_read": AccountHosts,
    "metrics_read": ActiveMetrics,
    "timeseries_query": CandidateMetrics,
    "dashboards_read": Boards,
    "monitors_read": Monitors,
    "monitors_downtime": Downtimes,
    "apm_read": TracedServices,
}
"""Scope -> what cannot be told without it. A test holds it against looks with one scope less."""


def account_rows(definition: Definition) -> tuple[str, ...]:
    """The steps that the account may prove, in the definition's order."""
    return tuple(step.key for step in definition.steps if _checks(step))


def provable_alone(definition: Definition) -> tuple[str, ...]:
    """The steps that the account can prove alone: it has a check of every criterion, and no person has to read them."""
    checks = all_checks()
    return tuple(
        step.key
        for step in definition.steps
        if not step.person
        and all(
            Source.ACCOUNT in criterion.observers
            and any(name in checks and checks[name].source is Source.ACCOUNT for name in criterion.checks)
            for criterion in step.criteria
        )
    )


def rows_by_scope(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Scope -> the steps that the account cannot prove without it."""
    return {
        scope: tuple(
            step.key for step in definition.steps if any(opened in _without_fail(check) for check in _checks(step))
        )
        for scope, opened in OPENS.items()
    }


def _checks(step: Step) -> list[Check]:
    """The step's checks of the account, of criteria that the account may prove."""
    checks = all_checks()
    return [
        checks[name]
        for criterion in step.criteria
        if Source.ACCOUNT in criterion.observers
        for name in criterion.checks
        if name in checks and checks[name].source is Source.ACCOUNT
    ]


def _without_fail(check: Check) -> set[type[Fact]]:
    """The facts without which the check says nothing, and what a judged object among them is first chosen from."""
    needed = {wanted.fact for wanted in check.facts if not wanted.takes_not_looked}
    return needed | {BASIS[fact][0] for fact in needed if fact in BASIS}
