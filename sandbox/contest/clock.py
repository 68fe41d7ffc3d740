"""How long the demo has been played in all. Its time stands still while the demo is stopped, so that it goes on where it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from sandbox.contest.script import HERE, script
from sandbox.contest.seeding import seed

ACCOUNT, ENTRIES = HERE / "account.yaml", HERE / "entries.yaml"
CLOCK, SEEDS = "clock.json", "seeds"


@dataclass(frozen=True)
class Played:
    """began: when it would have begun, had it never been stopped."""

    folder: Path
    began: datetime

    def keep(self, now: datetime) -> None:
        """Remember how far it is."""
        told = {"began": self.began.timestamp(), "played": (now - self.began).total_seconds()}
        fresh = self.folder / f"{CLOCK}.new"
        fresh.write_text(json.dumps(told), "utf-8")
        fresh.replace(self.folder / CLOCK)


def set_out(folder: Path, now: datetime) -> Played:
    """Go on from where it was, and write the account's seed by that; for a site that is not started yet."""
    (folder / SEEDS).mkdir(mode=0o700, parents=True, exist_ok=True)
    before = _read(folder).get("played", 0.0)
    played = Played(folder, now - timedelta(seconds=before))
    played.keep(now)
    text = yaml.safe_dump(organisation() | seed(script(played.began)))
    (folder / SEEDS / ACCOUNT.name).write_text(text, "utf-8")
    return played


def under_way(folder: Path) -> Played:
    """What `set_out` began."""
    return Played(folder, datetime.fromtimestamp(_read(folder)["began"], UTC))


def organisation() -> dict[str, Any]:
    """The account before anybody does anything in it."""
    read: dict[str, Any] = yaml.safe_load(ACCOUNT.read_text("utf-8"))
    return read


def entries() -> dict[str, Any]:
    """Who plays: code -> the people, the name of their team, and what a lead decided for them."""
    read: dict[str, Any] = yaml.safe_load(ENTRIES.read_text("utf-8"))
    return read


def _read(folder: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads((folder / CLOCK).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return read
