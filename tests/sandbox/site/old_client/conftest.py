"""The old client is one for the whole process: it is pointed at the sandbox, and forgets all it knew afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import datadog
import pytest
from datadog import api
from datadog.api.api_client import APIClient

from tests.sandbox.site.seeds import API_KEY, APP_KEY

_DEFAULTS = {"_timeout": 60, "_mute": True, "_return_raw_response": False}


def point_at(base: str, **options: Any) -> None:
    """As a script begins; `mute=False` unless told otherwise, so that what is refused is raised."""
    keys = {"api_key": API_KEY, "app_key": APP_KEY}
    datadog.initialize(**{**keys, "api_host": base, "hostname_from_config": False, "mute": False, **options})


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    api._api_key = api._application_key = api._api_host = api._host_name = None
    for name, value in _DEFAULTS.items():
        setattr(api, name, value)
    APIClient._timeout_counter, APIClient._backoff_timestamp = 0, None


@pytest.fixture
def old_client(base: str) -> Callable[..., None]:
    """Points the client at the sandbox, with these options."""
    point_at(base)
    return lambda **options: point_at(base, **options)
