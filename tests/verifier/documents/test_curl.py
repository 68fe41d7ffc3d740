"""Calls of curl, as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.documents.curl import calls

URL = "https://api.datadoghq.com/api/v1/dash"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"curl {URL}", [("GET", URL, "")]),
        (f"curl -X POST -H 'Content-type: application/json' -d '{{\"a\": 1}}' \"{URL}?k=$KEY\"", [("POST", f"{URL}?k=$KEY", '{"a": 1}')]),
        (f"curl -XPUT {URL}", [("PUT", URL, "")]),
        (f"curl --request GET --url {URL}", [("GET", URL, "")]),
        (f"$ curl --data-raw='x' \\\n  {URL}\n", [("POST", URL, "x")]),
        (f"curl -s {URL} | jq .\necho done", [("GET", URL, "")]),
        (f"curl {URL} && curl -d @body.json {URL}", [("GET", URL, ""), ("POST", URL, "@body.json")]),
        (f"curl -d 'anomalies(avg:x, '\\''basic'\\'', 2)' {URL}", [("POST", URL, "anomalies(avg:x, 'basic', 2)")]),
        (f"curl -d 'it never closes {URL}", []),
        ("I used curly braces, and curl.", []),
    ],
)  # fmt: skip
def test_calls(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(call.method, call.url, call.body) for call in calls(text)] == expected


@given(st.text(alphabet=st.sampled_from("curl -d'\"\\\n;|&{}@x"), max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(call.method for call in calls(text))
