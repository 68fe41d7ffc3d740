"""A run through real worker and scheduler processes, and what becomes of it when they die."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.hosts import running
from tests.faults.installation import Installation, until
from tests.faults.silent import Silent
from tests.hosts import seed
from tests.servers import Postgres, Redis


def ended(installation: Installation, run: int) -> dict[str, Any]:
    told: dict[str, Any] = installation.told("ended", str(run))
    return told


def whole(told: dict[str, Any]) -> bool:
    """One result, nothing provisional, every step judged, and an unbroken record."""
    return (
        told["state"] == "finished"
        and told["finished"] == 1
        and told["provisional"] == 0
        and len(told["steps"]) == told["asked"]
        and told["broken"] == []
    )


def test_a_run_goes_through_a_real_worker(installation: Installation):
    """The document is read; the machine refuses, which is nobody's fault but said."""
    closed = Silent()
    closed.close()
    installation.told("fill", str(closed.port))
    installation.start_worker()
    run = installation.told("start")
    told = ended(installation, run)
    assert whole(told), told
    assert told["sources"]["document"][0] == "read"
    state, _tries, reason = told["sources"]["host"]
    assert (state, "refused" in reason) == ("failed", True)
    assert "correct horse" not in installation.log()
    again = ended(installation, installation.told("start"))  # by way of the queue of silent machines
    assert whole(again), again
    assert "refused" in again["sources"]["host"][2]


def test_a_worker_killed_mid_run_leaves_one_result(installation: Installation, silent: Silent):
    installation.told("fill", str(silent.port))
    worker = installation.start_worker()
    installation.start_scheduler()
    run = installation.told("start")
    until(silent.visited.is_set)
    installation.kill(worker)
    silent.close()
    installation.start_worker()
    told = ended(installation, run)
    assert whole(told), told
    assert told["sources"]["host"][1] == 2


def test_a_worker_killed_before_it_judged_leaves_one_result(installation: Installation):
    """What it saw was written, and no worker is there any more: the scheduler judges it."""
    installation.told("fill", "none")
    run = installation.told("start")
    assert installation.told("keep", str(run)) == 1
    told = installation.told("run", str(run))
    assert (told["state"], told["finished"], told["steps"]) == ("running", 0, {})
    installation.start_scheduler()
    told = ended(installation, run)
    assert whole(told), told
    assert told["sources"]["document"][0] == "read" and told["steps"]["env-host"] == "claimed"


def test_a_run_without_any_worker_ends_at_its_deadline(installation: Installation):
    installation.settings["PROOFBOARD_RUN_DEADLINE"] = "10"
    installation.told("fill", "none")
    run = installation.told("start")
    installation.start_scheduler()
    told = ended(installation, run)
    assert whole(told), told
    assert told["sources"]["document"][0] == "failed"


def test_a_message_that_comes_twice_is_one_look(installation: Installation):
    installation.told("fill", "none")
    run = installation.told("start")
    for _ in range(3):
        installation.told("ring", str(run))
    installation.start_worker()
    told = ended(installation, run)
    assert whole(told), told
    assert told["sources"]["document"][1] == 1


def test_a_cancelled_run_stays_cancelled_while_its_worker_still_looks(installation: Installation, silent: Silent):
    installation.told("fill", str(silent.port))
    installation.start_worker()
    run = installation.told("start")
    until(silent.visited.is_set)
    assert installation.told("cancel", str(run)) == "cancelled"
    silent.close()
    again = installation.told("start")
    assert whole(ended(installation, again))
    told = installation.told("run", str(run))
    assert (told["state"], told["finished"]) == ("cancelled", 0)


@pytest.mark.parametrize("installation", [("sqlite", "folder")], indirect=True)
def test_a_lost_message_is_rung_again(installation: Installation):
    installation.told("fill", "none")
    run = installation.told("start")
    assert installation.told("forget") > 0
    installation.start_worker()
    installation.start_scheduler()
    assert whole(ended(installation, run))


@pytest.mark.parametrize("installation", [("postgresql", "redis")], indirect=True)
@pytest.mark.needs("postgres", "redis-server")
def test_a_broker_that_is_away_at_the_start_delays_and_loses_nothing(installation: Installation, redis: Redis):
    installation.settings["REDIS_URL"] = redis.url
    installation.told("fill", "none")
    installation.start_worker()
    installation.start_scheduler()
    redis.stop()
    run = installation.told("start")
    assert installation.told("run", str(run))["state"] == "waiting"
    redis.start()
    assert whole(ended(installation, run))


@pytest.mark.parametrize("installation", [("postgresql", "redis")], indirect=True)
@pytest.mark.needs("postgres", "redis-server")
def test_a_broker_that_goes_away_mid_run_changes_nothing(installation: Installation, redis: Redis, silent: Silent):
    installation.settings["REDIS_URL"] = redis.url
    installation.told("fill", str(silent.port))
    installation.start_worker()
    installation.start_scheduler()
    run = installation.told("start")
    until(silent.visited.is_set)
    redis.stop()
    silent.close()
    told = ended(installation, run)
    assert whole(told), told
    redis.start()
    again = installation.told("start")
    assert whole(ended(installation, again))


@pytest.mark.parametrize("installation", [("postgresql", "redis")], indirect=True)
@pytest.mark.needs("postgres", "redis-server")
def test_a_database_that_goes_away_mid_run_delays_and_loses_nothing(
    installation: Installation, database: Postgres, silent: Silent
):
    installation.settings["DATABASE_URL"] = database.url
    installation.manage("migrate", "-v", "0")
    installation.told("fill", str(silent.port))
    installation.start_worker()
    installation.start_scheduler()
    run = installation.told("start")
    until(silent.visited.is_set)
    database.stop()
    silent.close()
    until(lambda: "A round of the scheduler failed" in installation.log())
    database.start()
    told = ended(installation, run)
    assert whole(told), told
    again = installation.told("start")
    assert whole(ended(installation, again))


@pytest.mark.parametrize("installation", [("postgresql", "redis")], indirect=True)
@pytest.mark.needs("postgres", "redis-server")
def test_who_waits_for_a_machine_holds_no_connection_to_the_database(installation: Installation):
    """A server takes a hundred connections, and workers wait for more machines than that."""
    with running([seed(fault="deaf", user="ada", password="correct horse")]) as hosts:
        installation.told("fill", str(hosts["good"].port))
        installation.start_worker()
        run = str(installation.told("start"))
        until(lambda: installation.told("run", run)["sources"]["document"][0] == "read")
        until(lambda: installation.told("connections") == 0)
        assert installation.told("run", run)["sources"]["host"][0] == "reading"
