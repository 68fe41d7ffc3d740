"""The client's own walks (`*_with_pagination`): nothing lost, nothing twice, and no request more than it makes of Datadog.

Offsets end with a page that is not full, so a full last page costs one request more. Cursors of spans and events end
with an empty page, as recorded; the cursor of the metrics ends with null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pytest
from datadog_api_client import ApiClient
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.api.events_api import EventsApi
from datadog_api_client.v2.api.metrics_api import MetricsApi
from datadog_api_client.v2.api.spans_api import SpansApi
from datadog_api_client.v2.api.users_api import UsersApi

from sandbox.site import OrganisationSeed, running
from tests.sandbox.site.asking import asked
from tests.sandbox.site.client.world import BOARD
from tests.sandbox.site.conftest import client_of
from tests.sandbox.site.seeds import NOW, trial
from tests.sandbox.site.unparsed import unparsed

QUERY = "avg(last_5m):avg:my_metric{*} > 3"
DAY = {"from": "now-1d", "to": "now"}


def holding(count: int) -> OrganisationSeed:
    """So many of everything (one user at least: without any there is no key)."""
    numbers = range(1, count + 1)
    return trial(
        users=[{"email": "iris@example.com"}, *({"email": f"u{n}@example.com"} for n in numbers)],
        hosts=[{"name": f"h{n}"} for n in numbers],
        series=[{"metric": f"m{n}", "host": f"h{n}"} for n in numbers],
        services=[],
        dashboards=[{**BOARD, "id": f"b{n}"} for n in numbers],
        monitors=[{"id": n, "name": f"m{n}", "query": QUERY} for n in numbers]
        or [{"id": 1, "name": "m", "query": QUERY}],
        downtimes=[
            {"scope": f"host:h{n}", "monitor_identifier": {"monitor_id": 1}, "schedule": {"start": "now-1h"}}
            for n in numbers
        ],
        events=[{"text": f"e{n}", "happened": f"now-{n}m"} for n in numbers],
        spans=[{"service": "s", "env": "lab", "start_timestamp": f"now-{n}s", "custom": {}} for n in numbers],
    )


@dataclass(frozen=True)
class Walk:
    over: Callable[..., Iterable[Any]]
    path: str
    size: Callable[[int], dict[str, Any]]
    """Asks for pages of that size."""
    requests: tuple[int, int, int]
    """For five, for four and for none, in pages of two."""
    by_itself: int
    """For thirty-five, in pages of the client's own size."""


def _search(size: int) -> dict[str, Any]:
    page = {"limit": size} if size else {}
    return {"body": {"data": {"type": "search_request", "attributes": {"filter": DAY, "page": page}}}}


def _events(size: int) -> dict[str, Any]:
    return {"body": {"filter": DAY, "page": {"limit": size} if size else {}}}


def _named(name: str) -> Callable[[int], dict[str, Any]]:
    return lambda size: {name: size} if size else {}


OFFSETS, CURSORS = (3, 3, 1), (4, 3, 1)
WALKS = {
    "dashboards": Walk(
        lambda c, **a: DashboardsApi(c).list_dashboards_with_pagination(**a),
        "/api/v1/dashboard",
        _named("count"),
        OFFSETS,
        1,
    ),
    "monitors": Walk(
        lambda c, **a: MonitorsApi(c).list_monitors_with_pagination(name="m", **a),
        "/api/v1/monitor",
        _named("page_size"),
        OFFSETS,
        1,
    ),
    "downtimes": Walk(
        lambda c, **a: DowntimesApi(c).list_downtimes_with_pagination(**a),
        "/api/v2/downtime",
        _named("page_limit"),
        OFFSETS,
        2,
    ),
    "downtimes of a monitor": Walk(
        lambda c, **a: DowntimesApi(c).list_monitor_downtimes_with_pagination(1, **a),
        "/api/v2/monitor/1/downtime_matches",
        _named("page_limit"),
        OFFSETS,
        2,
    ),
    "users": Walk(
        lambda c, **a: UsersApi(c).list_users_with_pagination(filter="u", **a),
        "/api/v2/users",
        _named("page_size"),
        OFFSETS,
        4,
    ),
    "metrics": Walk(
        lambda c, **a: MetricsApi(c).list_tag_configurations_with_pagination(**a),
        "/api/v2/metrics",
        _named("page_size"),
        (3, 2, 1),
        1,
    ),
    "spans by GET": Walk(
        lambda c, **a: SpansApi(c).list_spans_get_with_pagination(filter_from="now-1d", **a),
        "/api/v2/spans/events",
        _named("page_limit"),
        CURSORS,
        5,
    ),
    "spans by POST": Walk(
        lambda c, **a: SpansApi(c).list_spans_with_pagination(**a), "/api/v2/spans/events/search", _search, CURSORS, 5
    ),
    "events by GET": Walk(
        lambda c, **a: EventsApi(c).list_events_with_pagination(filter_from="now-1d", **a),
        "/api/v2/events",
        _named("page_limit"),
        CURSORS,
        5,
    ),
    "events by POST": Walk(
        lambda c, **a: EventsApi(c).search_events_with_pagination(**a), "/api/v2/events/search", _events, CURSORS, 5
    ),
}


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, str]]:
    """A sandbox for each number of things."""
    with (
        running([holding(0)], state_dir=tmp_path_factory.mktemp("none"), now=lambda: NOW) as none,
        running([holding(4)], state_dir=tmp_path_factory.mktemp("four"), now=lambda: NOW) as four,
        running([holding(5)], state_dir=tmp_path_factory.mktemp("five"), now=lambda: NOW) as five,
        running([holding(35)], state_dir=tmp_path_factory.mktemp("many"), now=lambda: NOW) as many,
    ):
        yield {0: none, 4: four, 5: five, 35: many}


