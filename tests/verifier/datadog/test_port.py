"""Statuses, back-off and the deadline, over a transport that is a list and a clock that is a number."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from verifier.datadog import Answer, Asking, CouldNotLook, Request

OK = Answer(200, {"valid": True})


@dataclass
class Played:
    answers: list[Answer]
    at: float = 0.0
    slept: list[float] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def carry(self, request: Request) -> Answer:
        self.asked.append(request)
        return self.answers.pop(0)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def port(self, *, until: float = 40) -> Asking:
        return Asking(self.carry, until, clock=lambda: self.at, sleep=self.sleep)


def limited(reset: str) -> Answer:
    return Answer(429, {"errors": ["Too many requests"]}, {"x-ratelimit-reset": reset})


def test_the_rate_limit_is_waited_for_as_long_as_datadog_says() -> None:
    played = Played([limited("7"), OK])
    assert played.port().get("/api/v1/query") == {"valid": True}
    assert played.slept == [7]


@pytest.mark.parametrize("reset", ["3600", "40"])
def test_a_limit_that_opens_after_the_deadline_is_told_and_not_waited_for(reset: str) -> None:
    played = Played([limited(reset)])
    with pytest.raises(CouldNotLook) as fault:
        played.port().get("/api/v1/query")
    assert fault.value.wait_seconds == int(reset)
    assert f"opens again in {reset} s" in fault.value.reason
    assert played.slept == []


@pytest.mark.parametrize("reset", ["", "soon", "-3", "1e9", "²"])
def test_a_limit_without_a_sensible_time_backs_off_by_itself(reset: str) -> None:
    played = Played([limited(reset), limited(reset), OK])
    assert played.port().get("/api/v1/query") == {"valid": True}
    assert played.slept == [0.5, 1.0]


def test_trouble_on_their_side_is_tried_again_and_then_told() -> None:
    played = Played([Answer(503, "")] * 4)
    with pytest.raises(CouldNotLook, match="trouble of its own"):
        played.port().get("/api/v1/monitor")
    assert len(played.asked) == 4


def test_a_refusal_is_not_tried_again() -> None:
    played = Played([Answer(403, {"errors": ["Forbidden"]})])
    with pytest.raises(CouldNotLook, match="lacks monitors_read"):
        played.port().get("/api/v1/monitor")


def test_after_the_deadline_nothing_is_asked() -> None:
    played = Played([OK], at=41)
    with pytest.raises(CouldNotLook, match="ended before"):
        played.port().get("/api/v1/monitor")
    assert not played.asked


def test_an_empty_answer_is_an_empty_text() -> None:
    assert Played([Answer(204, "")]).port().get("/api/v1/monitor") == ""
