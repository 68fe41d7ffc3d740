"""Credentials are found and masked; what only looks like one is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import scrub

HEX32 = "0123456789abcdef" * 2
HEX40 = "0123456789abcdef" * 2 + "01234567"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nFAKEFAKEFAKEFAKE\nFAKEFAKE=\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(f"DD_API_KEY={HEX32} bash -c x", "API key", id="in a command"),
        pytest.param(f"'api_key': '{HEX32}',", "API key", id="in Python"),
        pytest.param(f'{{"app_key": "{HEX40}"}}', "application key", id="in JSON"),
        pytest.param(f"curl 'https://api.example.org/v1?api_key={HEX32}'", "API key", id="in an address"),
        pytest.param(f"$ echo $api_key\n{HEX32}\n", "API key", id="on the line after echo"),
        pytest.param(f"api_key: <{HEX32}>", "API key", id="in angle brackets"),
        pytest.param(f"api_key: {HEX32[:27]}XXXXX", "API key", id="half masked"),
        pytest.param("IDENTIFIED BY 'bumblebee7';", "password", id="MySQL user"),
        pytest.param("create user maya with password 'bumblebee7';", "password", id="PostgreSQL user"),
        pytest.param("    pass: bumblebee7", "password", id="YAML"),
        pytest.param('"pwd": "bumblebee7"', "password", id="MongoDB user"),
        pytest.param("mysql --password=bumblebee7 -e x", "password", id="option"),
        pytest.param("-e MYSQL_ROOT_PASSWORD=bumblebee7", "password", id="environment"),
        pytest.param("mongodb://maya:bumblebee7@orchid/db", "password", id="address"),
        pytest.param("I set the root password to 1234.", "password", id="prose"),
        pytest.param(PEM, "private key", id="private key"),
        pytest.param("ghp_" + "fake" * 10, "token", id="token"),
    ],
)
def test_a_credential_is_found_and_masked(text: str, kind: str) -> None:
    (leak,) = scrub.find(text)
    assert leak.kind == kind
    masked = scrub.mask(text)
    assert len(masked) == len(text)
    assert masked.count("\n") == text.count("\n")
    assert scrub.find(masked) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("DD_API_KEY=<YOUR_API_KEY>", id="placeholder"),
        pytest.param("'api_key': '" + "*" * 32 + "'", id="stars"),
        pytest.param("api_key: " + "X" * 32, id="crosses"),
        pytest.param(f"https://gist.example.org/maya/{HEX32}", id="a gist"),
        pytest.param(f"https://github.com/maya/bees/blob/{HEX40}/a.py", id="a commit"),
        pytest.param(f"https://secure.gravatar.com/avatar/{HEX32}?s=48", id="an avatar"),
        pytest.param(f"https://p.datadoghq.com/sb/abcdef012-{HEX32}", id="a public dashboard"),
        pytest.param("Instance ID: my_metric:0123456789abcdef [OK]", id="an instance"),
        pytest.param("IDENTIFIED BY '<PASSWORD>';", id="placeholder of a password"),
        pytest.param("    password: ENC[postgres]", id="a name in a store of secrets"),
        pytest.param("Access denied for user 'bee' (using password: YES)", id="what a server says of a password"),
        pytest.param("IDENTIFIED BY '&lt;removed&gt;';", id="placeholder in HTML"),
        pytest.param("create user maya with password :'pw';", id="psql's variable"),
        pytest.param("pass: XXXXXXXX", id="crossed out"),
        pytest.param("password: ********", id="starred out"),
        pytest.param("passwd: password updated successfully", id="output of passwd"),
        pytest.param("Please enter the password when you are asked.", id="prose"),
        pytest.param("password = os.environ['PW']", id="read from the environment"),
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert scrub.find(text) == ()
    assert scrub.mask(text) == text


def test_a_client_that_is_given_both_keys_without_their_names() -> None:
    text = f"dog = Client.new('{HEX32}',\n                 '{HEX40}')"
    assert [leak.kind for leak in scrub.find(text)] == ["API key", "application key"]
    assert scrub.find(scrub.mask(text)) == ()


def test_a_leak_tells_its_line_and_a_keyed_digest() -> None:
    text = f"one\ntwo\napi_key={HEX32}\n"
    (leak,) = scrub.find(text, key=b"installation")
    assert (leak.line, leak.partly) == (3, False)
    assert leak.digest
    assert leak.digest == scrub.find(f"DD_API_KEY={HEX32}", key=b"installation")[0].digest
    assert leak.digest != scrub.find(text, key=b"another")[0].digest
    assert scrub.find(text)[0].digest == ""


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = scrub.mask(text)
    assert len(once) == len(text)
    assert scrub.mask(once) == once
