"""Questions to a Datadog account, and the pure readers of its answers."""

from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.registry import GATE, MINIMAL_SCOPES, PROBES

__all__ = ["GATE", "MINIMAL_SCOPES", "PROBES", "Ask", "Probe", "Told"]
