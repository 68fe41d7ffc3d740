"""Every probe of the account, and the scopes that an application key needs for all of them."""

from __future__ import annotations

from verifier.probes.account import (
    boards,
    downtimes,
    hosts,
    metrics,
    monitors,
    organisation,
    shared_points,
    shared_traces,
    tagged,
    traces,
)

GATE = organisation.KEYS
"""Asked first: without both keys there is no sense in asking anything else."""

PROBES = (
    organisation.ORGANISATION,
    hosts.PROBE,
    metrics.ACTIVE,
    metrics.CANDIDATES,
    boards.PROBE,
    monitors.PROBE,
    downtimes.PROBE,
    traces.PROBE,
)

SHARED_PROBES = (
    organisation.ORGANISATION,
    hosts.PROBE,
    metrics.ACTIVE,
    tagged.PROBE,
    shared_points.PROBE,
    boards.PROBE,
    monitors.PROBE,
    downtimes.PROBE,
    shared_traces.PROBE,
)
"""The same questions to an account that many share: few requests, however many they are."""

MINIMAL_SCOPES = tuple(sorted({scope for probe in PROBES for scope in probe.scopes}))
"""What to tick when making the application key; nothing here can write."""
