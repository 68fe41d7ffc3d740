"""One sandbox on a loopback port, and the two real clients that talk to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from datadog_api_client import ApiClient, Configuration

from sandbox.site import running
from tests.sandbox.site.seeds import API_KEY, APP_KEY, NOW, trial


@pytest.fixture(autouse=True)
def _no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    own = ("DD_API_KEY", "DD_APP_KEY", "DD_SITE")
    for name in (*own, "DATADOG_API_KEY", "DATADOG_APP_KEY", "DATADOG_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    with running([trial()], state_dir=tmp_path, now=lambda: NOW) as url:
        yield url


@pytest.fixture(scope="module")
def one_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for a whole module, whose tests do not look at what the others write."""
    with running([trial()], state_dir=tmp_path_factory.mktemp("state"), now=lambda: NOW) as url:
        yield url


def configuration_of(base: str, *, api_key: str = API_KEY, app_key: str = APP_KEY, **options: Any) -> Configuration:
    keys = {"apiKeyAuth": api_key, "appKeyAuth": app_key}
    return Configuration(host=base, api_key=keys, **{"request_timeout": 10, **options})


def client_of(base: str, **options: Any) -> ApiClient:
    return ApiClient(configuration_of(base, **options))


@pytest.fixture
def client(base: str) -> Iterator[ApiClient]:
    with client_of(base) as api:
        yield api


@pytest.fixture
def client_with(base: str) -> Callable[..., ApiClient]:
    return lambda **keys: client_of(base, **keys)
