"""What entries do in the account they share, over its API as people and Agents do."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox.contest.script import Deed
from sandbox.contest.seeding import BY_SEED, box

AGENT = {"agentVersion": "7.60.1", "os": "linux", "systemStats": {"nixV": ["ubuntu", "22.04", ""]}}
FRIDAY = 4


class Refused(RuntimeError):
    """The account did not take it."""


class Account:
    """tags: entry -> its proof tag; who is not among them does nothing. lead: whom monitors tell, an e-mail address."""

    def __init__(self, base: str, tags: Mapping[str, str], *, keys: tuple[str, str], lead: str) -> None:
        self.place, self.tags, self.lead = urlsplit(base).netloc, dict(tags), lead
        self.headers = {"DD-API-KEY": keys[0], "DD-APPLICATION-KEY": keys[1], "Content-Type": "application/json"}
        self.on: dict[str, list[str]] = {}
        self.ids: dict[tuple[str, str], Any] = {}

    def recall(self) -> None:
        """Find what was made before, so that it is not made twice."""
        for board in self._ask("GET", "/api/v1/dashboard")["dashboards"]:
            self.ids |= {
                (who, "board"): board["id"] for who in self.tags if board["title"].startswith(self._title(who))
            }
        for monitor in self._ask("GET", "/api/v1/monitor"):
            kind, _of, who = monitor["name"].partition(" of ")
            self.ids[who, kind] = monitor["id"]
        silenced = {downtime["monitor_id"] for downtime in self._ask("GET", "/api/v1/downtime")}
        self.ids |= {(who, "downtimes"): True for (who, _kind), made in list(self.ids.items()) if made in silenced}

    def do(self, deed: Deed) -> None:
        kind, *rest = deed.what
        if kind in BY_SEED or deed.who not in self.tags:
            return
        deeds: dict[str, Callable[..., None]] = {
            "agent": self._agent,
            "board": self._board,
            "monitor": self._monitor,
            "downtimes": lambda who: self._downtimes(who, deed.at),
        }
        deeds[kind](deed.who, *rest)

    def beat(self) -> None:
        """Every Agent that is on tells that it is there."""
        for who, tags in self.on.items():
            self._ask("POST", "/intake/", {**AGENT, "internalHostname": box(who), "host-tags": {"system": tags}})

    def monitor(self, who: str, kind: str) -> str:
        return str(self.ids[who, kind])

    def _agent(self, who: str, where: str = "") -> None:
        self.on[who] = [] if where == "typed" else [self.tags[who]]
        self.beat()
        if where == "typed":
            self._ask("POST", f"/api/v1/tags/hosts/{box(who)}?source=users", {"tags": [self.tags[who]]})

    def _title(self, who: str) -> str:
        return f"Graphs of {who.title()} {self.tags[who]}"

    def _board(self, who: str, what: str = "") -> None:
        """what: another entry whose tag it carries too, "mended" or "gone"."""
        there = self.ids.get((who, "board"))
        if what == "gone":
            self._ask("DELETE", f"/api/v1/dashboard/{self.ids.pop((who, 'board'))}")
            return
        if there and what != "mended":
            return
        also = f" after {self.tags[what]}" if what in self.tags else ""
        metric = f"my_metric{{host:{box(who)}}}"
        graphs = [
            f"avg:{metric}",
            f"anomalies(avg:postgresql.connections{{host:{box(who)}}}, 'basic', 2)",
            f"avg:{metric}.rollup(sum, 3600)",
        ]
        widgets = [{"definition": {"type": "timeseries", "requests": [{"q": query}]}} for query in graphs]
        fields = {"title": self._title(who) + also, "layout_type": "ordered", "widgets": widgets}
        if there:
            self._ask("PUT", f"/api/v1/dashboard/{there}", fields)
        else:
            self.ids[who, "board"] = self._ask("POST", "/api/v1/dashboard", fields)["id"]

    def _monitor(self, who: str, kind: str) -> None:
        """kind: "plain", "full", or "gone" for the plain one."""
        if kind == "gone":
            self._ask("DELETE", f"/api/v1/monitor/{self.ids.pop((who, 'plain'))}")
            return
        if (who, kind) in self.ids:
            return
        full = {"warning": 500} if kind == "full" else {}
        silent = {"notify_no_data": True, "no_data_timeframe": 10} if kind == "full" else {}
        words = (
            "{{#is_alert}}{{value}} on {{host.ip}}{{/is_alert}} {{#is_warning}}It rises.{{/is_warning}} "
            f"{{{{#is_no_data}}}}It is silent.{{{{/is_no_data}}}} @{self.lead}"
        )
        fields = {
            "type": "query alert",
            "name": f"{kind} of {who}",
            "query": f"avg(last_5m):avg:my_metric{{host:{box(who)}}} by {{host}} > 800",
            "message": words if kind == "full" else f"Look. @{self.lead}",
            "tags": [self.tags[who]],
            "options": {"thresholds": {"critical": 800, **full}, **silent},
        }
        self.ids[who, kind] = self._ask("POST", "/api/v1/monitor", fields)["id"]

    def _downtimes(self, who: str, now: datetime) -> None:
        """From seven to nine on weeknights, and all weekend, from the next Friday on."""
        if (who, "downtimes") in self.ids:
            return
        today = datetime.combine(now.date(), time(), UTC)
        friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
        nights = (friday + timedelta(hours=19), friday + timedelta(hours=33))
        weekend = (friday + timedelta(days=1), friday + timedelta(days=2))
        for days, (begin, end) in ((["Mon", "Tue", "Wed", "Thu", "Fri"], nights), (["Sat", "Sun"], weekend)):
            times = {"start": int(begin.timestamp()), "end": int(end.timestamp())}
            recurrence = {"type": "weeks", "period": 1, "week_days": days}
            aim = {"scope": ["*"], "monitor_id": self.ids[who, "full"], "recurrence": recurrence}
            self._ask("POST", "/api/v1/downtime", {**aim, **times})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        connection = http.client.HTTPConnection(self.place, timeout=40)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, body=sent, headers=self.headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text or b"null")
