from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from verifier.datadog import Answer, Book, Recall, Request, Seldom, remembered
from verifier.datadog.kept import from_kept

NOW = 1_800_000_000
SPANS = "/api/v2/spans/analytics/aggregate"
SELDOM = (Seldom(re.compile(re.escape(SPANS)), 60), Seldom(re.compile(r"/api/v1/metrics"), 300, "tag_filter"))
BOARD = Request("GET", "/api/v1/dashboard/b1")
LIST = Request("GET", "/api/v1/dashboard", (("count", "100"),))
LONG_AGO = "2026-01-01T00:00:00+00:00"


def spans(at: int) -> Request:
    filters = {"from": str(at - 10), "to": str(at), "query": "*"}
    return Request("POST", SPANS, (), json.dumps({"data": {"attributes": {"filter": filters}}}, sort_keys=True))


def names(at: int, tag: str) -> Request:
    given = (("tag_filter", tag),) if tag else ()
    return Request("GET", "/api/v1/metrics", (("from", str(at)), *given))


def asked_again(
    before: Mapping[Request, Answer], *requests: Request, now: int = NOW, listed: str = LONG_AGO
) -> list[str]:
    """The paths that went out when these were asked."""
    book = Book("https://api.example", lambda: now)
    recall = Recall(before, book, SELDOM, now)
    out: list[str] = []

    def network(request: Request) -> Answer:
        out.append(request.path)
        boards = {"dashboards": [{"id": "b1", "modified_at": listed}]}
        return Answer(200, boards if request == LIST else {"fresh": True})

    carry = recall.over(book.over(network))
    answers = [carry(request) for request in requests]
    again = from_kept(book.interactions())
    assert [again(request).body for request in requests] == [answer.body for answer in answers]
    assert recall.asked == len(out)
    return out


def ok(body: object = None, *, at: int, headers: Mapping[str, str] | None = None, status: int = 200) -> Answer:
    return Answer(status, body if body is not None else {"old": True}, headers or {}, at)


@pytest.mark.parametrize(("age", "again"), [(59, False), (60, True)])
def test_spans_are_asked_at_most_so_often_whatever_the_window(age: int, again: bool) -> None:
    before = {spans(NOW - age): ok(at=NOW - age)}
    assert bool(asked_again(before, spans(NOW))) is again


def test_each_tag_has_an_answer_of_its_own_and_the_whole_list_is_always_asked() -> None:
    before = {names(NOW - 100, tag): ok(at=NOW - 100) for tag in ("a", "")}
    assert asked_again(before, names(NOW, "a")) == []
    assert asked_again(before, names(NOW, "b")) == ["/api/v1/metrics"]
    assert asked_again(before, names(NOW, "")) == ["/api/v1/metrics"]


def test_where_little_is_left_an_old_answer_is_taken_until_the_limit_opens() -> None:
    def scarce(left: int, reset: int) -> Answer:
        told = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": str(left), "x-ratelimit-reset": str(reset)}
        return ok(at=NOW - 1000, headers=told)

    assert asked_again({spans(NOW - 1000): scarce(40, 1500)}, spans(NOW)) == []
    assert asked_again({spans(NOW - 1000): scarce(40, 900)}, spans(NOW)) == [SPANS]
    assert asked_again({spans(NOW - 1000): scarce(200, 1500)}, spans(NOW)) == [SPANS]


def test_a_refusal_is_never_recalled() -> None:
    assert asked_again({spans(NOW - 1): ok(at=NOW - 1, status=403)}, spans(NOW)) == [SPANS]


@pytest.mark.parametrize(
    ("read", "listed", "again"),
    [
        (LONG_AGO, LONG_AGO, False),
        (LONG_AGO, "2026-02-02T00:00:00+00:00", True),
        (LONG_AGO, "", True),
        ("no time", "no time", True),
    ],
)
def test_a_board_is_read_again_when_it_was_changed(read: str, listed: str, again: bool) -> None:
    before = {BOARD: ok({"id": "b1", "modified_at": read}, at=NOW - 100)}
    assert asked_again(before, LIST, BOARD, listed=listed) == [LIST.path, *([BOARD.path] if again else [])]


def test_a_board_that_was_changed_in_the_seconds_before_it_was_read_is_read_again() -> None:
    at = 1_767_225_600  # LONG_AGO
    for seconds, again in ((3, True), (6, False)):
        before = {BOARD: ok({"id": "b1", "modified_at": LONG_AGO}, at=at + seconds)}
        assert (BOARD.path in asked_again(before, LIST, BOARD)) is again


def test_points_of_hours_ago_do_not_change_and_those_of_now_do() -> None:
    def points(to: int) -> Request:
        attributes = {"from": (to - 3600) * 1000, "to": to * 1000}
        return Request("POST", "/api/v2/query/timeseries", (), json.dumps({"data": {"attributes": attributes}}))

    old, new = points(NOW - 4000), points(NOW - 10)
    assert asked_again({old: ok(at=NOW - 200), new: ok(at=NOW - 5)}, old, new) == [new.path]


def test_what_never_came_is_not_remembered() -> None:
    uri = "https://api.example/api/v1/hosts"
    kept = [{"request": {"method": "GET", "uri": uri, "body": None}, "fault": "It did not answer."}]
    assert remembered(kept) == {}
