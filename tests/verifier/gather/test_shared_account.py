"""One look at an account that three entries share, over real HTTP, at the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.site import load_seed, running
from tests.shared_site import API_KEY, APP_KEY, seed
from verifier.facts import NotThere, SourceState
from verifier.facts.account import (
    AccountHosts,
    ActiveMetrics,
    Boards,
    CandidateMetrics,
    Monitors,
    TracedServices,
)
from verifier.facts.shared import TaggedMetrics
from verifier.gather import shared_account
from verifier.gather.shared_account import SharedTarget, look, read
from verifier.shares import Share, share

A, B, C = TAGS = ("proof:aaaaaa", "proof:bbbbbb", "proof:cccccc")
Site = Callable[..., AbstractContextManager[SharedTarget]]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    @contextmanager
    def started(**parts: Any) -> Iterator[SharedTarget]:
        with running([load_seed(seed(A, B, C, **parts))], state_dir=tmp_path) as url:
            yield SharedTarget(API_KEY, APP_KEY, TAGS, api_url=url)

    return started


def shares(facts: Any) -> dict[str, Share]:
    return {tag: share(facts, tag, set(TAGS) - {tag}, metrics=("my_metric",)) for tag in TAGS}


def test_every_entry_gets_its_own_things_from_one_look(site: Site) -> None:
    with site() as target:
        reading = look(target)
    assert (reading.facts.state, reading.failed) == (SourceState.READ, "")
    cut = shares(reading.facts)
    mine = cut[A].facts.values
    assert [host.name for host in mine[AccountHosts].items] == ["ada-box"]
    (points,) = mine[CandidateMetrics].items
    assert (points.metric, points.host, points.bucket, points.type) == ("my_metric", "ada-box", 5, "gauge")
    assert len(points.points) > 40
    assert [board.title for board in mine[Boards].items] == [f"Ada {A}"]
    assert [monitor.tags for monitor in mine[Monitors].items] == [(A,)]
    assert [(service.name, service.hosts) for service in mine[TracedServices].items] == [("app", ("ada-box",))]
    assert "mysql.net.connections" not in mine[ActiveMetrics].names
    assert "mysql.net.connections" in cut[B].facts.values[ActiveMetrics].names


def test_what_carries_two_tags_counts_for_nobody_and_is_told(site: Site) -> None:
    with site() as target:
        cut = shares(look(target).facts)
    assert isinstance(cut[B].facts.values[Boards], NotThere)
    assert cut[B].clash == ("host", "board")
    assert [host.name for host in cut[B].facts.values[AccountHosts].items] == ["bob-box"]
    assert isinstance(cut[C].facts.values[AccountHosts], NotThere)
    assert cut[C].clash == ("host",)
    assert cut[A].clash == ("board",)


def test_the_kept_answers_give_the_same_facts(site: Site) -> None:
    with site() as target:
        reading = look(target)
    assert read(reading.raw) == reading.facts
    assert API_KEY not in reading.raw.decode() and APP_KEY not in reading.raw.decode()


def test_a_second_look_asks_less_and_knows_as_much(site: Site) -> None:
    """Boards that were not changed, spans, and names by tag are taken from the look before."""
    with site() as target:
        first = look(target)
        second = look(target, before=first.raw)
    assert first.spans and not second.spans
    assert second.requests <= first.requests - len(TAGS) - 3
    assert read(second.raw) == second.facts
    assert second.facts.values[Boards] == first.facts.values[Boards]
    assert second.facts.values[TaggedMetrics].items == first.facts.values[TaggedMetrics].items
    assert second.facts.values[TracedServices] == first.facts.values[TracedServices]


def test_after_a_while_spans_are_asked_again(site: Site) -> None:
    with site() as target:
        first = look(target)
        later = json.loads(first.raw)["look"]["now"] + 2 * shared_account.SPANS_SECONDS
        assert look(target, before=first.raw, now=lambda: later).spans


def test_thirty_hosts_take_no_more_requests_than_three(site: Site) -> None:
    boxes = [{"name": f"box-{n}", "apps": ["agent"], "tags": {"Datadog": [A]}} for n in range(30)]
    series = [{"metric": "my_metric", "host": box["name"], "every": 45, "low": 0, "high": 9} for box in boxes]
    with site() as target:
        few = look(target).requests
    with site(hosts=boxes, series=series) as target:
        many = look(target)
    assert many.requests <= few
    assert len(many.facts.values[CandidateMetrics].items) == 30


def test_a_machine_that_sleeps_keeps_the_points_it_sent(site: Site) -> None:
    asleep = {"metric": "my_metric", "host": "ada-box", "every": 45, "low": 0, "high": 9, "until": "now-9h"}
    with site(series=[asleep]) as target:
        first = look(target)
        second = look(target, before=first.raw, now=lambda: json.loads(first.raw)["look"]["now"])
    (points,) = shares(first.facts)[A].facts.values[CandidateMetrics].items
    assert (points.bucket, len(points.points) > 40) == (5, True)
    assert second.requests < first.requests
    assert second.facts.values[CandidateMetrics] == first.facts.values[CandidateMetrics]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"path": "/api/v1/monitor", "kind": "rate-limited", "seconds": 500}, "rate limit"),
        ({"path": "/api/v1/dashboard/", "kind": "rate-limited", "seconds": 500, "after": 1}, "rate limit"),
        ({"path": "/api/v1/hosts", "kind": "forbidden"}, "lacks hosts_read"),
        ({"path": "/api/v2/spans", "kind": "server-error"}, "trouble of its own"),
        ({"path": "/api/v1/validate", "kind": "forbidden"}, "refused the API key"),
    ],
)
def test_where_some_could_not_be_seen_the_look_counts_for_nobody(site: Site, fault: dict[str, Any], says: str) -> None:
    with site(faults=[fault]) as target:
        reading = look(target)
    assert says in reading.failed


def test_what_the_keys_may_not_read_at_all_is_unknown_and_the_rest_counts(site: Site) -> None:
    with site(faults=[{"path": "/api/v2/spans", "kind": "forbidden"}]) as target:
        reading = look(target)
    assert reading.failed == ""
    assert reading.facts.state is SourceState.PARTLY
    assert "apm_read" in reading.facts.reason
