"""Every probe of the account, and the scopes that an application key needs for all of them."""

from __future__ import annotations

from verifier.probes.account import boards, downtimes, hosts, metrics, monitors, organisation, traces

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

MINIMAL_SCOPES = tuple(sorted({scope for probe in PROBES for scope in probe.scopes}))
"""What to tick when making the application key; nothing here can write."""
