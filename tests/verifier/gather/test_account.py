"""The whole look, over real HTTP, at a sandbox that is a Datadog of its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sandbox.site import load_seed, running
from verifier.datadog import CouldNotLook
from verifier.facts import NotLooked, SourceFacts, SourceState
from verifier.facts.account import (
    AccountFact,
    AccountHosts,
    ActiveMetrics,
    Boards,
    CandidateMetrics,
    Downtimes,
    Keys,
    Monitors,
    Organisation,
    TracedServices,
)
from verifier.gather.account import AccountTarget, Remark, from_exchanges, look, read
from verifier.probes.account import MINIMAL_SCOPES

API_KEY = "feed" * 8
APP_KEY = "beef" * 10
EVERYTHING = {
    Keys, Organisation, AccountHosts, ActiveMetrics, CandidateMetrics, Boards, Monitors, Downtimes, TracedServices,
}  # fmt: skip

SEED: dict[str, Any] = {
    "name": "Fern Ltd",
    "api_keys": [API_KEY],
    "application_keys": [{"key": APP_KEY, "owner": "ada@candidate.example"}],
    "users": [{"email": "ada@candidate.example", "name": "Ada"}],
    "hosts": [{"name": "fern", "apps": ["agent"], "tags": {"Datadog": ["env:trial"]}, "agent_version": "7.50.0"}],
    "metrics": {"my_metric": {"type": "gauge"}},
    "series": [{"metric": "my_metric", "host": "fern", "every": 45, "low": 0, "high": 1000, "whole": True}],
    "dashboards": [
        {"title": "Tide", "widgets": [{"definition": {"type": "timeseries", "requests": [{"q": "avg:my_metric{*}"}]}}]},
    ],
    "monitors": [
        {"query": "avg(last_5m):avg:my_metric{*} > 800", "options": {"thresholds": {"critical": 800, "warning": 500}},
         "message": "password: tide-over-4711 @ada@candidate.example"},
    ],
    "services": [{"service": "tide", "host": "fern", "resources": [{"name": "GET /"}]}],
}  # fmt: skip

Site = Callable[..., AbstractContextManager[AccountTarget]]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A sandbox with this organisation; what is given replaces parts of the seed."""

    @contextmanager
    def started(
        *, deadline: float = 40, keys: tuple[str, str] = (API_KEY, APP_KEY), **parts: Any
    ) -> Iterator[AccountTarget]:
        with running([load_seed(SEED | parts)], state_dir=tmp_path) as url:
            yield AccountTarget(keys[0], keys[1], api_url=url, deadline=deadline)

    return started


def test_everything_is_read(site: Site) -> None:
    with site() as target:
        facts = look(target).facts
    assert (facts.state, facts.reason) == (SourceState.READ, "")
    assert set(facts.values) == EVERYTHING
    assert not [value for value in facts.values.values() if isinstance(value, NotLooked)]
    assert facts.origin.endswith("(sandbox), organisation Fern Ltd")
    metrics = facts.values[CandidateMetrics]
    assert isinstance(metrics, CandidateMetrics)
    (points,) = metrics.items
    assert (points.metric, points.host, points.bucket, points.type) == ("my_metric", "fern", 5, "gauge")
    assert len(points.points) > 40


def test_the_kept_answers_give_the_same_facts(site: Site) -> None:
    with site() as target:
        reading = look(target)
    assert read(reading.raw) == reading.facts


def test_no_key_and_no_password_is_kept_or_told(site: Site) -> None:
    with site() as target:
        reading = look(target)
        told = repr(reading.facts) + reading.raw.decode() + repr(target)
    assert API_KEY not in told
    assert APP_KEY not in told
    assert "tide-over-4711" not in told


class HalfACharacter(BaseHTTPRequestHandler):
    """Says to whatever is asked a text that no UTF-8 can hold."""

    def do_GET(self) -> None:
        content = b'{"data": {"attributes": {"handle": "ada\\ud800"}}, "monitors": ["\\udfff"]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_told: object) -> None:
        pass


