"""Looks at an account that many share, once for all of them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from verifier.datadog import (
    NOT_ASKED,
    Asking,
    Book,
    CouldNotLook,
    Recall,
    Seldom,
    api_base,
    kept_answers,
    masked,
    over_network,
    refused,
    remembered,
    site_named,
)
from verifier.facts import NotLooked, SourceFacts, SourceState
from verifier.facts.account import AccountHosts, ActiveMetrics, Boards, CandidateMetrics, Monitors
from verifier.gather.account import read
from verifier.gather.asking_round import LATE, Plan, ask_round
from verifier.gather.reading import Clock, ignore, iso
from verifier.verdicts import How, Source

__all__ = ["SharedReading", "SharedTarget", "look", "read"]

SPANS_SECONDS = 60
"""300 reads of spans an hour are allowed, of which a sweep every minute takes a fifth."""
NAMES_SECONDS = 36
"""100 lists of active metrics an hour are allowed: one for each tag, so the more there are, the more seldom."""
TYPES_SECONDS = 3600
TRIES = 2
SPANS = "/api/v2/spans/analytics/aggregate"
NEEDED = (AccountHosts, ActiveMetrics, CandidateMetrics, Boards, Monitors)


@dataclass(frozen=True)
class SharedTarget:
    """Whose account it is, and of whom. tags: of everybody; metrics: the names that they use. api_url: loopback only."""

    api_key: str = field(repr=False)
    app_key: str = field(repr=False)
    tags: tuple[str, ...]
    site: str = "datadoghq.com"
    api_url: str = ""
    deadline: float = 60.0
    metrics: tuple[str, ...] = ("my_metric",)


@dataclass(frozen=True)
class SharedReading:
    """The end of a look. raw: as of `Reading`. requests: how many went out; spans: one of them was for spans.

    failed: why nothing of it counts, in one sentence; "" = it counts.
    """

    facts: SourceFacts
    raw: bytes
    requests: int = 0
    spans: bool = False
    failed: str = ""


def look(target: SharedTarget, *, before: bytes = b"", now: Clock = time.time) -> SharedReading:
    """Read the account. before: the raw answers of the look before, from which is taken what need not be asked again."""
    until = time.monotonic() + target.deadline
    try:
        site = site_named(target.site)
        base = api_base(site, target.api_url)
        transport = over_network(
            api_key=target.api_key, app_key=target.app_key, site=site, api_url=target.api_url, until=until
        )
    except CouldNotLook as fault:
        nothing = SourceFacts(Source.ACCOUNT, How.API, SourceState.NOT_READ, fault.reason, iso(now), target.site)
        return SharedReading(nothing, b"", failed=fault.reason)
    book = Book(base, now)
    tags = tuple(sorted(tag.lower() for tag in target.tags))
    place = f"{base} (sandbox)" if target.api_url else site
    plan = Plan(site=site, place=place, now=int(now()), metrics=target.metrics, tags=tags)
    recall = Recall(remembered(_interactions(before)), book, _seldom(len(tags)), plan.now)
    secrets = (target.api_key.strip(), target.app_key.strip())
    port = Asking(recall.over(book.over(masked(transport, secrets))), until, tries=TRIES)
    facts = ask_round(port, plan, report=ignore, until=until, ended=lambda: iso(now))
    late = [kind.__name__ for kind, value in facts.values.items() if value == LATE]
    kept = {"look": plan.to_json() | {"ended": facts.taken_at, "late": sorted(late)}}
    raw = json.dumps(kept | {"interactions": book.interactions()}, ensure_ascii=False).encode(errors="surrogatepass")
    failed = why_not(facts, book.interactions())
    return SharedReading(facts, raw, recall.asked, recall.asked_for(SPANS), failed)


def why_not(facts: SourceFacts, interactions: Iterable[object]) -> str:
    """Why a look is no sweep, in one sentence: where some were seen and others were not, nobody is judged.

    What the keys may not read at all, nobody is judged by; the lists that all rows hang on are no such thing.
    """
    if facts.state is SourceState.NOT_READ:
        return facts.reason
    for request, answer in kept_answers(interactions).items():
        if isinstance(answer, str):
            return answer
        if answer.status == 429 or answer.status >= 500:
            return refused(request.path, answer.status, answer.body, now=answer.at).reason
    for kind, value in facts.values.items():
        if isinstance(value, NotLooked) and (kind in NEEDED or value.reason == NOT_ASKED):
            return value.reason
    return ""


def _seldom(tags: int) -> tuple[Seldom, ...]:
    names = NAMES_SECONDS * tags
    return (
        Seldom(re.compile(r"/api/v2/(spans/analytics/aggregate|apm/services)"), SPANS_SECONDS),
        Seldom(re.compile(r"/api/v1/metrics"), names, "tag_filter"),
        Seldom(re.compile(r"/api/v1/metrics/.+"), TYPES_SECONDS),
    )


def _interactions(raw: bytes) -> Iterable[object]:
    if not raw:
        return ()
    kept = json.loads(raw)
    found = kept.get("interactions") if isinstance(kept, dict) else None
    return found if isinstance(found, list) else ()
