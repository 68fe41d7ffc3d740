from __future__ import annotations

import logging

import pytest

from challenge.site.logs import RunFilter, SecretFilter, about_run

API_KEY = "0123456789abcdef" * 2
APP_KEY = "0123456789" * 4


def logged(message: str, *args: object, exc_info: object = None) -> logging.LogRecord:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, message, args, exc_info)
    assert RunFilter().filter(record)
    assert SecretFilter().filter(record)
    return record


@pytest.mark.parametrize(
    "secret",
    [
        API_KEY,
        APP_KEY,
        "-----BEGIN OPENSSH PRIVATE KEY-----\nabcdef\n-----END OPENSSH PRIVATE KEY-----",
        "password=hunter2",
        "redis://user:hunter2@127.0.0.1:6379/0",
        "u5Zk-made_up-token-0123456789",
    ],
)
def test_a_secret_is_blotted_out_of_message_and_arguments(secret: str):
    hidden = secret.removeprefix("password=").removeprefix("redis://").removesuffix("127.0.0.1:6379/0")
    secret = f"/look/{secret}" if "token" in secret else secret
    assert hidden not in logged(f"said {secret} to us").getMessage()
    assert hidden not in logged("said %s to us", secret).getMessage()


def test_a_secret_is_blotted_out_of_a_traceback():
    try:
        raise ValueError(f"refused {API_KEY}")
    except ValueError as fault:
        record = logged("it broke", exc_info=(type(fault), fault, fault.__traceback__))
    assert API_KEY not in logging.Formatter("%(message)s").format(record)


def test_lines_say_which_run_they_are_about():
    with about_run(42):
        assert logged("within").run == "42"
    assert logged("outside").run == "-"
