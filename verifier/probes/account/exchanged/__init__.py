"""Recorded exchanges with Datadog's API, whoever made them -> facts.

A look asks its own questions; a recording holds whatever somebody else asked, writes among it. So
here the path of each exchange says which reader its answer goes to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from re import Match

from verifier.datadog import Answer, Request, answer_of, request_of, told
from verifier.facts.account import AccountFact
from verifier.probes.account.exchanged import around, data, objects
from verifier.probes.account.exchanged.seen import Seen

Reader = Callable[[Seen, Request, Answer, Match[str]], None]

_READERS: tuple[tuple[str, Reader], ...] = (
    (r"/api/v[12]/validate", around.api_key),
    (r"/api/v2/validate_keys", around.both_keys),
    (r"/api/v2/current_user", around.current_user),
    (r"/api/v1/org(/[^/]+)?", around.organisations),
    (r"/api/v1/hosts", around.listed_hosts),
    (r"/api/v1/hosts/totals", around.host_totals),
    (r"/api/v1/tags/hosts", around.hosts_of_tags),
    (r"/api/v1/tags/hosts/(?P<host>[^/]+)", around.host_tags),
    (r"/api/v1/(events|comments)(/\d+)?|/api/v2/events(/[\w-]+)?", around.events),
    (r"/api/v1/metrics|/api/v1/search|/api/v2/metrics", data.metric_names),
    (r"/api/v[12]/metrics/(?P<name>[^/]+)(/[\w-]+)?", data.metric),
    (r"/api/v[12]/series", data.submitted),
    (r"/api/v1/query", data.query_v1),
    (r"/api/v2/query/timeseries", data.query_v2),
    (r"/api/v2/spans/events(/search)?", data.spans),
    (r"/api/v2/spans/analytics/aggregate", data.span_counts),
    (r"/api/v2/apm/services", data.services),
    (r"/api/v1/dashboard(/(?P<id>[\w-]+))?", objects.dashboard),
    (r"/api/v1/(dash|screen)(/(?P<id>[\w-]+))?", objects.legacy_board),
    (r"/api/v1/monitor/search", objects.monitor_search),
    (r"/api/v1/monitor(/(?P<id>\d+))?(/(un)?mute)?", objects.monitor),
    (r"/api/v1/downtime(/(?P<id>[\w-]+))?", objects.downtime_v1),
    (r"/api/v2/downtime(/(?P<id>[\w-]+))?", objects.downtime_v2),
    (r"/api/v2/monitor/(?P<id>\d+)/downtime_matches", objects.downtime_matches),
)
_COMPILED = tuple((re.compile(pattern), reader) for pattern, reader in _READERS)


def read_exchanges(interactions: Iterable[object], *, now: int) -> tuple[list[AccountFact], list[str]]:
    """The facts, and a sentence for everything that gave none. Never raises on odd input."""
    seen = Seen(now)
    for item in interactions:
        if not isinstance(item, dict) or not isinstance(item.get("request"), dict):
            seen.remark("An entry holds no request.")
            continue
        request, answer = request_of(item["request"]), answer_of(item.get("response"))
        seen.site = seen.site or _site(item["request"])
        _read(seen, request, answer)
    return seen.facts(), seen.remarks


def _read(seen: Seen, request: Request, answer: Answer) -> None:
    what = f"{request.method} {request.path}"
    if not 200 <= answer.status < 300:
        seen.remark(_refusal(seen, request, answer))
        return
    for pattern, reader in _COMPILED:
        found = pattern.fullmatch(request.path.rstrip("/"))
        if found:
            try:
                reader(seen, request, answer, found)
            except Exception as problem:  # one odd answer must not hide the others
                seen.remark(f"The answer to {what} could not be read ({type(problem).__name__}).")
            return
    seen.remark(f"Nothing of {what} is judged here.")


def _refusal(seen: Seen, request: Request, answer: Answer) -> str:
    telling = told(answer.body)
    after = f": {telling}" if telling else "."
    if not answer.status:
        return f"{request.method} {request.path} was not answered."
    if request.path in ("/api/v1/validate", "/api/v2/validate") and answer.status in (401, 403):
        seen.api_key = False
        return f"Datadog refused the API key ({answer.status}){after}"
    return f"Datadog answered {answer.status} to {request.method} {request.path}{after}"


def _site(kept: dict[str, object]) -> str:
    match = re.match(r"https?://api\.([a-z0-9.-]+)", str(kept.get("uri") or kept.get("url") or ""))
    return match[1] if match else ""


__all__ = ["read_exchanges"]