def test_half_a_character_in_an_answer_does_not_end_the_look() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), HalfACharacter) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        reading = look(AccountTarget(API_KEY, APP_KEY, api_url=f"http://127.0.0.1:{server.server_port}"))
        server.shutdown()
    assert reading.facts.state is not SourceState.NOT_READ
    assert read(reading.raw) == reading.facts


def test_facts_are_reported_as_they_arrive(site: Site) -> None:
    seen: list[SourceFacts] = []
    with site() as target:
        end = look(target, report=seen.append).facts
    assert {facts.state for facts in seen} == {SourceState.READING}
    sizes = [len(facts.values) for facts in seen]
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert sizes[-1] == len(end.values)


def test_who_listens_may_stop_the_look(site: Site) -> None:
    def stop(_facts: SourceFacts) -> None:
        raise RuntimeError("cancelled")

    with site() as target, pytest.raises(RuntimeError, match="cancelled"):
        look(target, report=stop)


def test_only_what_is_wanted_and_what_that_needs_is_asked(site: Site) -> None:
    with site() as target:
        reading = look(target, only=frozenset({TracedServices}))
    assert set(reading.facts.values) == {Keys, ActiveMetrics, TracedServices}
    assert b"/api/v1/monitor" not in reading.raw
    assert read(reading.raw) == reading.facts


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (("0" * 32, APP_KEY), "Datadog refused the API key on datadoghq.com"),
        ((API_KEY, "0" * 40), "refused the application key"),
        (("", APP_KEY), "No API key was given."),
    ],
)
def test_a_bad_key_is_not_read_with_one_sentence(site: Site, keys: tuple[str, str], says: str) -> None:
    with site(keys=keys) as target:
        reading = look(target)
    assert reading.facts.state is SourceState.NOT_READ
    assert says in reading.facts.reason
    assert reading.facts.values == {}


def test_the_wrong_site_looks_like_a_bad_key(site: Site) -> None:
    with site(site="datadoghq.eu") as target:
        reading = look(target)
    assert reading.facts.state is SourceState.NOT_READ
    assert "another site" in reading.facts.reason


def test_an_unknown_site_is_refused_before_anything_is_sent() -> None:
    facts = look(AccountTarget(API_KEY, APP_KEY, site="datadog.example")).facts
    assert facts.state is SourceState.NOT_READ
    assert "is not a Datadog site" in facts.reason


def test_nobody_there_is_not_read() -> None:
    facts = look(AccountTarget(API_KEY, APP_KEY, api_url="http://127.0.0.1:9", deadline=5)).facts
    assert facts.state is SourceState.NOT_READ
    assert "127.0.0.1:9" in facts.reason


def scoped(*scopes: str) -> dict[str, Any]:
    key = {"key": APP_KEY, "owner": "ada@candidate.example", "scopes": list(scopes)}
    return {"application_keys": [key]}


def test_the_minimal_scopes_are_enough_for_everything_but_the_organisation(site: Site) -> None:
    with site(**scoped(*MINIMAL_SCOPES)) as target:
        facts = look(target).facts
    assert not [value for value in facts.values.values() if isinstance(value, NotLooked)]


def test_a_missing_scope_is_named_and_the_rest_is_read(site: Site) -> None:
    scopes = [scope for scope in MINIMAL_SCOPES if scope not in ("monitors_read", "hosts_read")]
    with site(**scoped(*scopes)) as target:
        facts = look(target).facts
    assert facts.state is SourceState.PARTLY
    assert "lacks monitors_read." in facts.reason
    assert "lacks hosts_read." in facts.reason
    assert facts.values[Monitors] == NotLooked("The application key lacks monitors_read.")
    assert isinstance(facts.values[Boards], Boards)


