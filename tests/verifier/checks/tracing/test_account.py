from __future__ import annotations

import pytest

from verifier.checks.tracing.account import account_receives_traces
from verifier.facts.account import TracedService
from verifier.verdicts import Outcome


@pytest.mark.parametrize(
    ("hits", "spans", "outcome"),
    [
        (12, 3, Outcome.PASS),
        (12, 0, Outcome.PASS),
        (0, 3, Outcome.PASS),
        (None, 3, Outcome.PASS),
        (None, 0, Outcome.UNKNOWN),
        (0, 0, Outcome.FAIL),
    ],
)
def test_account_receives_traces(hits: int | None, spans: int, outcome: Outcome) -> None:
    assert account_receives_traces(TracedService("tide", ("flask.request",), hits, spans)).outcome == outcome
