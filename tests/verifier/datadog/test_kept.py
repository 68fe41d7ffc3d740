from __future__ import annotations

import json
from dataclasses import replace

import pytest

from verifier.datadog import NOT_ASKED, Answer, Book, CouldNotLook, Request, answer_of, from_kept, request_of

HOSTS = Request("GET", "/api/v1/hosts", (("count", "2"), ("filter", "a b&c")))
SPANS = Request("POST", "/api/v2/spans/events/search", (), '{"data": {"x": 1}}')
THEN = 1_700_000_000
OK = Answer(200, {"host_list": []}, {"content-type": "application/json"})


def carried(request: Request) -> Answer:
    if request == SPANS:
        raise CouldNotLook("It did not answer in time.")
    return OK


def kept() -> list[object]:
    book = Book("https://api.datadoghq.com", now=lambda: THEN + 0.7)
    carry = book.over(carried)
    with pytest.raises(CouldNotLook):
        carry(SPANS)
    carry(HOSTS)
    written: list[object] = json.loads(json.dumps(book.interactions()))
    return written


def test_what_was_kept_answers_again() -> None:
    carry = from_kept(kept())
    assert carry(HOSTS) == replace(OK, at=THEN)
    with pytest.raises(CouldNotLook, match="did not answer in time"):
        carry(SPANS)


def test_what_was_not_asked_is_not_answered() -> None:
    with pytest.raises(CouldNotLook, match=NOT_ASKED):
        from_kept(kept())(Request("GET", "/api/v1/monitor"))


def test_the_order_does_not_depend_on_who_answered_first() -> None:
    uris = [str(item["request"]["uri"]) for item in kept() if isinstance(item, dict)]
    assert uris == sorted(uris)


def test_of_several_answers_the_last_one_counts() -> None:
    book = Book("https://api.datadoghq.com", now=lambda: THEN + 0.7)
    answers = [Answer(429, {"errors": ["later"]}), OK]
    carry = book.over(lambda _request: answers.pop(0))
    carry(HOSTS), carry(HOSTS)
    assert from_kept(book.interactions())(HOSTS) == replace(OK, at=THEN)


@pytest.mark.parametrize(
    ("written", "request_"),
    [
        ({"method": "get", "uri": "http://h/api/v1/x?a=1&b="}, Request("GET", "/api/v1/x", (("a", "1"), ("b", "")))),
        ({"url": "http://h/site/eu/api/v1/x"}, Request("GET", "/api/v1/x")),
        ({"method": "POST", "uri": "http://h/api/v1/x", "body": '{"b": 1, "a": 2}'},
         Request("POST", "/api/v1/x", (), '{"a": 2, "b": 1}')),
        ({}, Request("GET", "")),
    ],
)  # fmt: skip
def test_a_request_is_read_as_other_recorders_write_it(written: dict[str, object], request_: Request) -> None:
    assert request_of(written) == request_


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ({"status": 200, "body": {"a": 1}}, Answer(200, {"a": 1})),
        ({"status": {"code": 403, "message": "Forbidden"}, "body": '{"a": 1}'}, Answer(403, {"a": 1})),
        ({"status": 200, "headers": {"Content-Type": "x"}, "body": {"string": "[]"}},
         Answer(200, [], {"content-type": "x"})),
        ({"status": "200", "body": "<html>"}, Answer(0, "<html>")),
        (None, Answer(0, "")),
        ({"status": 204, "body": ""}, Answer(204, "")),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_other_recorders_write_it(written: object, answer: Answer) -> None:
    assert answer_of(written) == answer
