"""From rows to a look at one source of a submission (`challenge.looks.at_hand` says which it has).

The only place where a credential is opened. What comes back are facts; nothing is judged here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

from django.conf import settings

from challenge import vault
from challenge.contest import newest_share
from challenge.database import let_go
from challenge.looks import kept
from challenge.looks.at_hand import (
    DATADOG_KEYS,
    NothingThere,
    document_path,
    is_entry,
    leak_key,
    machine,
    newest_own_look,
    taken_from,
)
from challenge.models import AccountLink, Collection, OwnLook, Run, Submission
from challenge.rows.asked import asked_of, definition_of, facts_for
from challenge.works.written import written
from verifier import recording
from verifier.facts import Fact, SourceFacts, SourceState
from verifier.facts.account import AccountFact, Organisation
from verifier.facts.host import HostFact
from verifier.gather import Reading, Report
from verifier.verdicts import How, Source

log = logging.getLogger(__name__)

SomeFact = TypeVar("SomeFact", bound=Fact)


def look(collection_id: int, *, report: Report) -> Reading:
    """Look at the source of this collection. Only `report` may raise.

    While it is looked at, no connection to the database is held: workers wait for more machines than a server takes.
    """
    collection = (
        Collection.objects.defer("raw", "facts").select_related("run__submission", "run__version").get(pk=collection_id)
    )
    source = Source(collection.source)
    if source is Source.HOST:
        collection.target = machine(collection.run.submission)
        collection.save(update_fields=["target"])
    try:
        prepared = LOOKS[source](collection.run)
        let_go()
        return prepared(report=report)
    except NothingThere as fault:
        reason = str(fault)
    except vault.CannotOpen:
        log.warning("A stored credential of submission %s does not open.", collection.run.submission_id)
        reason = "The stored key or password cannot be read any more; please enter it again."
    return Reading(SourceFacts(source, kept.how_of(collection), SourceState.NOT_READ, reason), b"")


def read_again(collection: Collection, before: SourceFacts) -> SourceFacts | None:
    """The facts once more from the kept raw answer, by the readers of today; None = keep those of before.

    When, how and where it was looked stays as it was.
    """
    raw = kept.unpack(collection.raw)
    if not raw:
        return None
    try:
        again = kept.as_stored(_read(Source(collection.source), raw))
    except Exception as fault:  # an answer of an old shape; its facts are still there
        log.warning("Collection %s cannot be read again: %s.", collection.pk, type(fault).__name__)
        return None
    return replace(again, how=before.how, taken_at=before.taken_at, origin=before.origin)


class Prepared(Protocol):
    """A look that needs nothing of the database any more."""

    def __call__(self, *, report: Report) -> Reading: ...


def _at_host(run: Run) -> Prepared:
    from verifier.gather import host

    target = machine(run.submission)
    if target is None:
        raise NothingThere("There is no machine to look at any more.")
    if target.kind == "own-run":
        return partial(_own_look, target.pk)
    secrets = vault.open_all(target.credentials.all(), run=run)
    login = host.HostTarget(
        user=target.username,
        address=target.address,
        port=target.port,
        key=secrets.get("ssh_key", ""),
        password=secrets.get("ssh_password", ""),
        host_key=target.host_key,
        allow=tuple(str(network) for network in settings.ALLOWED_TARGETS),
        sudo=target.use_sudo,
    )
    return partial(host.look, login, only=_only(run, HostFact))


def _own_look(target_id: int, *, report: Report) -> Reading:
    """What the candidate last sent, by the readers of today, as of when it came."""
    from verifier.gather import host

    own = OwnLook.objects.filter(target_id=target_id, source="host").order_by("-pk").first()
    let_go()
    if own is None:
        raise NothingThere("There is no own run of this machine any more.")
    raw = kept.unpack(own.raw)
    facts = host.read(raw, how=How.OWN_RUN, now=own.received_at.timestamp)
    reading = Reading(replace(facts, origin=kept.OWN_RUN), raw)
    report(reading.facts)
    return reading


def _at_account(run: Run) -> Prepared:
    from verifier.gather import account

    submission = run.submission
    if is_entry(submission):
        return newest_share.at_hand_in(run)
    link = AccountLink.objects.filter(submission=submission).first()
    stored = {row.kind: row for row in submission.credentials.filter(target=None)}
    missing = [name for kind, name in DATADOG_KEYS.items() if kind not in stored]
    if missing and (sent := newest_own_look(submission, Source.ACCOUNT)):
        return partial(_read_at_home, kept.unpack(sent.raw))
    if link is None:
        raise NothingThere("There is no Datadog account to look at any more.")
    if missing:
        raise NothingThere(f"The account cannot be read: there is no {missing[0]}.")
    secrets = vault.open_all(stored.values(), run=run)
    keys = account.AccountTarget(
        api_key=secrets["dd_api_key"],
        app_key=secrets["dd_app_key"],
        site=link.site,
        api_url=link.api_url,
        metrics=_metrics(submission),
    )
    only = _only(run, AccountFact)
    # No look without knowing whose account it is.
    return partial(account.look, keys, only=None if only is None else only | {Organisation})


def _only(run: Run, of_source: type[SomeFact]) -> frozenset[type[SomeFact]] | None:
    """The facts of one source that a run over single steps needs; None = all."""
    facts = facts_for(definition_of(run.version), run.scope)
    return None if facts is None else frozenset(fact for fact in facts if issubclass(fact, of_source))


def _metrics(submission: Submission) -> tuple[str, ...]:
    """The wanted metric, and the candidate's own name for it: the picked one, and the one judged last time."""
    wanted = asked_of(submission).metric
    last = submission.runs.filter(state="finished").first()
    judged = last.judged.get("metric", {}).get("name", "") if last else ""
    return tuple(name for name in dict.fromkeys((wanted, submission.choices.get("metric", ""), judged)) if name)


def _at_document(run: Run) -> Prepared:
    from verifier.gather import document

    more = written(run.submission)
    path = document_path(run.submission) if run.submission.document or not more.answers else None
    return partial(document.look, document.DocumentTarget(path, leak_key(), more, taken_from(run.submission, path)))


def _read_at_home(raw: bytes, *, report: Report) -> Reading:
    """The account as the candidate read it himself: facts, of which nothing more is known than what they say."""
    facts = recording.from_json(json.loads(raw))
    report(replace(facts, state=SourceState.READING))
    return Reading(facts, b"")


def _read(source: Source, raw: bytes) -> SourceFacts:
    """The readers of a source, imported late: the API client alone takes a fifth of a second."""
    if source is Source.HOST:
        from verifier.gather import host

        return host.read(raw)
    if source is Source.ACCOUNT:
        from verifier.gather import account

        return account.read(raw)
    from verifier.gather import document

    return document.read(raw)


LOOKS: dict[Source, Callable[[Run], Prepared]] = {
    Source.HOST: _at_host,
    Source.ACCOUNT: _at_account,
    Source.DOCUMENT: _at_document,
}
