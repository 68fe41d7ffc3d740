"""Keys, scopes and sites: who gets in, and what the others are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from datadog_api_client.exceptions import ForbiddenException
from datadog_api_client.v1.api.authentication_api import AuthenticationApi

from sandbox.site import running
from tests.sandbox.site.asking import KEYS, ask
from tests.sandbox.site.conftest import client_of
from tests.sandbox.site.seeds import API_KEY, NOW, READ_KEY, trial

BAD_API = {**KEYS, "DD-API-KEY": "0" * 32}
BAD_APP = {**KEYS, "DD-APPLICATION-KEY": "0" * 40}
NO_APP = {"DD-API-KEY": API_KEY}
SCOPED = {**KEYS, "DD-APPLICATION-KEY": READ_KEY}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/v1/validate", KEYS, 200),
        ("/api/v1/validate", NO_APP, 200),
        ("/api/v1/validate", BAD_APP, 200),
        ("/api/v1/validate", BAD_API, 403),
        ("/api/v1/validate", {}, 403),
        ("/api/v2/validate_keys", KEYS, 200),
        ("/api/v2/validate_keys", NO_APP, 403),
        ("/api/v2/validate_keys", BAD_APP, 403),
        ("/api/v2/validate_keys", BAD_API, 403),
        ("/api/v1/monitor", NO_APP, 403),
        ("/api/v1/query?from=1&to=2&query=a{*}", NO_APP, 401),
        ("/api/v1/monitor", SCOPED, 200),
        ("/api/v1/hosts", SCOPED, 200),
        ("/api/v1/dashboard", SCOPED, 403),
        ("/api/v2/downtime", SCOPED, 403),
        ("/api/v1/downtime", SCOPED, 200),
        ("/api/v2/current_user", SCOPED, 200),
        ("/api/v9/nothing", KEYS, 404),
    ],
)
def test_who_gets_in(base: str, path: str, headers: dict[str, str], status: int) -> None:
    assert ask(base, "GET", path, headers=headers).status == status


def test_a_missing_key_and_a_bad_key_get_the_recorded_words(base: str) -> None:
    assert ask(base, "GET", "/api/v1/validate", headers={}).body == {"errors": ["API key required"]}
    refused = ask(base, "GET", "/api/v1/validate", headers=BAD_API).body
    assert (refused["status"], refused["code"], refused["errors"]) == ("error", 403, ["Forbidden"])


def test_a_missing_scope_looks_like_a_bad_key_to_version_1_and_is_an_object_in_version_2(base: str) -> None:
    scope = ask(base, "GET", "/api/v1/dashboard", headers=SCOPED)
    assert scope.body == ask(base, "GET", "/api/v1/dashboard", headers=BAD_APP).body
    assert ask(base, "GET", "/api/v2/downtime", headers=SCOPED).errors == [{"title": "Forbidden"}]


def test_the_base_url_of_a_client_may_name_the_site(base: str) -> None:
    with client_of(f"{base}/site/datadoghq.com") as right:
        assert AuthenticationApi(right).validate().valid is True
    with client_of(f"{base}/site/us3.datadoghq.com") as wrong, pytest.raises(ForbiddenException):
        AuthenticationApi(wrong).validate()


def test_keys_in_the_query_string_work_as_old_scripts_send_them(base: str) -> None:
    keys = f"api_key={API_KEY}&application_key={KEYS['DD-APPLICATION-KEY']}"
    assert ask(base, "GET", f"/api/v1/monitor?{keys}", headers={}).status == 200


@pytest.mark.parametrize(
    ("prefix", "headers", "status"),
    [
        ("", {}, 403),
        ("/site/datadoghq.eu", {}, 200),
        ("/site/datadoghq.com", {}, 403),
        ("/site/nowhere.example", {}, 403),
        ("", {"X-Sandbox-Site": "datadoghq.eu"}, 200),
        ("", {"Host": "api.datadoghq.eu"}, 200),
        ("", {"Host": "api.us3.datadoghq.com"}, 403),
        ("/site/datadoghq.eu", {"X-Sandbox-Site": "datadoghq.com"}, 200),
    ],
)
def test_good_keys_on_another_site_are_refused(
    tmp_path: Path, prefix: str, headers: dict[str, str], status: int
) -> None:
    with running([trial(site="datadoghq.eu")], state_dir=tmp_path, now=lambda: NOW) as base:
        answer = ask(base, "GET", f"{prefix}/api/v2/validate_keys", headers={**KEYS, **headers})
    assert answer.status == status


def test_every_answer_says_sandbox_and_the_page_shows_no_key(base: str) -> None:
    page = ask(base, "GET", "/", headers={})
    assert page.status == 200
    assert "This is a sandbox" in page.text
    assert "Trial of Iris Example" in page.text
    assert API_KEY not in page.text
    for path in ("/", "/api/v1/validate", "/api/v1/monitor", "/nothing"):
        assert ask(base, "GET", path, headers={}).headers["x-sandbox"] == "proofboard"