def walked(base: str, walk: Walk, size: int) -> tuple[list[Any], int]:
    """What the walk gave, and how many requests it made."""
    before = len(asked(base))
    with client_of(base) as client:
        found = list(walk.over(client, **walk.size(size)))
    made = asked(base)[before:]
    assert {path for _, path, _ in made} == {walk.path}
    assert {status for _, _, status in made} == {200}
    return found, len(made)


@pytest.mark.parametrize("count", [5, 4, 0])
@pytest.mark.parametrize("name", WALKS)
def test_a_walk_in_pages_of_two(bases: dict[int, str], name: str, count: int) -> None:
    walk = WALKS[name]
    found, requests = walked(bases[count], walk, 2)
    there = max(count, 1) if name == "monitors" else count
    assert len({str(item.to_dict()) for item in found}) == len(found) == there
    assert unparsed(found) == []
    assert requests == walk.requests[(5, 4, 0).index(count)]


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_in_pages_of_the_clients_own_size(bases: dict[int, str], name: str) -> None:
    """A hundred dashboards and monitors, thirty downtimes, ten users, spans and events, ten thousand metrics."""
    found, requests = walked(bases[35], WALKS[name], 0)
    assert len({str(item.to_dict()) for item in found}) == 35
    assert requests == WALKS[name].by_itself


@pytest.mark.parametrize(
    "walk",
    [
        lambda c: EventsApi(c).search_events_with_pagination(body={"filter": DAY}),
        lambda c: SpansApi(c).list_spans_with_pagination(
            body={"data": {"type": "search_request", "attributes": {"filter": DAY}}}
        ),
    ],
    ids=["events", "spans"],
)
def test_a_search_without_a_page_in_its_body_is_asked_for_the_first_page_for_ever(
    bases: dict[int, str], walk: Callable[[ApiClient], Iterable[Any]]
) -> None:
    """A trap of the client (2.62): it puts the cursor into a `page` that it does not send."""
    with client_of(bases[35]) as client:
        found = [item.id for item in islice(walk(client), 40)]
    assert found == found[:10] * 4


def test_events_are_searched_without_a_body_too(bases: dict[int, str]) -> None:
    with client_of(bases[35]) as client:
        assert len(EventsApi(client).search_events().data) == 10


def test_hosts_have_no_walk_and_are_counted_on_every_page(bases: dict[int, str]) -> None:
    with client_of(bases[35]) as client:
        pages = [HostsApi(client).list_hosts(start=start, count=15) for start in (0, 15, 30, 45)]
    assert [len(page.host_list) for page in pages] == [page.total_returned for page in pages] == [15, 15, 5, 0]
    assert {page.total_matching for page in pages} == {35}
    assert len({host.name for page in pages for host in page.host_list}) == 35


def test_pages_tell_how_many_there_are(bases: dict[int, str]) -> None:
    with client_of(bases[5]) as client:
        assert DowntimesApi(client).list_downtimes(page_limit=2).meta.page.total_filtered_count == 5
        assert UsersApi(client).list_users(page_size=2, filter="u").meta.page.total_filtered_count == 5
        found = MonitorsApi(client).search_monitors(per_page=2, page=2)
        assert (found.metadata.total_count, found.metadata.page_count, len(found.monitors)) == (5, 3, 1)
        assert MonitorsApi(client).search_monitors().metadata.per_page == 30
        groups = MonitorsApi(client).search_monitor_groups().metadata
        assert (groups.total_count, groups.per_page) == (0, 30)
