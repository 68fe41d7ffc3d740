"""A short try of two keys: whether Datadog takes them, and what they open. Reads a little, keeps nothing, writes nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from verifier.datadog import Asking, CouldNotLook, api_base, masked, over_network, site_named
from verifier.datadog.port import Params
from verifier.facts.account import Organisation
from verifier.gather.account import AccountTarget
from verifier.gather.reading import Clock
from verifier.probes.account import Ask
from verifier.probes.account.organisation import (
    REFUSALS,
    ask_api_key,
    ask_application_key,
    ask_organisation,
)
from verifier.probes.account.registry import MINIMAL_SCOPES
from verifier.probes.account.shape import obj, objs, text, texts

SECONDS = 10.0
LATE = "Datadog did not answer in time, so nothing can be said about the keys; try again later."
OWN_KEYS = "/api/v2/current_user/application_keys"
API_KEY, APPLICATION_KEY, UNREACHED = "api-key", "application-key", "unreached"

Found = TypeVar("Found")


@dataclass(frozen=True)
class Tried:
    """What the try came to; every field is for people, and none holds a part of a key.

    refused: API_KEY or APPLICATION_KEY, which Datadog does not take, or UNREACHED; "" = it takes both. reason: why.
    organisation: its public id, "" = not told. missing: scopes that a read was refused for. unasked: (scope, why it
    could not be tried). unscoped: the key may do whatever its owner may. more: scopes beyond the needed ones.
    """

    refused: str = ""
    reason: str = ""
    organisation: str = ""
    organisation_name: str = ""
    missing: tuple[str, ...] = ()
    unasked: tuple[tuple[str, str], ...] = ()
    unscoped: bool = False
    more: tuple[str, ...] = ()

    @property
    def opens_nothing(self) -> bool:
        """Both keys are good, and everything else is refused: no scope at all, or a trial that is over."""
        return set(self.missing) == set(MINIMAL_SCOPES)


def try_keys(target: AccountTarget, *, now: Clock = time.time, seconds: float = SECONDS) -> Tried:
    """Ask for both keys, then for one small thing a scope, side by side. Takes no longer, and raises nothing."""
    until = time.monotonic() + seconds
    pool = ThreadPoolExecutor(len(MINIMAL_SCOPES) + 2, "try")
    try:
        ask = _ask(target, int(now()), until)
        for question, key in ((ask_api_key, API_KEY), (ask_application_key, APPLICATION_KEY)):
            try:
                _in_time(pool.submit(question, ask), until)
            except CouldNotLook as fault:
                return Tried(key if fault.status in REFUSALS else UNREACHED, fault.reason)
        return _opened(pool, ask, target.app_key.strip(), until)
    except CouldNotLook as fault:
        return Tried(UNREACHED, fault.reason)
    finally:
        # A name that no server resolves holds its thread longer than our deadline; nobody waits for it.
        pool.shutdown(wait=False, cancel_futures=True)


def _ask(target: AccountTarget, now: int, until: float) -> Ask:
    site = site_named(target.site)
    api_base(site, target.api_url)
    transport = over_network(
        api_key=target.api_key, app_key=target.app_key, site=site, api_url=target.api_url, until=until
    )
    secrets = (target.api_key.strip(), target.app_key.strip())
    return Ask(Asking(masked(transport, secrets), until, tries=1), now, site)


def _opened(pool: ThreadPoolExecutor, ask: Ask, app_key: str, until: float) -> Tried:
    reads = {scope: pool.submit(ask.port.get, *reading) for scope, reading in _readings(ask.now).items()}
    owner = pool.submit(lambda: ask_organisation(ask)[Organisation])
    own_keys = pool.submit(ask.port.get, OWN_KEYS, (("page[size]", 100),))
    missing: list[str] = []
    unasked: list[tuple[str, str]] = []
    for scope, reading in reads.items():
        try:
            _in_time(reading, until)
        except CouldNotLook as fault:
            if fault.status in REFUSALS:
                missing.append(scope)
            else:
                unasked.append((scope, fault.reason))
    organisation = _or_none(owner, until)
    known = organisation if isinstance(organisation, Organisation) else Organisation("", "", ask.site)
    scopes = _scopes(_or_none(own_keys, until), app_key[-4:])
    return Tried(
        organisation=known.public_id,
        organisation_name=known.name,
        missing=tuple(missing),
        unasked=tuple(unasked),
        unscoped=scopes == UNSCOPED,
        more=() if scopes is None else tuple(sorted({*scopes} - {*MINIMAL_SCOPES} - {*UNSCOPED})),
    )


def _readings(now: int) -> Mapping[str, tuple[str, Params]]:
    """Scope -> the smallest read that takes it."""
    return {
        "hosts_read": ("/api/v1/hosts", (("count", 1),)),
        "metrics_read": ("/api/v1/metrics", (("from", now - 300),)),
        "timeseries_query": (
            "/api/v1/query",
            (("from", now - 300), ("to", now), ("query", "avg:datadog.agent.running{*}")),
        ),
        "dashboards_read": ("/api/v1/dashboard", (("count", 1),)),
        "monitors_read": ("/api/v1/monitor", (("page", 0), ("page_size", 1))),
        "monitors_downtime": ("/api/v2/downtime", (("page[limit]", 1),)),
        "apm_read": ("/api/v2/apm/services", (("filter[env]", "*"),)),
    }


UNSCOPED = ("*",)


def _scopes(body: object, last4: str) -> tuple[str, ...] | None:
    """The scopes of the key that ends so, from the list of its owner's keys; None = they do not tell."""
    mine = [obj(key, "attributes") for key in objs(obj(body).get("data"))]
    mine = [key for key in mine if text(key.get("last4")) == last4]
    if len(mine) != 1 or "scopes" not in mine[0]:
        return None
    return UNSCOPED if mine[0]["scopes"] is None else tuple(texts(mine[0]["scopes"]))


def _in_time(future: Future[Found], until: float) -> Found:
    try:
        return future.result(timeout=max(until - time.monotonic(), 0.0))
    except TimeoutError:
        raise CouldNotLook(LATE) from None
    except CouldNotLook:
        raise
    except Exception as problem:  # one odd answer must not end the try
        raise CouldNotLook(f"Datadog’s answer could not be read ({type(problem).__name__}).") from None


def _or_none(future: Future[Found], until: float) -> Found | None:
    try:
        return _in_time(future, until)
    except CouldNotLook:
        return None
