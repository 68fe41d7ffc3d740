"""What the client of today tries again, and how often. Counted at the sandbox; no time is measured.

It waits as long as `X-RateLimit-Reset` says (a second here), and before the second attempt after a server error not at
all, so no test lets it come to a third.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import urllib3
from datadog_api_client import ApiClient
from datadog_api_client.exceptions import ApiException, ForbiddenException, NotFoundException, ServiceException
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v1.api.tags_api import TagsApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi

from sandbox.site import running
from tests.sandbox.site.asking import asked
from tests.sandbox.site.conftest import client_of, configuration_of
from tests.sandbox.site.seeds import NOW, trial

Calling = Callable[[ApiClient], Any]
BOARD = {"title": "once", "layout_type": "ordered", "widgets": []}
EVERYWHERE = {"scope": "*", "monitor_identifier": {"monitor_tags": ["*"]}}


def read(client: ApiClient) -> Any:
    return MonitorsApi(client).list_monitors()


def write(client: ApiClient) -> Any:
    return DashboardsApi(client).create_dashboard(body=BOARD)


def attempts(
    tmp_path: Path, fault: dict[str, Any], call: Calling, **options: Any
) -> tuple[list[int], Exception | None]:
    """The status of every answer, in order, and what the client raised in the end."""
    with running([trial(faults=[{"path": "/api", **fault}])], state_dir=tmp_path, now=lambda: NOW) as base:
        raised = None
        with client_of(base, **options) as client:
            try:
                call(client)
            except (ApiException, urllib3.exceptions.HTTPError) as error:
                raised = error
        return [status or 0 for _, _, status in asked(base)], raised


LIMITED = {"kind": "rate-limited", "seconds": 1, "times": 1}
TROUBLED = {"kind": "server-error", "times": 1}


@pytest.mark.parametrize(
    ("fault", "call", "answers"),
    [
        (LIMITED, read, [429, 200]),
        ({**LIMITED, "times": 2}, read, [429, 429, 200]),
        (LIMITED, write, [429, 200]),
        (LIMITED, lambda c: TagsApi(c).update_host_tags("orchid", body={"tags": ["a:b"]}), [429, 201]),
        (LIMITED, lambda c: DashboardsApi(c).delete_dashboard("abc-def-ghi"), [429, 200]),
        (
            LIMITED,
            lambda c: DowntimesApi(c).create_downtime(body={"data": {"type": "downtime", "attributes": EVERYWHERE}}),
            [429, 200],
        ),
        (TROUBLED, read, [500, 200]),
        ({**TROUBLED, "status": 503}, read, [503, 200]),
        ({**TROUBLED, "status": 408}, read, [408, 200]),
        (TROUBLED, write, [500, 200]),
        ({"kind": "html", "times": 1}, read, [502, 200]),
    ],
)
def test_with_retries_enabled_limits_and_server_errors_are_waited_out(
    tmp_path: Path, fault: dict[str, Any], call: Calling, answers: list[int]
) -> None:
    assert attempts(tmp_path, fault, call, enable_retry=True) == (answers, None)


def test_a_write_that_was_limited_is_done_once(tmp_path: Path) -> None:
    with (
        running([trial(faults=[{"path": "/api", **LIMITED}])], state_dir=tmp_path, now=lambda: NOW) as base,
        client_of(base, enable_retry=True) as client,
    ):
        write(client)
        titles = [board.title for board in DashboardsApi(client).list_dashboards().dashboards]
    assert titles.count("once") == 1


@pytest.mark.parametrize(
    ("fault", "options", "answers", "kind"),
    [
        ({"kind": "rate-limited", "seconds": 1}, {"max_retries": 1}, [429, 429], ApiException),
        ({"kind": "rate-limited", "seconds": 1}, {"max_retries": 2}, [429, 429, 429], ApiException),
        ({"kind": "server-error"}, {"max_retries": 1}, [500, 500], ServiceException),
        ({"kind": "html"}, {"max_retries": 1}, [502, 502], ServiceException),
        ({"kind": "rate-limited", "seconds": 1}, {"retry_policy": urllib3.Retry(0)}, [429], ApiException),
    ],
    ids=["limited once more", "limited twice more", "server error", "proxy", "a policy of one's own"],
)
def test_what_does_not_get_better_is_raised_as_the_last_answer(
    tmp_path: Path, fault: dict[str, Any], options: dict[str, Any], answers: list[int], kind: type[ApiException]
) -> None:
    """Not as an error of urllib3 about too many tries."""
    seen, raised = attempts(tmp_path, fault, read, enable_retry=True, **options)
    assert (seen, type(raised)) == (answers, kind)
    assert isinstance(raised, ApiException)
    assert raised.status == answers[-1]


@pytest.mark.parametrize(
    ("fault", "call", "answers", "kind"),
    [
        ({"kind": "forbidden"}, read, [403], ForbiddenException),
        ({"kind": "html", "status": 403}, read, [403], ForbiddenException),
        ({"kind": "server-error", "status": 409}, read, [409], ApiException),
        ({"kind": "server-error", "status": 404}, read, [404], NotFoundException),
    ],
)
def test_other_refusals_are_not_tried_again(
    tmp_path: Path, fault: dict[str, Any], call: Calling, answers: list[int], kind: type[ApiException]
) -> None:
    seen, raised = attempts(tmp_path, fault, call, enable_retry=True)
    assert (seen, type(raised)) == (answers, kind)


@pytest.mark.parametrize(("fault", "kind"), [(LIMITED, ApiException), (TROUBLED, ServiceException)])
def test_without_retries_enabled_nothing_that_was_answered_is_tried_again(
    tmp_path: Path, fault: dict[str, Any], kind: type[ApiException]
) -> None:
    seen, raised = attempts(tmp_path, fault, read)
    assert (len(seen), type(raised)) == (1, kind)


@pytest.mark.parametrize(
    ("call", "enabled", "count", "kind"),
    [
        (read, False, 2, None),
        (read, True, 2, None),
        (write, False, 1, urllib3.exceptions.ProtocolError),
        (write, True, 1, urllib3.exceptions.ProtocolError),
    ],
)
def test_a_lost_answer_is_asked_for_again_only_where_nothing_was_written(
    tmp_path: Path, call: Calling, enabled: bool, count: int, kind: type[Exception] | None
) -> None:
    """By urllib3 itself, whether retries are enabled or not."""
    seen, raised = attempts(tmp_path, {"kind": "broken", "times": 1}, call, enable_retry=enabled)
    assert (len(seen), type(raised) if raised else None) == (count, kind)


def test_a_hasty_backoff_is_refused() -> None:
    with pytest.raises(ValueError, match="backoff"):
        configuration_of("http://127.0.0.1:1", enable_retry=True, retry_backoff_factor=1)
