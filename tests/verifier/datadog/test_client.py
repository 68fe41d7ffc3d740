from __future__ import annotations

import os
import socket
import time

import pytest
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NameResolutionError

from tests.verifier.datadog.conftest import Script
from verifier.datadog import Asking, CouldNotLook, Request, over_network
from verifier.datadog import client as client_module

API_KEY = "feed" * 8
APP_KEY = "beef" * 10


def asking(url: str, *, seconds: float = 20) -> Asking:
    until = time.monotonic() + seconds
    transport = over_network(api_key=API_KEY, app_key=APP_KEY, site="datadoghq.com", api_url=url, until=until)
    return Asking(transport, until)


def test_an_answer_is_parsed_and_both_keys_travel_as_headers(script: Script) -> None:
    script.answers = [(200, {}, b'{"host_list": []}')]
    found = asking(script.url).get("/api/v1/hosts", [("count", 2), ("include_hosts_metadata", True)])
    assert found == {"host_list": []}
    method, path, headers, _ = script.asked[0]
    assert (method, path) == ("GET", "/api/v1/hosts?count=2&include_hosts_metadata=true")
    assert (headers["dd-api-key"], headers["dd-application-key"]) == (API_KEY, APP_KEY)


def test_a_search_posts_its_body_as_json(script: Script) -> None:
    script.answers = [(200, {}, b'{"data": []}')]
    asking(script.url).search("/api/v2/spans/events/search", {"data": {"type": "search_request"}})
    method, _, headers, body = script.asked[0]
    assert (method, headers["content-type"]) == ("POST", "application/json")
    assert body == b'{"data": {"type": "search_request"}}'


@pytest.mark.parametrize("path", ["/api/v1/monitor", "/api/v2/downtime", "/api/v1/dashboard", "/api/v2/query/x"])
def test_nothing_is_posted_but_searches_that_read(script: Script, path: str) -> None:
    with pytest.raises(ValueError, match="only read"):
        asking(script.url).search(path, {})
    assert not script.asked


def test_variables_of_our_own_environment_never_stand_in(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DD_SITE", "datadoghq.eu")
    monkeypatch.setenv("DD_API_KEY", "0" * 32)
    monkeypatch.setenv("DD_APP_KEY", "0" * 40)
    script.answers = [(200, {}, b"{}")]
    asking(script.url).get("/api/v1/validate")
    headers = script.asked[0][2]
    assert (headers["dd-api-key"], headers["dd-application-key"]) == (API_KEY, APP_KEY)
    assert os.environ["DD_SITE"] == "datadoghq.eu"


@pytest.mark.parametrize(
    ("api_key", "app_key", "says"),
    [
        ("", APP_KEY, "No API key was given."),
        ("  ", APP_KEY, "No API key was given."),
        (API_KEY, "", "No application key was given."),
        (API_KEY + "\r\nX: y", APP_KEY, "The API key holds characters"),
        (API_KEY, "schlüssel-schlüssel", "The application key holds characters"),
        ("short", APP_KEY, "or is too short"),
    ],
)
def test_keys_that_cannot_be_are_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, api_key: str, app_key: str, says: str
) -> None:
    monkeypatch.setenv("DD_API_KEY", "0" * 32)
    with pytest.raises(CouldNotLook, match=says):
        over_network(api_key=api_key, app_key=app_key, site="datadoghq.com", until=time.monotonic() + 5)


def test_blanks_around_a_pasted_key_do_not_count(script: Script) -> None:
    script.answers = [(200, {}, b"{}")]
    until = time.monotonic() + 20
    carry = over_network(api_key=f" {API_KEY}\n", app_key=APP_KEY, site="us1", api_url=script.url, until=until)
    carry(Request("GET", "/api/v1/validate"))
    assert script.asked[0][2]["dd-api-key"] == API_KEY


def test_a_redirect_is_not_followed_with_the_keys_in_hand(script: Script) -> None:
    script.answers = [(302, {"location": f"{script.url}/elsewhere"}, b"")]
    with pytest.raises(CouldNotLook, match="elsewhere"):
        asking(script.url).get("/api/v1/hosts")
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (403, b'{"errors": ["Forbidden"]}', "The application key lacks hosts_read."),
        (401, b'{"errors": ["Unauthorized"]}', "The application key lacks hosts_read."),
        (403, b"<html>Forbidden</html>", "The application key lacks hosts_read."),
        (404, b'{"errors": ["Host not found"]}', "Datadog answered 404: Host not found"),
        (400, b'{"errors": [{"title": "Bad", "detail": "no such window"}]}', "Datadog answered 400: no such window"),
        (400, b"\xff\xfe", "could not be read"),
        (200, b"<!DOCTYPE html><html></html>", "a page instead of data"),
        (200, b'{"host_list": [', "a page instead of data"),
    ],
)
def test_a_fault_becomes_one_sentence(script: Script, status: int, body: bytes, says: str) -> None:
    script.answers = [(status, {}, body)]
    with pytest.raises(CouldNotLook) as fault:
        asking(script.url).get("/api/v1/hosts")
    assert says in fault.value.reason
    assert len(script.asked) == 1


def test_an_answer_that_is_too_long_is_not_read(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "CAP_BYTES", 1 << 20)
    script.answers = [(200, {}, b'"' + b"x" * (1 << 20) + b'"')]
    with pytest.raises(CouldNotLook, match="longer than 1 MB"):
        asking(script.url).get("/api/v1/hosts")


def test_a_long_error_is_capped_as_well(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "CAP_BYTES", 1 << 20)
    script.answers = [(500, {}, b"x" * (2 << 20))]
    with pytest.raises(CouldNotLook, match="longer than 1 MB"):
        asking(script.url).get("/api/v1/hosts")


def test_a_name_that_cannot_be_resolved_is_told_as_a_name() -> None:
    problem = NameResolutionError("api.datadoghq.com", HTTPSConnection("api.datadoghq.com"), socket.gaierror())
    told = client_module._trouble(problem, "https://api.datadoghq.com")
    assert told == "The name of api.datadoghq.com could not be resolved."


def test_nobody_listening_is_one_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(CouldNotLook, match="refused the connection"):
        asking(f"http://127.0.0.1:{port}").get("/api/v1/validate")


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(CouldNotLook, match="did not answer in time"):
            asking(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.5).get("/api/v1/validate")


def test_plain_text_where_tls_was_asked_is_one_sentence(script: Script) -> None:
    with pytest.raises(CouldNotLook, match="TLS"):
        asking(script.url.replace("http:", "https:")).get("/api/v1/validate")
    assert not script.asked


def test_a_fault_never_repeats_a_key(script: Script) -> None:
    script.answers = [(400, {}, b'{"errors": ["x"]}')]
    with pytest.raises(CouldNotLook) as fault:
        asking(script.url).get("/api/v1/hosts")
    assert API_KEY not in repr(fault.value.__dict__) + str(fault.value)
