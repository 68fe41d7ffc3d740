"""What the account holds by itself: the hosts, and what comes from them once its time has come. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sandbox.contest.script import Deed

BY_SEED = ("check", "database", "app")
"""Deeds of which points or spans follow; all others are done over the API."""


def seed(deeds: Iterable[Deed]) -> dict[str, Any]:
    """The parts of an organisation's seed that follow from the script. Nobody heard of the hosts until their Agents report."""
    deeds = list(deeds)
    entries = dict.fromkeys(deed.who for deed in deeds)
    return {
        "hosts": [{"name": box(entry), "last_reported": 1} for entry in entries],
        "series": [*_checks(deeds), *(_database(deed) for deed in deeds if deed.what == ("database",))],
        "services": [_app(deed) for deed in deeds if deed.what == ("app",)],
    }


def box(entry: str) -> str:
    return f"{entry}-box"


def _checks(deeds: Iterable[Deed]) -> list[dict[str, Any]]:
    """A check that is changed ends when the new one begins."""
    begun: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.what[0] == "check":
            begun[deed.who].append(deed)
    return [
        {
            "metric": "my_metric",
            "host": box(deed.who),
            "every": int(deed.what[1]),
            "low": 0,
            "high": 1000,
            "whole": True,
            "since": deed.at.isoformat(),
            "until": following.at.isoformat() if following else "now",
        }
        for of_one in begun.values()
        for deed, following in zip(of_one, [*of_one[1:], None], strict=True)
    ]


def _database(deed: Deed) -> dict[str, Any]:
    return {"metric": "postgresql.connections", "host": box(deed.who), "high": 9, "since": deed.at.isoformat()}


def _app(deed: Deed) -> dict[str, Any]:
    return {
        "service": f"{deed.who}-app",
        "host": box(deed.who),
        "resources": [{"name": "GET /"}],
        "since": deed.at.isoformat(),
    }
