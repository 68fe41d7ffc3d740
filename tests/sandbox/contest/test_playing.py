"""The demo's contest goes on where it was, and what was done before is not done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.contest.__main__ import open_account
from sandbox.contest.account import Account, Refused
from sandbox.contest.clock import SEEDS, organisation, set_out, under_way
from sandbox.contest.script import script
from sandbox.site import running
from sandbox.site.loading import load_seeds
from tests.sandbox.site.asking import ask

BEGAN = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HALF = timedelta(minutes=7)
TAGS = {who: f"proof:{who:x<6}" for who in ("otter", "heron", "lynx", "mika", "sol", "yew")}
READ_KEYS = {
    "DD-API-KEY": organisation()["api_keys"][0],
    "DD-APPLICATION-KEY": organisation()["application_keys"][0]["key"],
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    set_out(tmp_path, BEGAN)
    now = (BEGAN + HALF).timestamp
    with running(load_seeds(tmp_path / SEEDS), state_dir=tmp_path / "site", now=now) as url:
        yield url


def play(account: Account, until: timedelta) -> None:
    account.recall()
    for deed in script(BEGAN):
        if deed.at <= BEGAN + until:
            account.do(deed)


def held(site: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for kind, path, part in (
        ("boards", "/api/v1/dashboard", "dashboards"),
        ("monitors", "/api/v1/monitor", ""),
        ("downtimes", "/api/v1/downtime", ""),
        ("hosts", "/api/v1/hosts", "host_list"),
    ):
        body = ask(site, "GET", path, headers=READ_KEYS).body
        found[kind] = body[part] if part else body
    return found


def test_who_plays_from_the_beginning_again_makes_nothing_twice(site: str) -> None:
    play(open_account(site, TAGS), HALF)
    half = held(site)
    assert {kind: len(things) for kind, things in half.items()} == {
        "boards": 5,
        "monitors": 5,
        "downtimes": 0,
        "hosts": 6,
    }
    for _again in range(2):
        play(open_account(site, TAGS), timedelta(hours=1))
    whole = held(site)
    assert {kind: len(things) for kind, things in whole.items()} == {
        "boards": 6,
        "monitors": 7,
        "downtimes": 2,
        "hosts": 6,
    }
    assert {board["id"] for board in half["boards"]} < {board["id"] for board in whole["boards"]}
    assert all(sum(tag in board["title"] for tag in TAGS.values()) == 1 for board in whole["boards"])


def test_an_entry_that_left_does_nothing(site: str) -> None:
    play(open_account(site, {who: tag for who, tag in TAGS.items() if who != "otter"}), timedelta(hours=1))
    assert len(held(site)["hosts"]) == 5
    assert "otter" not in str(held(site)["boards"])


def test_the_key_of_the_looks_reads_and_writes_nothing(site: str) -> None:
    asked = organisation()
    account = Account(
        site, TAGS, keys=(asked["api_keys"][0], asked["application_keys"][0]["key"]), lead="lee@example.com"
    )
    with pytest.raises(Refused, match="403"):
        play(account, HALF)


def test_its_time_stands_still_while_the_demo_is_stopped(tmp_path: Path) -> None:
    set_out(tmp_path, BEGAN).keep(BEGAN + HALF)
    next_day = BEGAN + timedelta(days=1)
    assert set_out(tmp_path, next_day).began == next_day - HALF
    assert under_way(tmp_path).began == next_day - HALF
    (seed,) = load_seeds(tmp_path / SEEDS)
    (since,) = [one.since for one in seed.series if one.host == "sol-box" and one.metric == "my_metric"]
    assert since == (next_day - HALF - timedelta(minutes=10)).isoformat()
