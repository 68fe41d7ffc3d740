"""The real client, and beside it what it was sent before it made models of it."""

from __future__ import annotations

import json
from typing import Any

from datadog_api_client import ApiClient


class KeepingClient(ApiClient):
    """sent: the JSON of the last answer that the client took apart, None where there was none to take apart."""

    sent: Any = None

    def call_api(self, *arguments: Any, **options: Any) -> Any:
        self.sent = None
        return super().call_api(*arguments, **options)

    def deserialize(self, response_data: str, response_type: Any, check_type: bool | None) -> Any:
        self.sent = json.loads(response_data)
        return super().deserialize(response_data, response_type, check_type)
