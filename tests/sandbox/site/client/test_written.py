"""What the client of today creates, reads, lists, changes and deletes comes back as it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.downtimes_api import DowntimesApi as DowntimesV1
from datadog_api_client.v1.api.events_api import EventsApi
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.metrics_api import MetricsApi as MetricsV1
from datadog_api_client.v1.api.tags_api import TagsApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.api.metrics_api import MetricsApi
from datadog_api_client.v2.api.users_api import UsersApi

from sandbox.site import names
from tests.sandbox.site.client.keeping import KeepingClient
from tests.sandbox.site.client.kinds import KINDS, Kind, downtime
from tests.sandbox.site.client.world import N
from tests.sandbox.site.conftest import configuration_of
from tests.sandbox.site.unparsed import differing, unparsed

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")


@pytest.fixture
def client(base: str) -> Iterator[KeepingClient]:
    with KeepingClient(configuration_of(base)) as api:
        yield api


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_made_read_listed_and_changed_is_what_was_sent(client: KeepingClient, kind: Kind) -> None:
    api = kind.api(client)

    def whole(answer: Any, sent: dict[str, Any]) -> Any:
        assert unparsed(answer) == []
        assert differing(sent, kind.inner(client.sent)) == []
        return answer

    made = whole(getattr(api, kind.make)(body=kind.wrapped(kind.sent, None)), kind.sent)
    number = made.data.id if "data" in made else made.id
    place = {kind.key: number}
    whole(getattr(api, kind.read)(**place), kind.sent)
    assert number in kind.ids(getattr(api, kind.every)())
    untouched = {name: value for name, value in kind.sent.items() if name not in kind.changed}
    after = kind.changed if kind.api is DashboardsApi else {**untouched, **kind.changed}
    whole(getattr(api, kind.change)(body=kind.wrapped(kind.changed, number), **place), after)
    whole(getattr(api, kind.read)(**place), after)


@pytest.mark.parametrize("kind", [KINDS["dashboard"], KINDS["monitor"]], ids=["dashboard", "monitor"])
def test_what_is_deleted_is_gone(client: KeepingClient, kind: Kind) -> None:
    api = kind.api(client)
    place = {kind.key: getattr(api, kind.make)(body=kind.sent).id}
    assert [*getattr(api, kind.remove)(**place).to_dict().values()] == [*place.values()]
    for call in (kind.read, kind.remove):
        with pytest.raises(NotFoundException, match="not found"):
            getattr(api, call)(**place)
    assert place[kind.key] not in kind.ids(getattr(api, kind.every)())


@pytest.mark.parametrize("kind", [KINDS["downtime-v1"], KINDS["downtime-v2"]], ids=["v1", "v2"])
def test_a_downtime_that_is_canceled_can_still_be_read(client: KeepingClient, kind: Kind) -> None:
    api = kind.api(client)
    made = getattr(api, kind.make)(body=kind.wrapped(kind.sent, None))
    place = {kind.key: made.data.id if "data" in made else made.id}
    assert getattr(api, kind.remove)(**place) is None
    read = getattr(api, kind.read)(**place)
    assert unparsed(read) == []
    assert kind.inner(client.sent)["status"] == "canceled"


def test_version_2_shows_both_kinds_of_downtimes_and_version_1_refuses_the_newer(client: KeepingClient) -> None:
    old, new = DowntimesV1(client), DowntimesApi(client)
    first = old.create_downtime(body=KINDS["downtime-v1"].sent)
    second = new.create_downtime(body=downtime(KINDS["downtime-v2"].sent, None))
    assert [str(each.id) for each in new.list_downtimes().data] == [second.data.id, str(first.uuid)]
    assert [each.id for each in old.list_downtimes()] == [first.id]
    assert "relationships" not in new.get_downtime(second.data.id).data
    included = new.get_downtime(second.data.id, include="created_by,monitor").included
    assert [each.get_oneof_instance().type.value for each in included] == ["monitors", "users"]
    current = new.get_downtime(second.data.id).data.attributes.schedule.current_downtime
    assert current.start.timestamp() == 1790010000  # 19:00 in Berlin, on the day of the clock
    with pytest.raises(ApiException, match="can only be accessed from a V2 endpoint") as refusal:
        old.get_downtime(_number_of(second.data.id))
    assert refusal.value.status == 422


def _number_of(uuid: str) -> int:
    """The number under which version 1 knows a newer downtime, and refuses it."""
    return names.number(uuid, digits=10)


def test_tags_of_a_host_are_kept_by_source(client: KeepingClient) -> None:
    tags = TagsApi(client)
    assert tags.create_host_tags("orchid", body={"tags": ["owner:iris"]}).tags == ["typed:here", "owner:iris"]
    assert tags.get_host_tags("orchid").tags == ["env:lab", "owner:iris", "role:web", "typed:here"]
    tags.update_host_tags("orchid", body={"tags": ["only:this"]}, source="users")
    assert tags.get_host_tags("orchid", source="users").tags == ["only:this"]
    assert tags.list_host_tags(source="users").tags == {"only:this": ["orchid"]}
    assert tags.delete_host_tags("orchid", source="users") is None
    assert tags.get_host_tags("orchid").tags == ["env:lab", "role:web"]


def test_a_host_name_with_a_slash_is_one_name(client: KeepingClient) -> None:
    """The client quotes it."""
    MetricsV1(client).submit_metrics(body={"series": [{"metric": "m", "host": "a/b", "points": [[N - 30, 1.0]]}]})
    assert TagsApi(client).create_host_tags("a/b", body={"tags": ["k:v"]}).host == "a/b"
    assert HostsApi(client).mute_host("a/b", body={}).hostname == "a/b"
    assert [host.name for host in HostsApi(client).list_hosts(filter="a/b").host_list] == ["a/b"]


def test_an_event_is_read_back_and_found_in_both_versions(client: KeepingClient) -> None:
    sent = {
        "title": "t",
        "text": "look @iris@example.com",
        "tags": ["a:b"],
        "priority": "low",
        "alert_type": "snapshot",
    }
    events = EventsApi(client)
    made = events.create_event(body={**sent, "host": "orchid", "date_happened": N - 60})
    assert made.status == "ok"
    read = events.get_event(made.event.id).event
    assert unparsed(read) == []
    assert differing({**sent, "tags": ["a:b", "env:lab", "role:web", "typed:here"]}, client.sent["event"]) == []
    assert [event.id for event in events.list_events(start=N - 600, end=N, tags="a:b").events] == [made.event.id]
    assert events.list_events(start=N - 600, end=N, tags="c:d").events == []


def test_what_is_said_of_a_metric_is_kept(client: KeepingClient) -> None:
    said = {
        "unit": "byte",
        "per_unit": "second",
        "description": "d",
        "short_name": "s",
        "type": "count",
        "statsd_interval": 10,
    }
    MetricsV1(client).update_metric_metadata("my_metric", body=said)
    assert differing(said, client.sent) == []
    MetricsV1(client).get_metric_metadata("my_metric")
    assert differing(said, client.sent) == []


def test_a_user_is_invited_read_and_disabled(client: KeepingClient) -> None:
    users = UsersApi(client)
    invited = {"type": "users", "attributes": {"email": "Ada@example.com", "name": "Ada Example", "title": "Dr"}}
    made = users.create_user(body={"data": invited})
    attributes = users.get_user(made.data.id).data.attributes
    assert (attributes.email, attributes.name, attributes.title) == ("ada@example.com", "Ada Example", "Dr")
    assert (attributes.status, attributes.verified, attributes.disabled) == ("Pending", False, False)
    assert users.disable_user(made.data.id) is None
    assert users.get_user(made.data.id).data.attributes.status == "Disabled"


@pytest.mark.parametrize("encoding", ["deflate", "gzip"])
def test_series_are_taken_compressed_and_in_both_versions(client: KeepingClient, encoding: str) -> None:
    point = {"metric": "sent.v1", "host": "orchid", "points": [[N - 30, 3.0]]}
    assert MetricsV1(client).submit_metrics(body={"series": [point]}, content_encoding="deflate").status == "ok"
    series = {"metric": "sent.v2", "type": 3, "points": [{"timestamp": N - 30, "value": 4.0}]}
    series["resources"] = [{"name": "orchid", "type": "host"}]
    assert MetricsApi(client).submit_metrics(body={"series": [series]}, content_encoding=encoding).errors == []
    answer = MetricsV1(client).query_metrics(_from=N - 600, to=N, query="avg:sent.v1{role:web} + avg:sent.v2{*}")
    assert [point.value[1] for point in answer.series[0].pointlist] == [7.0]
