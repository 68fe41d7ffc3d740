"""A short try of two keys, against the real stand-in of Datadog's site."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.recorded.looks import organisation
from verifier.gather import keys
from verifier.gather.account import AccountTarget
from verifier.gather.keys import Tried, try_keys
from verifier.probes.account.registry import MINIMAL_SCOPES


def tried(tmp_path: Path, *, scopes: list[str] | None = None, faults: Sequence[Any] = (), **given: Any) -> Tried:
    seed = organisation("S1")
    seed["application_keys"] = [{**seed["application_keys"][0], "scopes": scopes}]
    seed["faults"] = list(faults)
    built = load_seed(seed)
    with site_running([built], state_dir=tmp_path) as url:
        usual = {"api_key": built.api_keys[0], "app_key": built.application_keys[0].key, "site": built.site}
        return try_keys(AccountTarget(**{**usual, "api_url": url, **given}))


def test_keys_with_just_the_needed_scopes_open_everything(tmp_path: Path) -> None:
    found = tried(tmp_path, scopes=list(MINIMAL_SCOPES))
    assert (found.refused, found.missing, found.unasked, found.unscoped, found.more) == ("", (), (), False, ())
    assert found.organisation


def test_every_scope_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = tried(tmp_path, scopes=[scope for scope in MINIMAL_SCOPES if scope not in ("monitors_read", "apm_read")])
    assert set(found.missing) == {"monitors_read", "apm_read"}
    assert not found.opens_nothing


def test_a_key_without_limits_is_pointed_out(tmp_path: Path) -> None:
    assert tried(tmp_path, scopes=None).unscoped


def test_scopes_beyond_the_needed_ones_are_pointed_out(tmp_path: Path) -> None:
    found = tried(tmp_path, scopes=[*MINIMAL_SCOPES, "user_app_keys", "monitors_write"])
    assert found.more == ("monitors_write", "user_app_keys")
    assert not found.unscoped


@pytest.mark.parametrize(
    ("given", "refused", "says"),
    [
        ({"api_key": "0" * 32}, keys.API_KEY, "refused the API key on datadoghq.com"),
        ({"site": "datadoghq.eu"}, keys.API_KEY, "refused the API key on datadoghq.eu: .* another site"),
        ({"app_key": "0" * 40}, keys.APPLICATION_KEY, "took the API key and refused the application key"),
        ({"api_key": ""}, keys.UNREACHED, "No API key was given"),
        ({"site": "datadog.example"}, keys.UNREACHED, "not a Datadog site"),
        ({"api_url": "http://10.0.0.1"}, keys.UNREACHED, "only allowed on loopback"),
    ],
)
def test_what_is_refused_is_said_exactly(tmp_path: Path, given: dict[str, str], refused: str, says: str) -> None:
    found = tried(tmp_path, **given)
    assert found.refused == refused
    assert re.search(says, found.reason), found.reason


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (
            {"path": "/api/v1/validate", "kind": "rate-limited", "seconds": 90},
            "rate limit is used up; it opens again in",
        ),
        ({"path": "/api/v1/validate", "kind": "server-error"}, "trouble of its own"),
        ({"path": "/api/v1/validate", "kind": "html", "status": 200}, "a page instead of data"),
        ({"path": "/api/v1/validate", "kind": "broken"}, "broke off"),
    ],
)
def test_a_site_that_has_trouble_says_nothing_of_the_keys(tmp_path: Path, fault: dict[str, Any], says: str) -> None:
    found = tried(tmp_path, faults=[fault])
    assert found.refused == keys.UNREACHED
    assert says in found.reason


def test_one_read_that_has_trouble_is_told_apart_from_a_missing_scope(tmp_path: Path) -> None:
    found = tried(tmp_path, faults=[{"path": "/api/v1/dashboard", "kind": "rate-limited", "seconds": 60}])
    assert found.missing == ()
    ((scope, why),) = found.unasked
    assert scope == "dashboards_read"
    assert "rate limit" in why


def test_a_trial_that_is_over_takes_the_keys_and_refuses_the_rest(tmp_path: Path) -> None:
    paths = ("h", "q", "metrics", "dashboard", "monitor")
    faults: list[dict[str, Any]] = [{"path": f"/api/v1/{path}", "kind": "forbidden"} for path in paths]
    faults += [{"path": f"/api/v2/{path}", "kind": "forbidden"} for path in ("downtime", "apm", "current_user")]
    found = tried(tmp_path, faults=faults)
    assert (found.refused, found.opens_nothing) == ("", True)


def test_a_site_that_is_silent_holds_nobody_longer_than_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        found = try_keys(AccountTarget("a" * 32, "b" * 40, api_url=url), seconds=0.3)
    assert found.refused == keys.UNREACHED
    assert "did not answer" in found.reason


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    assert "refused the connection" in try_keys(AccountTarget("a" * 32, "b" * 40, api_url=url)).reason


def test_no_part_of_a_key_is_in_what_is_told(tmp_path: Path) -> None:
    for scopes in (None, list(MINIMAL_SCOPES), []):
        told = repr(tried(tmp_path, scopes=scopes))
        seed = load_seed(organisation("S1"))
        assert seed.api_keys[0] not in told
        assert seed.application_keys[0].key not in told
