"""The cards of a candidate's home: how the document, the account and the machine are looked at, and how that went."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from challenge.looks import kept
from challenge.models import AccountLink, Collection, Submission
from challenge.services.runs import cool_downs
from verifier.probes.account.registry import MINIMAL_SCOPES
from verifier.verdicts import Source

AWAY = re.compile(r"(?:https?:)?//", re.IGNORECASE)
LACKS = re.compile(r"\blacks ([a-z]+(?:_[a-z]+)+)\b")


@dataclass(frozen=True)
class LastLook:
    """at: when a look at the source last ended. reason: why it, or a part, could not be looked at, "" = it could."""

    at: datetime | None = None
    failed: bool = False
    reason: str = ""


@dataclass(frozen=True)
class DocumentCard:
    """url, commit: "" for an upload. found of pictures: as the last look saw them; None = it has not looked yet.

    elsewhere: how many further ones lie under other addresses.
    """

    kind: str
    url: str
    commit: str
    taken_at: datetime | None
    pictures: int | None
    found: int | None
    elsewhere: int
    look: LastLook
    cool_down_until: datetime | None


@dataclass(frozen=True)
class AccountCard:
    """scopes_missing: of the application key, as far as is known. unscoped: the key may do more than it needs to."""

    site: str
    organisation: str
    has_keys: bool
    scopes_missing: tuple[str, ...]
    unscoped: bool
    trial_ends_on: date | None
    look: LastLook
    cool_down_until: datetime | None


@dataclass(frozen=True)
class MachineCard:
    """kind: "ssh" or "own-run". name, agent_version: what the last look saw, "" = nothing yet."""

    kind: str
    address: str
    host_key: str
    name: str
    agent_version: str
    confirmed_at: datetime | None
    look: LastLook
    cool_down_until: datetime | None


@dataclass(frozen=True)
class HowWeLook:
    """None = not connected."""

    document: DocumentCard | None
    account: AccountCard | None
    machine: MachineCard | None

    @property
    def nothing(self) -> bool:
        """Nothing is connected at all."""
        return not (self.document or self.account or self.machine)

    def connected(self) -> set[str]:
        """The sources that can be looked at."""
        cards = {Source.DOCUMENT: self.document, Source.ACCOUNT: self.account, Source.HOST: self.machine}
        return {source.value for source, card in cards.items() if card is not None}


def how_we_look(submission: Submission, reasons: Iterable[str]) -> HowWeLook:
    """Asks nothing: for the candidate's own page. reasons: the sentences of the rows, which tell of missing scopes."""
    looks, facts, busy = _last_looks(submission), _facts(submission), cool_downs(submission)
    return HowWeLook(
        document=_document(submission, looks, facts, busy),
        account=_account(submission, looks, facts, busy, reasons),
        machine=_machine(submission, looks, facts, busy),
    )


Looks = Mapping[str, LastLook]
Facts = Mapping[str, dict[str, Any]]
Busy = Mapping[Source, datetime]
UNSEEN = LastLook()


def _document(submission: Submission, looks: Looks, facts: Facts, busy: Busy) -> DocumentCard | None:
    if not submission.document:
        return None
    pictures = facts.get("document", {}).get(PICTURES)
    known = [one for one in pictures if one.get("exists") is not None] if pictures is not None else None
    return DocumentCard(
        kind=submission.document_kind,
        url=submission.document_url,
        commit=submission.document_commit[:7],
        taken_at=submission.document_taken_at,
        pictures=len(known) if known is not None else None,
        found=sum(bool(one["exists"]) for one in known) if known is not None else None,
        elsewhere=sum(one.get("exists") is None and bool(AWAY.match(one["target"])) for one in pictures or ()),
        look=looks.get("document", UNSEEN),
        cool_down_until=busy.get(Source.DOCUMENT),
    )


def _account(
    submission: Submission, looks: Looks, facts: Facts, busy: Busy, reasons: Iterable[str]
) -> AccountCard | None:
    link = AccountLink.objects.filter(submission=submission).first()
    if link is None:
        return None
    organisation = facts.get("account", {}).get(ORGANISATION) or {}
    scopes = organisation.get("key_scopes")
    missing = set(MINIMAL_SCOPES) - set(scopes) if scopes is not None else set()
    missing |= {found for reason in reasons for found in LACKS.findall(reason)}
    return AccountCard(
        site=link.site,
        organisation=organisation.get("name") or link.organisation,
        has_keys=submission.credentials.filter(target=None).exists(),
        scopes_missing=tuple(sorted(missing)),
        unscoped=bool(organisation.get("key_unscoped")),
        trial_ends_on=submission.trial_ends_on,
        look=looks.get("account", UNSEEN),
        cool_down_until=busy.get(Source.ACCOUNT),
    )


def _machine(submission: Submission, looks: Looks, facts: Facts, busy: Busy) -> MachineCard | None:
    target = submission.targets.filter(primary=True).first()
    if target is None:
        return None
    seen = facts.get("host", {})
    agent, system = seen.get(AGENT) or {}, seen.get(SYSTEM) or {}
    return MachineCard(
        kind=target.kind,
        address=str(target) if target.address else "",
        host_key=target.host_key,
        name=target.name or agent.get("hostname") or system.get("hostname") or "",
        agent_version=target.agent_version or agent.get("version") or "",
        confirmed_at=target.confirmed_at,
        look=looks.get("host", UNSEEN),
        cool_down_until=busy.get(Source.HOST),
    )


def _last_looks(submission: Submission) -> Looks:
    """Source -> the last look that ended, whether it came back or not."""
    ended = Collection.objects.filter(run__submission=submission, state__in=("read", "failed"))
    newest = ended.order_by("source").values_list("source").annotate(newest=Max("pk"))
    rows = Collection.objects.filter(pk__in=[pk for _source, pk in newest])
    return {
        source: LastLook(at, state == "failed", reason)
        for source, at, state, reason in rows.values_list("source", "ended_at", "state", "reason")
    }


def _facts(submission: Submission) -> Facts:
    """Source -> the few facts that a card shows, of the last whole look that came back. The others are not fetched."""
    version = submission.cohort.version
    found: dict[str, dict[str, Any]] = {}
    for source, wanted in SHOWN.items():
        looks = Collection.objects.filter(
            kept.whole_look(version, source), run__submission=submission, run__state="finished", state="read"
        )
        row = looks.order_by("-run_id").values(*wanted).first()
        if row is not None:
            found[source.value] = row
    return found


PICTURES = "facts__values__Pictures__fact__items"
ORGANISATION = "facts__values__Organisation__fact"
AGENT = "facts__values__Agent__fact"
SYSTEM = "facts__values__OperatingSystem__fact"
SHOWN = {Source.HOST: (AGENT, SYSTEM), Source.ACCOUNT: (ORGANISATION,), Source.DOCUMENT: (PICTURES,)}
