"""Opens organisations: seed documents of every kind first, then the journal of what clients wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sandbox.site import dashboards, downtimes_v1, monitors, names
from sandbox.site.loading import BadSeed
from sandbox.site.seed import OrganisationSeed
from sandbox.site.state import Organisation

SEEDED = {
    "dashboards": dashboards.seeded,
    "monitors": monitors.seeded,
    "downtimes_v1": downtimes_v1.seeded,
}


def open_organisations(seeds: Sequence[OrganisationSeed], *, state_dir: Path, now: float) -> tuple[Organisation, ...]:
    _refuse_twins(seeds)
    return tuple(_open(seed, state_dir=state_dir, now=now) for seed in seeds)


def _open(seed: OrganisationSeed, *, state_dir: Path, now: float) -> Organisation:
    organisation = Organisation(seed, journal=state_dir / f"{names.slug(seed.name)}.jsonl", opened_at=now)
    for kind, seeded in SEEDED.items():
        organisation.begin_with(kind, seeded(organisation))
    organisation.play()
    return organisation


def _refuse_twins(seeds: Sequence[OrganisationSeed]) -> None:
    for what in ("names", "keys"):
        seen: set[str] = set()
        for seed in seeds:
            for text in [names.slug(seed.name)] if what == "names" else seed.api_keys:
                if text in seen:
                    raise BadSeed(f"{seed.name}: another organisation has the same {what.removesuffix('s')}")
                seen.add(text)
