from __future__ import annotations

from verifier.datadog import Answer, Request, masked

KEY = "feed" * 8


def through(body: object) -> object:
    return masked(lambda _request: Answer(200, body), (KEY,))(Request("GET", "/x")).body


def test_the_keys_that_were_used_are_masked_wherever_they_stand() -> None:
    assert through({"widgets": [{"note": f"call it with {KEY}"}]}) == {
        "widgets": [{"note": f"call it with {'•' * 32}"}]
    }


def test_a_key_in_the_name_of_a_field_is_masked_too() -> None:
    assert through({"tags_by_source": {KEY: ["a:b"]}}) == {"tags_by_source": {"•" * 32: ["a:b"]}}


def test_credentials_of_others_are_masked_too() -> None:
    masked_text = through(["CREATE USER datadog IDENTIFIED BY 'tide-over-4711'"])
    assert isinstance(masked_text, list)
    assert "tide-over" not in masked_text[0]


def test_everything_else_stays_as_it_was() -> None:
    body = {"a": [1, None, True, 2.5, "short", "a longer text without anything in it"], "b": {}}
    assert through(body) == body
