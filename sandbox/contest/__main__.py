"""`python -m sandbox contest --folder DIR --site URL`: plays the script until it is stopped; after its end Agents report, and no more."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sandbox.contest.account import Account
from sandbox.contest.clock import organisation, under_way
from sandbox.contest.script import Deed, between, script

TAGS = "tags.json"
TICK, BEAT, IDLE = 5.0, 60.0, 300.0
"""Seconds: how often it looks at the script, how often Agents report, and how often once all is done."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox contest", description="sandbox: plays a contest's script")
    parser.add_argument("--folder", type=Path, required=True, help="where the demo keeps its contest")
    parser.add_argument("--site", required=True, help="where the sandbox's site answers")
    asked = parser.parse_args(arguments)
    tags = json.loads((asked.folder / TAGS).read_text("utf-8"))
    play(asked.folder, open_account(asked.site, tags))
    return 0


def open_account(site: str, tags: dict[str, str]) -> Account:
    """As the teams: with the key that may write."""
    held = organisation()
    keys = (held["api_keys"][0], held["application_keys"][1]["key"])
    return Account(site, tags, keys=keys, lead=held["users"][0]["email"])


def play(folder: Path, account: Account) -> None:
    """All that is due already is done again, which changes nothing where it was done before."""
    played = under_way(folder)
    deeds = script(played.began)
    account.recall()
    done, heard = datetime.min.replace(tzinfo=UTC), 0.0
    while True:
        now = datetime.now(UTC)
        done = _do(account, between(deeds, done, now), now)
        over = done >= deeds[-1].at
        if time.monotonic() - heard >= BEAT:
            account.beat()
            heard = time.monotonic()
        played.keep(now)
        time.sleep(IDLE if over else TICK)


def _do(account: Account, deeds: Sequence[Deed], now: datetime) -> datetime:
    for deed in deeds:
        account.do(deed)
        print(f"{deed.who}: {' '.join(deed.what)}", flush=True)
    return now


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
