from __future__ import annotations

import pytest

from challenge.live.hub import WAITING_PER_STREAM, Behind, Drawn, Hub, News, Seat
from challenge.live.tickets import Ticket


def news(id: int, *, kind: str = "steps.turned", submission: int = 1, cohort: int = 9, at: float = 0.0) -> News:
    return News(id, kind, submission, cohort, ("a-row",), at, actor=8)


def for_all(kind: str, *, cohort: int = 9) -> News:
    return News(1, kind, None, cohort, (), 0.0, actor=8)


MEMBER = Ticket(7, "submission", 1, cohort=9)
DESK = Ticket(8, "submission", 1, level="desk", only=(), cohort=9)
LIST = Ticket(7, "cohort", 9, only=(1,))
LEAD = Ticket(7, "cohort", 9, level="lead")

OF_A_CONTEST = {
    "a look at everybody, for a member": (MEMBER, for_all("sweep.read"), True),
    "a pause, for a member": (MEMBER, for_all("contest.paused"), True),
    "a pause of another contest": (MEMBER, for_all("contest.paused", cohort=3), False),
    "a pause, where no cohort was named": (Ticket(7, "submission", 1), for_all("contest.paused"), False),
    "minutes of another entry": (MEMBER, news(1, kind="entry.extended", submission=2), False),
    "its own minutes": (MEMBER, news(1, kind="entry.extended"), True),
    "a row excused for everybody, for a member": (MEMBER, for_all("cohort.decided"), True),
    "one for a desk that is apart": (DESK, for_all("cohort.undone"), True),
    "a pause, for a desk": (DESK, for_all("contest.paused"), False),
    "a row excused for everybody, for the work list": (LIST, for_all("cohort.decided"), True),
    "a look at everybody, for the work list": (LIST, for_all("sweep.read"), False),
    "who came to the cohort, for a member": (MEMBER, for_all("cohort.joined"), False),
    "a judging again, for a member": (MEMBER, for_all("rejudging.applied"), False),
    "a pause, for who leads": (LEAD, for_all("contest.paused"), True),
    "an entry, for who leads": (LEAD, news(1, kind="entry.joined", submission=2), True),
    "what is proved, for who leads": (LEAD, news(1, kind="run.finished"), True),
    "another contest, for who leads": (LEAD, for_all("contest.paused", cohort=3), False),
    "who used a secret, for who leads": (LEAD, for_all("secret.used"), False),
    "who has a submission, for who leads": (LEAD, news(1, kind="review.taken"), False),
    "a pause, for a board, which is sent whole": (Ticket(7, "board", 9), for_all("contest.paused"), False),
}


@pytest.mark.parametrize(("ticket", "item", "wanted"), OF_A_CONTEST.values(), ids=OF_A_CONTEST)
def test_what_is_for_a_whole_cohort_is_told_to_whom_it_concerns(ticket: Ticket, item: News, wanted: bool) -> None:
    assert Seat.of(ticket).wants(item) is wanted


def test_who_leads_hears_that_something_moved_and_not_of_whom() -> None:
    told = Seat.of(LEAD).told(news(4, kind="decision.made"))
    assert (told.id, told.kind, told.submission, told.rows) == (4, "contest.moved", None, ())
    assert Seat.of(MEMBER).told(news(4)) == news(4)


def test_everybody_is_told_once_that_the_record_cannot_be_read_and_that_it_can_again() -> None:
    hub, page = Hub(), Seat.of(MEMBER)
    hub.take(page)
    hub.behind(True)
    hub.behind(True)
    late = Seat.of(MEMBER)
    hub.take(late)
    hub.behind(False)
    for seat in (page, late):
        assert [seat.queue.get_nowait() for _ in range(seat.queue.qsize())] == [Behind(True), Behind(False)]


def test_a_new_board_does_not_take_the_word_that_it_is_old_away() -> None:
    hub = Hub()
    seat = watcher(hub)
    hub.show([drawn("a")])
    hub.behind(True)
    hub.behind(False)
    hub.show([drawn("b")])
    items = [seat.queue.get_nowait() for _ in range(seat.queue.qsize())]
    assert items == [Behind(True), Behind(False), drawn("b")]


WANTED = {
    "its own submission": (Ticket(7, "submission", 1), news(1), True),
    "another submission": (Ticket(7, "submission", 2), news(1), False),
    "a submission with the id of the cohort": (Ticket(7, "submission", 9), news(1), False),
    "its cohort": (Ticket(7, "cohort", 9), news(1), True),
    "another cohort": (Ticket(7, "cohort", 1), news(1), False),
    "a submission that its page shows": (Ticket(7, "cohort", 9, only=(1, 2)), news(1), True),
    "one that its page does not show": (Ticket(7, "cohort", 9, only=(2,)), news(1), False),
    "one of a page that shows none": (Ticket(7, "cohort", 9, only=()), news(1), False),
    "a run that ends, for a board, which is sent whole": (
        Ticket(7, "board", 9, level="named"),
        news(1, kind="run.finished"),
        False,
    ),
    "the use of a secret": (Ticket(7, "submission", 1), news(1, kind="secret.used"), False),
    "who opened the pictures": (Ticket(7, "cohort", 9), news(1, kind="pictures.opened"), False),
    "what a reviewer decides": (Ticket(7, "submission", 1), news(1, kind="decision.made"), False),
    "what a reviewer decides, for a desk": (
        Ticket(7, "submission", 1, level="desk"),
        news(1, kind="decision.made"),
        True,
    ),
    "one's own decision": (Ticket(8, "submission", 1, level="desk"), news(1, kind="decision.made"), False),
    "a desk apart": (Ticket(7, "submission", 1, level="desk", only=()), news(1, kind="decision.made"), False),
    "a row that turns, for a desk": (Ticket(7, "submission", 1, level="desk"), news(1), False),
    "before the freeze": (Ticket(7, "cohort", 9, until=100.0), news(1, at=99.0), True),
    "after the freeze": (Ticket(7, "cohort", 9, until=100.0), news(1, at=101.0), False),
}


