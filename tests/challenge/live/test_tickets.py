from __future__ import annotations

import pytest

from challenge.live import tickets
from challenge.live.tickets import Ticket

TICKET = Ticket(7, "cohort", 3, level="board", only=(4, 5), after=91, until=1_000.5, cohort=3)


def test_a_ticket_comes_back_as_it_was_issued() -> None:
    assert tickets.read(tickets.issue(TICKET)) == TICKET


def test_a_ticket_is_good_for_two_minutes() -> None:
    assert tickets.GOOD_FOR_SECONDS == 120
    assert tickets.read(tickets.issue(TICKET), max_age=-1) is None


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "{}", "\x00"])
def test_what_is_no_ticket_lets_nobody_in(text: str) -> None:
    assert tickets.read(text) is None


def test_a_changed_ticket_lets_nobody_in() -> None:
    good = tickets.issue(TICKET)
    assert all(tickets.read(good[:at] + "A" + good[at + 1 :]) in (None, TICKET) for at in range(len(good)))
    assert tickets.read(tickets.issue(TICKET).rsplit(":", 1)[0] + ":" + "A" * 43) is None


def test_a_signature_made_for_something_else_is_no_ticket() -> None:
    from django.core import signing

    assert tickets.read(signing.dumps([7, "cohort", 3, "full", [], 0, None, 0])) is None
