"""The organisation that all teams share: what their machines send is a function of the script and the clock, and what they make
in it they make over its API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from tests.acceptance.contest.tables import Deed
from tests.sandbox.site.asking import ask, asked
from tests.shared_site import API_KEY, APP_KEY

KEYS = {"DD-API-KEY": API_KEY, "DD-APPLICATION-KEY": APP_KEY}
LEAD = "lead@fern.example"
SPANS = "/api/v2/spans/"
WORDS = (
    "{{#is_alert}}{{value}} on {{host.ip}}{{/is_alert}} {{#is_warning}}It rises.{{/is_warning}} "
    f"{{{{#is_no_data}}}}It is silent.{{{{/is_no_data}}}} @{LEAD}"
)
AGENT = {"agentVersion": "7.60.1", "os": "linux", "systemStats": {"nixV": ["ubuntu", "22.04", ""]}}


def seed(deeds: Iterable[Deed]) -> dict[str, Any]:
    """Hosts that nobody heard of yet, and what comes from them once its time has come."""
    deeds = list(deeds)
    teams = dict.fromkeys(deed.who for deed in deeds if deed.who != "lead")
    return {
        "name": "Fern Ltd",
        "api_keys": [API_KEY],
        "application_keys": [{"key": APP_KEY, "owner": LEAD}],
        "users": [{"email": LEAD, "name": "Lead"}],
        "hosts": [{"name": box(team), "last_reported": 1} for team in teams],
        "metrics": {"my_metric": {"type": "gauge"}},
        "series": [*_checks(deeds), *(_database(deed) for deed in deeds if deed.what == ("database",))],
        "services": [_app(deed) for deed in deeds if deed.what == ("app",)],
        "faults": [_fault(deeds, deed) for deed in deeds if deed.what[:2] == ("look", "refused")],
    }


def box(team: str) -> str:
    return f"{team}-box"


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


def _fault(deeds: Iterable[Deed], refused: Deed) -> dict[str, Any]:
    """Every look asks for hosts and for monitors once; the first fault that fits is the one that strikes."""
    before = sum(deed.what[0] == "look" for deed in deeds if deed.at < refused.at)
    kinds: dict[str, dict[str, Any]] = {
        "429": {"path": "/api/v1/monitor", "kind": "rate-limited", "seconds": 500},
        "403": {"path": "/api/v1/hosts", "kind": "forbidden"},
    }
    return {**kinds[refused.what[2]], "method": "GET", "after": before, "times": 1}


class Account:
    """What the teams do in it. tags: team -> its proof tag."""

    def __init__(self, base: str, tags: dict[str, str]) -> None:
        self.base, self.tags = base, tags
        self.on: dict[str, list[str]] = {}
        self.ids: dict[tuple[str, str], Any] = {}

    def do(self, deed: Deed) -> None:
        kind, *rest = deed.what
        if kind in ("check", "database", "app"):
            return  # the seed knows
        deeds: dict[str, Callable[..., None]] = {
            "agent": self._agent,
            "board": self._board,
            "monitor": self._monitor,
            "downtimes": self._downtimes,
        }
        deeds[kind](deed.who, *rest)

    def beat(self) -> None:
        """Every Agent that is on tells that it is there."""
        for team, tags in self.on.items():
            self._ask("POST", "/intake/", {**AGENT, "internalHostname": box(team), "host-tags": {"system": tags}})

    def asked_since_a_beat(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for method, path, _status in asked(self.base, headers=KEYS):
            found = [] if path == "/intake/" else [*found, (method, path)]
        return found

    def monitor(self, team: str, kind: str) -> str:
        return str(self.ids[team, kind])

    def _agent(self, team: str, where: str = "") -> None:
        self.on[team] = [] if where == "typed" else [self.tags[team]]
        self.beat()
        if where == "typed":
            self._ask("POST", f"/api/v1/tags/hosts/{box(team)}?source=users", {"tags": [self.tags[team]]})

    def _board(self, team: str, what: str = "") -> None:
        if what == "gone":
            self._ask("DELETE", f"/api/v1/dashboard/{self.ids[team, 'board']}")
            return
        also = f" after {self.tags[what]}" if what in self.tags else ""
        metric = f"my_metric{{host:{box(team)}}}"
        graphs = [
            f"avg:{metric}",
            f"anomalies(avg:postgresql.connections{{host:{box(team)}}}, 'basic', 2)",
            f"avg:{metric}.rollup(sum, 3600)",
        ]
        widgets = [{"definition": {"type": "timeseries", "requests": [{"q": query}]}} for query in graphs]
        fields = {"title": f"Graphs {self.tags[team]}{also}", "layout_type": "ordered", "widgets": widgets}
        if what == "mended":
            self._ask("PUT", f"/api/v1/dashboard/{self.ids[team, 'board']}", fields)
        else:
            self.ids[team, "board"] = self._ask("POST", "/api/v1/dashboard", fields)["id"]

    def _monitor(self, team: str, kind: str) -> None:
        if kind == "gone":
            self._ask("DELETE", f"/api/v1/monitor/{self.ids[team, 'plain']}")
            return
        full = {"warning": 500} if kind == "full" else {}
        silent = {"notify_no_data": True, "no_data_timeframe": 10} if kind == "full" else {}
        fields = {
            "type": "query alert",
            "name": f"{kind} of {team}",
            "query": f"avg(last_5m):avg:my_metric{{host:{box(team)}}} by {{host}} > 800",
            "message": WORDS if kind == "full" else f"Look. @{LEAD}",
            "tags": [self.tags[team]],
            "options": {"thresholds": {"critical": 800, **full}, **silent},
        }
        self.ids[team, kind] = self._ask("POST", "/api/v1/monitor", fields)["id"]

    def _downtimes(self, team: str) -> None:
        """From seven to nine on weeknights, and all weekend."""
        for days, begin, end in (
            (["Mon", "Tue", "Wed", "Thu", "Fri"], "2026-03-13T19:00+00:00", "2026-03-14T09:00+00:00"),
            (["Sat", "Sun"], "2026-03-14T00:00+00:00", "2026-03-15T00:00+00:00"),
        ):
            times = {name: int(datetime.fromisoformat(at).timestamp()) for name, at in (("start", begin), ("end", end))}
            recurrence = {"type": "weeks", "period": 1, "week_days": days}
            aim = {"scope": ["*"], "monitor_id": self.ids[team, "full"], "recurrence": recurrence}
            self._ask("POST", "/api/v1/downtime", {**aim, **times})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = ask(self.base, method, path, body, headers=KEYS)
        assert answer.status < 300, (method, path, answer.text)
        return answer.body
