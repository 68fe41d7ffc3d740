"""How the Datadog account of a submission is looked at, for the candidate alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from challenge import access
from challenge.access import Person
from challenge.looks import kept
from challenge.models import AccountLink, Collection, Submission
from challenge.models.run import runs_on
from challenge.rows.asked import asked_of
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.services.purging import purge_at
from verifier.datadog import SITES
from verifier.engine.worth import account_rows, rows_by_scope
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import AccountFact, Keys, Organisation
from verifier.gather.keys import Tried
from verifier.probes.account.registry import MINIMAL_SCOPES


@dataclass(frozen=True)
class KeyView:
    """A stored key; nothing of the key itself. used_at: None = not yet."""

    kind: str
    stored_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class ScopeView:
    """A scope, and the titles of the rows that hang on it."""

    name: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class LastLook:
    """What the last check came back with. state: as in words.SOURCE_STATES. over: both keys were good for nothing."""

    run_id: int
    at: datetime | None
    state: str
    reason: str
    origin: str
    over: bool
    by_own_run: bool


@dataclass(frozen=True)
class AccountPage:
    """proves: how many of `rows` the account may prove. purge_at: when keys are forgotten by themselves, None: no date."""

    submission: SubmissionView
    site: str
    site_name: str
    organisation: str
    keys: tuple[KeyView, ...]
    machine_secrets: int
    sent_at: datetime | None
    purge_at: datetime | None
    retention_days: int
    proves: int
    rows: int
    scopes: tuple[ScopeView, ...]
    board: str
    monitor: str
    last: LastLook | None

    @property
    def has_both(self) -> bool:
        return len(self.keys) == 2


def account_page(user: Person, submission: Submission) -> AccountPage:
    """Hidden unless the submission is this person's own."""
    if not access.may_read_own(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    definition = asked_of(submission)
    titles = {step.key: step.title for step in definition.steps}
    link = AccountLink.objects.filter(submission=submission).first()
    sent = submission.own_looks.filter(source="account").order_by("-pk").first()
    credentials = submission.credentials.order_by("kind")
    return AccountPage(
        submission=submission_view(user, submission, runs_on().filter(submission=submission).first()),
        site=link.site if link else "",
        site_name=next((name for name, site in SITES.items() if link and site == link.site), ""),
        organisation=link.organisation if link else "",
        keys=tuple(KeyView(row.kind, row.created_at, row.opened_at) for row in credentials if row.target_id is None),
        machine_secrets=sum(row.target_id is not None for row in credentials),
        sent_at=sent.received_at if sent else None,
        purge_at=purge_at(submission),
        retention_days=submission.cohort.retention_days,
        proves=len(account_rows(definition)),
        rows=len(definition.steps),
        scopes=_scopes(rows_by_scope(definition), titles),
        board=submission.choices.get("board", ""),
        monitor=submission.choices.get("monitor", ""),
        last=_last(submission),
    )


def missing_scopes(page: AccountPage, tried: Tried) -> tuple[ScopeView, ...]:
    """The refused scopes with what each costs."""
    return tuple(scope for scope in page.scopes if scope.name in tried.missing)


def _scopes(rows: Mapping[str, tuple[str, ...]], titles: Mapping[str, str]) -> tuple[ScopeView, ...]:
    return tuple(ScopeView(name, tuple(titles[key] for key in rows.get(name, ()))) for name in MINIMAL_SCOPES)


def _last(submission: Submission) -> LastLook | None:
    looks = Collection.objects.defer("raw").filter(
        run__submission=submission, source="account", state__in=("read", "failed")
    )
    row = looks.order_by("-run_id").first()
    if row is None:
        return None
    facts = kept.facts_of(row)
    state = "partly" if row.state == "read" and facts.state is SourceState.PARTLY else row.state
    return LastLook(
        row.run_id,
        row.ended_at,
        state,
        facts.reason or row.reason,
        facts.origin,
        _is_over(facts),
        facts.how == "own-run",
    )


def _is_over(facts: SourceFacts) -> bool:
    """Datadog took both keys, and told nothing at all: a trial that has ended, or a key without any scope."""
    told = [
        kind
        for kind, value in facts.values.items()
        if isinstance(value, AccountFact) and kind not in (Keys, Organisation)
    ]
    return bool(facts.values) and facts.state is SourceState.PARTLY and not told