def test_without_monitors_downtime_version_1_stands_in(site: Site) -> None:
    scopes = [scope for scope in MINIMAL_SCOPES if scope != "monitors_downtime"]
    with site(**scoped(*scopes)) as target:
        facts = look(target).facts
    downtimes = facts.values[Downtimes]
    assert isinstance(downtimes, Downtimes)
    assert not downtimes.complete
    assert "may miss" in downtimes.caveat


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"kind": "rate-limited", "seconds": 3600}, "opens again in 3600 s"),
        ({"kind": "html", "status": 200}, "a page instead of data"),
        ({"kind": "truncated"}, "a page instead of data"),
        ({"kind": "forbidden"}, "lacks monitors_read"),
    ],
)
def test_a_fault_of_one_endpoint_costs_that_endpoint(site: Site, fault: dict[str, Any], says: str) -> None:
    seconds = count(int(time.time()))  # a clock that goes on between any two looks at it
    with site(faults=[{"path": "/api/v1/monitor", **fault}]) as target:
        reading = look(target, now=lambda: float(next(seconds)))
    value = reading.facts.values[Monitors]
    assert isinstance(value, NotLooked)
    assert says in value.reason
    assert reading.facts.state is SourceState.PARTLY
    assert isinstance(reading.facts.values[Boards], Boards)
    assert read(reading.raw) == reading.facts


def test_trouble_that_passes_is_not_noticed(site: Site) -> None:
    with site(faults=[{"path": "/api/v1/monitor", "kind": "server-error", "times": 1}]) as target:
        reading = look(target, only=frozenset({Monitors}))
    assert reading.facts.state is SourceState.READ
    assert read(reading.raw) == reading.facts


def test_an_endpoint_that_hangs_does_not_hold_the_look(site: Site) -> None:
    with site(deadline=1, faults=[{"path": "/api/v1/dashboard", "kind": "slow", "seconds": 3}]) as target:
        reading = look(target)
    assert isinstance(reading.facts.values[Boards], NotLooked)
    assert isinstance(reading.facts.values[Monitors], Monitors)
    assert reading.facts.state is SourceState.PARTLY
    assert read(reading.raw) == reading.facts


def test_nothing_kept_is_not_read() -> None:
    assert read(b"").state is SourceState.NOT_READ


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"look": {}}', b"\xff"])
def test_what_is_not_ours_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        read(raw)


VALID = {
    "request": {"method": "GET", "uri": "https://api.datadoghq.com/api/v1/validate"},
    "response": {"status": 200, "body": {"valid": True}},
}
LOST = {
    "request": {"method": "GET", "uri": "https://api.datadoghq.com/api/v1/monitor/3"},
    "response": {"status": 404, "body": {"errors": ["Monitor not found"]}},
}


def test_recorded_exchanges_give_facts_and_remarks() -> None:
    found = from_exchanges(json.dumps({"interactions": [VALID, LOST]}))
    assert found == [
        Keys(api_key=True, application_key=None),
        Remark("Datadog answered 404 to GET /api/v1/monitor/3: Monitor not found"),
    ]


def test_our_own_kept_answers_are_a_recording_too(site: Site) -> None:
    with site() as target:
        reading = look(target)
    kinds = {type(found) for found in from_exchanges(reading.raw.decode(), now=time.time())}
    assert kinds >= {Keys, Organisation, AccountHosts, Boards, Monitors, TracedServices}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("{}", "holds no exchanges"),
        ('{"interactions": []}', "holds no exchanges"),
        ('{"interactions": [3]}', "holds no request"),
        (json.dumps({"interactions": [LOST]}), "Monitor not found"),
    ],
)
def test_a_recording_without_a_fact_is_one_sentence(text: str, says: str) -> None:
    with pytest.raises(CouldNotLook, match=says):
        from_exchanges(text)


def test_every_fact_type_is_told_by_some_probe() -> None:
    told = {kind for kind in AccountFact.__subclasses__() if kind.__module__ == "verifier.facts.account"}
    of_the_judge = {"MetricPoints", "Board", "Monitor", "TracedService", "JudgedHost", "JudgedMetric", "AccountEvents"}
    assert {kind for kind in told if kind.__name__ not in of_the_judge} == EVERYTHING
