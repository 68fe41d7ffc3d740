"""Three answers that came too late, and the old client stays silent for five minutes. Counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from datadog import api
from datadog.api.api_client import APIClient
from datadog.api.exceptions import HttpBackoff, HttpTimeout

from sandbox.site import running
from tests.sandbox.site.asking import asked
from tests.sandbox.site.old_client.conftest import point_at
from tests.sandbox.site.seeds import NOW, trial


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[str]:
    """Answers later than the client waits, all but what is asked of monitors."""
    fault = {"path": "/api/v1/dashboard", "kind": "slow", "seconds": 1}
    with running([trial(faults=[fault])], state_dir=tmp_path, now=lambda: NOW) as base:
        point_at(base, timeout=(10, 0.2), mute=True)
        yield base


def time_out() -> None:
    """Raised although the client is muted."""
    with pytest.raises(HttpTimeout, match="timed out after"):
        api.Dashboard.get_all()


def test_after_three_timeouts_nothing_more_is_sent_to_any_endpoint(slow: str) -> None:
    for _ in range(3):
        time_out()
    assert len(asked(slow)) == 3
    for call in (api.Dashboard.get_all, api.Monitor.get_all):
        with pytest.raises(HttpBackoff, match="Too many timeouts"):
            call()
    assert len(asked(slow)) == 3


def test_an_answer_in_time_forgets_the_timeouts_before_it(slow: str) -> None:
    for _ in range(2):
        for _ in range(2):
            time_out()
        assert [monitor["id"] for monitor in api.Monitor.get_all()] == [1234]
    assert len(asked(slow)) == 6


def test_when_the_silence_is_over_the_next_call_is_sent(slow: str) -> None:
    for _ in range(3):
        time_out()
    with pytest.raises(HttpBackoff):
        api.Monitor.get_all()
    APIClient._backoff_timestamp -= APIClient._backoff_period + 1  # as if five minutes had passed
    assert [monitor["id"] for monitor in api.Monitor.get_all()] == [1234]
    time_out()
    assert [path for _, path, _ in asked(slow)][3:] == ["/api/v1/monitor", "/api/v1/dashboard"]
