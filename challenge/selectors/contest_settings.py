"""How the account of a contest stands, for its leads: never a key."""

from __future__ import annotations

from dataclasses import dataclass

from challenge import access
from challenge.access import Person
from challenge.models import Cohort
from challenge.rows.asked import definition_of
from challenge.selectors.account import KeyView, ScopeView
from challenge.selectors.contest import watch_path
from challenge.selectors.sweeps import contest_of
from verifier.datadog import SITES
from verifier.engine.worth import provable_alone, rows_by_scope
from verifier.gather.keys import Tried
from verifier.probes.account.registry import MINIMAL_SCOPES


@dataclass(frozen=True)
class ContestAccount:
    """proves of rows: what the account alone can prove of what is worth points. watch: the path of the public board, "" = there is none."""

    site: str
    site_name: str
    organisation: str
    keys: tuple[KeyView, ...]
    scopes: tuple[str, ...]
    proves: int
    rows: int
    watch: str

    @property
    def has_both(self) -> bool:
        return len(self.keys) == 2


def account_of_contest(user: Person, cohort: Cohort) -> ContestAccount:
    """Hidden for anybody but a lead."""
    contest = contest_of(user, cohort)
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("This is for its leads.")
    definition = definition_of(cohort.version)
    worth = {step.key for step in definition.steps if step.points}
    return ContestAccount(
        site=contest.site,
        site_name=next((name for name, site in SITES.items() if site == contest.site), ""),
        organisation=contest.organisation,
        keys=tuple(KeyView(row.kind, row.created_at, row.opened_at) for row in contest.keys.order_by("kind")),
        scopes=tuple(MINIMAL_SCOPES),
        proves=len(worth.intersection(provable_alone(definition))),
        rows=len(worth),
        watch=watch_path(contest),
    )


def missing_of(cohort: Cohort, tried: Tried) -> tuple[ScopeView, ...]:
    """The scopes that were refused, with what each costs."""
    definition = definition_of(cohort.version)
    rows = rows_by_scope(definition)
    titles = {step.key: step.title for step in definition.steps}
    return tuple(
        ScopeView(name, tuple(titles[key] for key in rows.get(name, ())))
        for name in MINIMAL_SCOPES
        if name in tried.missing
    )
