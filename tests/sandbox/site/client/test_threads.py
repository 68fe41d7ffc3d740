"""The client's own threads, and one client that several threads share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from datadog_api_client import ApiClient, ThreadedApiClient
from datadog_api_client.exceptions import NotFoundException
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi

from tests.sandbox.site.asking import asked
from tests.sandbox.site.conftest import configuration_of
from tests.sandbox.site.unparsed import unparsed


def test_calls_in_threads_of_the_client_give_what_plain_ones_do(base: str, client: ApiClient) -> None:
    with ThreadedApiClient(configuration_of(base), pool_threads=4) as threaded:
        waiting = [MonitorsApi(threaded).get_monitor(1234) for _ in range(8)]
        hosts = HostsApi(threaded).list_hosts().get()
        monitors = [each.get() for each in waiting]
        missing = MonitorsApi(threaded).get_monitor(99)
        with pytest.raises(NotFoundException, match="Monitor not found"):
            missing.get()
    assert unparsed([hosts, *monitors]) == []
    plain = MonitorsApi(client).get_monitor(1234).to_dict()
    assert [monitor.to_dict() for monitor in monitors] == [plain] * 8


def test_one_client_is_shared_by_threads_that_read_and_write(base: str, client: ApiClient) -> None:
    def make(number: int) -> str:
        attributes = {"scope": f"host:h{number}", "monitor_identifier": {"monitor_tags": ["*"]}}
        body = {"data": {"type": "downtime", "attributes": attributes}}
        made = DowntimesApi(client).create_downtime(body=body)
        return str(DowntimesApi(client).get_downtime(made.data.id).data.attributes.scope)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, range(12))) == [f"host:h{number}" for number in range(12)]
    assert len(asked(base)) == 24
    assert len(DowntimesApi(client).list_downtimes().data) == 12
