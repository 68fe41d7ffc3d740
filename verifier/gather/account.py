"""Looks at a candidate's Datadog account, and makes the same facts again from what an earlier look kept."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace

from verifier.datadog import Asking, Book, CouldNotLook, api_base, from_kept, masked, over_network, site_named
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import AccountFact, Keys
from verifier.gather.asking_round import LATE, Plan, ask_round
from verifier.gather.reading import Clock, Reading, Report, ignore, iso
from verifier.probes.account.exchanged import read_exchanges
from verifier.verdicts import How, Source

__all__ = ["AccountTarget", "CouldNotLook", "Remark", "from_exchanges", "look", "read"]


@dataclass(frozen=True)
class AccountTarget:
    """Which account to look at. api_url: loopback only. hosts, metrics: names to look at before others."""

    api_key: str = field(repr=False)
    app_key: str = field(repr=False)
    site: str = "datadoghq.com"
    api_url: str = ""
    deadline: float = 40.0
    hosts: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("my_metric",)


def look(
    target: AccountTarget,
    *,
    report: Report = ignore,
    now: Clock = time.time,
    only: frozenset[type[AccountFact]] | None = None,
) -> Reading:
    """Read the account. What could not be looked at is in the facts; only `report` may raise."""
    until = time.monotonic() + target.deadline
    try:
        site = site_named(target.site)
        base = api_base(site, target.api_url)
        transport = over_network(
            api_key=target.api_key, app_key=target.app_key, site=site, api_url=target.api_url, until=until
        )
    except CouldNotLook as fault:
        return Reading(_not_read(fault, iso(now), target.site), b"")
    book = Book(base, now)
    plan = Plan(
        site=site,
        place=f"{base} (sandbox)" if target.api_url else site,
        now=int(now()),
        hosts=target.hosts,
        metrics=target.metrics,
        only=only,
    )
    secrets = (target.api_key.strip(), target.app_key.strip())
    port = Asking(book.over(masked(transport, secrets)), until)
    facts = ask_round(port, plan, report=report, until=until, ended=lambda: iso(now))
    late = frozenset(kind for kind, value in facts.values.items() if value == LATE)
    return Reading(facts, _kept(book, replace(plan, late=late), facts.taken_at))


def read(raw: bytes) -> SourceFacts:
    """The facts of an earlier look, from its raw answers. Raises ValueError where `raw` is none of ours."""
    if not raw:
        return _not_read(CouldNotLook("Nothing of the look at the account was kept."), "", "")
    kept = json.loads(raw)
    if not isinstance(kept, dict) or not isinstance(kept.get("look"), dict):
        raise ValueError("These are not the kept answers of a look at an account.")
    plan, ended = Plan.from_json(kept["look"]), str(kept["look"].get("ended", ""))
    port = Asking(from_kept(kept.get("interactions") or []), float("inf"), tries=1)
    return ask_round(port, plan, report=ignore, until=float("inf"), ended=lambda: ended)


@dataclass(frozen=True)
class Remark:
    """Something in a recording that gave no fact, in one sentence."""

    sentence: str


def from_exchanges(text: str, *, now: float | None = None) -> list[AccountFact | Remark]:
    """What recorded exchanges with the API show, whoever made them: facts first, then remarks.

    Raises CouldNotLook with one sentence where there is no fact in them.
    """
    try:
        recording = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise CouldNotLook("The recording is no JSON.") from None
    interactions = recording.get("interactions") if isinstance(recording, dict) else recording
    if not isinstance(interactions, list) or not interactions:
        raise CouldNotLook("The recording holds no exchanges (a list called `interactions`).")
    facts, remarks = read_exchanges(interactions, now=int(time.time() if now is None else now))
    if not any(fact for fact in facts if fact != Keys(api_key=False, application_key=None)):
        raise CouldNotLook(" ".join(remarks[:3]) or "Nothing in the recording is a fact about an account.")
    return [*facts, *(Remark(sentence) for sentence in remarks)]


def _kept(book: Book, plan: Plan, ended: str) -> bytes:
    kept = {"look": plan.to_json() | {"ended": ended}, "interactions": book.interactions()}
    return json.dumps(kept, ensure_ascii=False, indent=1).encode(errors="surrogatepass")  # as `json.loads` reads it


def _not_read(fault: CouldNotLook, taken_at: str, place: str) -> SourceFacts:
    return SourceFacts(Source.ACCOUNT, How.API, SourceState.NOT_READ, fault.reason, taken_at, place)
