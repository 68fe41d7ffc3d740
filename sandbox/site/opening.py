"""Opens organisations: seed documents of every kind first, then the journal of what clients wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sandbox.site import dashboards, events, monitors, timeboards
from sandbox.site.downtimes import v1 as downtimes_v1
from sandbox.site.downtimes import v2 as downtimes_v2
from sandbox.site.errors import Refused
from sandbox.site.loading import BadSeed
from sandbox.site.seed import OrganisationSeed
from sandbox.site.state import Document, Organisation

SEEDED: tuple[tuple[str, Callable[[Organisation], Iterable[tuple[object, Document]]]], ...] = (
    (dashboards.KIND, dashboards.seeded),
    (timeboards.KIND, timeboards.seeded),
    (dashboards.KIND, timeboards.seeded_as_dashboards),
    (monitors.KIND, monitors.seeded),
    (downtimes_v1.KIND, downtimes_v1.seeded),
    (downtimes_v2.KIND, downtimes_v2.seeded),
    (events.KIND, events.seeded),
)
"""In this order: downtimes name monitors."""


def open_organisations(seeds: Sequence[OrganisationSeed], *, state_dir: Path, now: float) -> tuple[Organisation, ...]:
    _refuse_twins(seeds)
    return tuple(_open(seed, state_dir=state_dir, now=now) for seed in seeds)


def try_out(seed: OrganisationSeed) -> None:
    """BadSeed when the API would refuse what the seed holds; nothing is kept."""
    _open(seed, state_dir=Path("/nonexistent"), now=0)


def _open(seed: OrganisationSeed, *, state_dir: Path, now: float) -> Organisation:
    organisation = Organisation(seed, journal=state_dir / f"{seed.identity}.jsonl", opened_at=now)
    try:
        for kind, seeded in SEEDED:
            organisation.begin_with(kind, seeded(organisation))
    except Refused as refusal:
        raise BadSeed(f"{seed.name}: the API would refuse it: {refusal.body['errors']}") from None
    organisation.play()
    return organisation


def _refuse_twins(seeds: Sequence[OrganisationSeed]) -> None:
    for what in ("names", "keys"):
        seen: set[str] = set()
        for seed in seeds:
            for text in [seed.identity] if what == "names" else seed.api_keys:
                if text in seen:
                    raise BadSeed(f"{seed.name}: another organisation has the same {what.removesuffix('s')}")
                seen.add(text)
