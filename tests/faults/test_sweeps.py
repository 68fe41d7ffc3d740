"""A contest swept by real scheduler and worker processes, over an account of the sandbox that three entries share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.site import load_seed, running
from tests.faults.installation import Installation, until
from tests.shared_site import API_KEY, APP_KEY, TAGS, seed

Site = Callable[..., AbstractContextManager[str]]
PATIENT = 120.0


@pytest.fixture
def site(tmp_path: Path) -> Site:
    @contextmanager
    def started(**parts: Any) -> Iterator[str]:
        with running([load_seed(seed(*TAGS, **parts))], state_dir=tmp_path / "site") as url:
            yield url

    return started


def swept(installation: Installation, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        told: dict[str, Any] = installation.told("swept")
        return told if fits(told) else None

    found: dict[str, Any] = until(look, patience=PATIENT)
    return found


def ended(told: dict[str, Any], state: str) -> int:
    return sum(each[0] == state for each in told["sweeps"])


def test_a_contest_is_swept_by_a_real_worker(installation: Installation, site: Site) -> None:
    with site() as url:
        installation.told("contest", url)
        installation.start_worker()
        installation.start_scheduler()
        told = swept(installation, lambda told: ended(told, "read") >= 2)
    assert sorted(told["runs"]) == ["ada", "bob", "cy"]
    assert told["clash"] == {"ada": "board", "bob": "host board", "cy": "host"}
    assert told["proved"]["ada"] and told["proved"]["ada"] != told["proved"]["bob"]
    assert set(told["proved"]["cy"]) < set(told["proved"]["ada"])
    assert (told["stamped"], told["broken"], told["failing"]) == (True, [], False)
    log = installation.log()
    assert API_KEY not in log and APP_KEY not in log


def test_a_worker_killed_in_the_middle_of_a_sweep_loses_nothing(installation: Installation, site: Site) -> None:
    slow = {"path": "/api/v1/monitor", "kind": "slow", "seconds": 8, "times": 1}
    with site(faults=[slow]) as url:
        installation.told("contest", url)
        worker = installation.start_worker()
        installation.start_scheduler()
        swept(installation, lambda told: ended(told, "reading") == 1)
        installation.kill(worker)
        installation.start_worker()
        told = swept(installation, lambda told: ended(told, "read") >= 1)
    assert told["sweeps"][0][:2] == ["read", 2]
    assert sorted(told["runs"]) == ["ada", "bob", "cy"]
    assert (told["stamped"], told["broken"]) == (True, [])


@pytest.mark.parametrize(
    ("kind", "says"),
    [("forbidden", "The application key lacks monitors_read."), ("rate-limited", "Datadog's rate limit is used up")],
)
def test_a_sweep_that_is_refused_changes_nobody_and_the_contest_says_so(
    installation: Installation, site: Site, kind: str, says: str
) -> None:
    with site(faults=[{"path": "/api/v1/monitor", "kind": kind, "after": 1, "seconds": 500}]) as url:
        installation.told("contest", url)
        installation.start_worker()
        installation.start_scheduler()
        before = swept(installation, lambda told: ended(told, "read") == 1)
        told = swept(installation, lambda told: ended(told, "failed") >= 1)
    assert told["failing"] and told["because"].startswith(says)
    assert (told["runs"], told["proved"]) == (before["runs"], before["proved"])
    assert ended(told, "read") == 1
