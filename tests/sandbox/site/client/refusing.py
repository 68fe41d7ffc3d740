"""The refusal that a call of the client ends with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from datadog_api_client import ApiClient
from datadog_api_client.exceptions import ApiException, OpenApiException

Calling = Callable[[ApiClient], Any]


def refusal_of(client: ApiClient, call: Calling) -> ApiException:
    with client, pytest.raises(ApiException) as refusal:
        call(client)
    assert isinstance(refusal.value, OpenApiException)
    return refusal.value