@pytest.mark.parametrize(("ticket", "item", "wanted"), WANTED.values(), ids=WANTED)
def test_a_seat_hears_what_its_ticket_is_good_for(ticket: Ticket, item: News, wanted: bool) -> None:
    assert Seat.of(ticket).wants(item) is wanted


def told(hub: Hub, ticket: Ticket) -> list[int | None]:
    """What a stream with this ticket finds in its queue when it sits down."""
    seat = Seat.of(ticket)
    hub.take(seat)
    return waiting(seat)


def waiting(seat: Seat) -> list[int | None]:
    items = [seat.queue.get_nowait() for _ in range(seat.queue.qsize())]
    assert not any(isinstance(item, Drawn) for item in items)
    return [item.id if isinstance(item, News) else None for item in items]


def test_who_comes_back_is_told_what_was_missed() -> None:
    hub = Hub()
    hub.tell([news(1), news(2, submission=5), news(3)])
    assert told(hub, Ticket(7, "submission", 1, after=1)) == [3]


def test_who_was_away_for_too_long_is_told_so() -> None:
    hub = Hub(kept=2)
    hub.tell([news(1), news(2), news(3)])
    assert told(hub, Ticket(7, "submission", 1, after=0)) == [None, 2, 3]
    assert told(hub, Ticket(7, "submission", 1, after=1)) == [2, 3]


def test_events_from_before_the_start_count_as_missed() -> None:
    hub, early = Hub(), Seat.of(Ticket(7, "submission", 1, after=49))
    hub.take(early)
    hub.start_from(50)
    assert waiting(early) == [None]
    assert told(hub, Ticket(7, "submission", 1, after=49)) == [None]
    assert told(hub, Ticket(7, "submission", 1, after=50)) == []


def test_a_page_is_not_told_what_it_already_shows() -> None:
    hub, seat = Hub(), Seat.of(Ticket(7, "submission", 1, after=2))
    hub.take(seat)
    hub.tell([news(1), news(2), news(3)])
    assert waiting(seat) == [3]


def test_a_seat_that_left_hears_nothing_and_an_empty_hub_is_empty() -> None:
    hub, seat = Hub(), Seat.of(Ticket(7, "submission", 1))
    hub.take(seat)
    assert not hub.empty
    hub.leave(seat)
    hub.tell([news(1)])
    assert hub.empty and seat.queue.empty()


def test_a_slow_page_is_not_waited_for_but_told_to_fetch_everything() -> None:
    hub, seat = Hub(), Seat.of(Ticket(7, "submission", 1))
    hub.take(seat)
    hub.tell(news(number) for number in range(1, WAITING_PER_STREAM + 2))
    assert waiting(seat) == [None, WAITING_PER_STREAM + 1]


NAMED = (9, "named")


def watcher(hub: Hub, *, level: str = "named", have: str = "") -> Seat:
    seat = Seat.of(Ticket(7, "board", 9, level=level))
    seat.have = have
    hub.take(seat)
    return seat


def drawn(digest: str, *, level: str = "named") -> Drawn:
    return Drawn((9, level), digest, digest.encode())


def boards(seat: Seat) -> list[str]:
    items = [seat.queue.get_nowait() for _ in range(seat.queue.qsize())]
    return [item.digest for item in items if isinstance(item, Drawn)]


def test_a_board_is_shown_to_everybody_of_its_level_who_does_not_have_it() -> None:
    hub = Hub()
    one, other, public = watcher(hub), watcher(hub, have="a"), watcher(hub, level="public")
    hub.show([drawn("a")])
    assert (boards(one), boards(other), boards(public)) == (["a"], [], [])


def test_who_comes_later_or_comes_back_is_shown_the_board_at_once() -> None:
    hub = Hub()
    watcher(hub)
    hub.show([drawn("a")])
    assert boards(watcher(hub, have="older")) == ["a"]
    assert boards(watcher(hub, have="a")) == []


def test_a_slow_page_is_shown_only_the_newest_board() -> None:
    hub = Hub()
    slow = watcher(hub)
    hub.show([drawn("a")])
    hub.show([drawn("b")])
    assert boards(slow) == ["b"]


def test_a_board_that_nobody_watched_for_a_while_is_not_shown_as_it_was() -> None:
    hub = Hub()
    first = watcher(hub)
    began = hub.watched[NAMED]
    hub.show([drawn("a")])
    hub.leave(first)
    assert hub.watched == {}
    hub.show([drawn("b")])
    assert boards(watcher(hub)) == [] and hub.watched[NAMED] > began


def test_a_watcher_is_not_told_to_fetch_everything() -> None:
    hub = Hub()
    seat = watcher(hub)
    hub.start_from(50)
    assert seat.queue.empty()
