"""The organisation that all teams share: what the demo's teams do in theirs, and looks that are refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.contest import seeding
from sandbox.contest.account import Account
from sandbox.contest.script import Deed
from tests.sandbox.site.asking import asked
from tests.shared_site import API_KEY, APP_KEY

KEYS = {"DD-API-KEY": API_KEY, "DD-APPLICATION-KEY": APP_KEY}
LEAD = "lead@fern.example"
SPANS = "/api/v2/spans/"


def opened(base: str, tags: dict[str, str]) -> Account:
    return Account(base, tags, keys=(API_KEY, APP_KEY), lead=LEAD)


def seed(deeds: Iterable[Deed]) -> dict[str, Any]:
    """Hosts that nobody heard of yet, and what comes from them once its time has come."""
    deeds = list(deeds)
    return {
        "name": "Fern Ltd",
        "api_keys": [API_KEY],
        "application_keys": [{"key": APP_KEY, "owner": LEAD}],
        "users": [{"email": LEAD, "name": "Lead"}],
        "metrics": {"my_metric": {"type": "gauge"}},
        "faults": [_fault(deeds, deed) for deed in deeds if deed.what[:2] == ("look", "refused")],
        **seeding.seed(deed for deed in deeds if deed.who != "lead"),
    }


def _fault(deeds: Iterable[Deed], refused: Deed) -> dict[str, Any]:
    """Every look asks for hosts and for monitors once; the first fault that fits is the one that strikes."""
    before = sum(deed.what[0] == "look" for deed in deeds if deed.at < refused.at)
    kinds: dict[str, dict[str, Any]] = {
        "429": {"path": "/api/v1/monitor", "kind": "rate-limited", "seconds": 500},
        "403": {"path": "/api/v1/hosts", "kind": "forbidden"},
    }
    return {**kinds[refused.what[2]], "method": "GET", "after": before, "times": 1}


def asked_since_a_beat(base: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for method, path, _status in asked(base, headers=KEYS):
        found = [] if path == "/intake/" else [*found, (method, path)]
    return found
