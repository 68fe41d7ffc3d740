"""Questions to a Datadog account, and the pure readers of its answers."""

from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.registry import GATE, MINIMAL_SCOPES, PROBES, SHARED_PROBES

__all__ = ["GATE", "MINIMAL_SCOPES", "PROBES", "SHARED_PROBES", "Ask", "Probe", "Told"]
