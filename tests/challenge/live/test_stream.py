"""The stream as a browser meets it, with the poller reading a list instead of a database."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from challenge.live import tickets
from challenge.live.hub import Drawn, Hub, News
from challenge.live.poller import Poller
from challenge.live.stream import PATH, Stream
from challenge.live.tickets import Ticket


class Record:
    """The events of the installation; `add` is what a run does meanwhile."""

    def __init__(self, *ids: int) -> None:
        self.rows = [self.row(id) for id in ids]

    def row(self, id: int, submission: int = 1) -> News:
        return News(id, "steps.turned", submission, 9, (f"row-{id}",), 0.0)

    def add(self, id: int, submission: int = 1) -> None:
        self.rows.append(self.row(id, submission))

    def read_since(self, after: int, limit: int) -> list[News]:
        return [row for row in self.rows if row.id > after][:limit]

    def last_id(self) -> int:
        return max((row.id for row in self.rows), default=0)


class Browser:
    """One page: opens the stream, keeps what it is told, goes away."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.text = ""
        self.told = asyncio.Event()
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.text += message["body"].decode()
        self.told.set()

    async def until(self, words: str) -> None:
        async with asyncio.timeout(60):
            while words not in self.text:
                self.told.clear()
                await self.told.wait()


OWN = Ticket(7, "submission", 1)


def request(ticket: str, *, method: str = "GET", last_event_id: str = "") -> dict[str, Any]:
    headers = [(b"last-event-id", last_event_id.encode())] if last_event_id else []
    query = f"ticket={ticket}".encode()
    return {"type": "http", "method": method, "path": PATH, "query_string": query, "headers": headers}


def follow(
    record: Record,
    play: Callable[[Browser, Hub], Awaitable[None]],
    *,
    ticket: str | None = None,
    method: str = "GET",
    last_event_id: str = "",
    **times: float,
) -> Browser:
    """Open a stream, let `play` happen, go away; gives the browser."""

    async def main() -> Browser:
        hub, browser = Hub(), Browser()
        poller = Poller(hub, read_since=record.read_since, last_id=record.last_id, let_go=lambda: None)
        stream = Stream(hub, poller, **times)
        given = tickets.issue(Ticket(7, "submission", 1)) if ticket is None else ticket
        scope = request(given, method=method, last_event_id=last_event_id)
        task = asyncio.create_task(stream(scope, browser.receive, browser.send))
        try:
            await play(browser, hub)
        finally:
            browser.gone.set()
            await asyncio.wait_for(task, 10)
            poller.stop()
        assert hub.empty
        return browser

    return asyncio.run(main())


async def nothing(browser: Browser, _hub: Hub) -> None:
    async with asyncio.timeout(60):
        await browser.told.wait()


def test_news_that_happen_while_the_page_is_open_are_told() -> None:
    record = Record()

    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until("retry:")
        record.add(1)
        record.add(2, submission=5)
        record.add(3)
        await browser.until("id: 3")

    browser = follow(record, play)
    assert browser.status == 200
    assert browser.headers[b"content-type"].startswith(b"text/event-stream")
    assert (
        'id: 1\nevent: news\ndata: {"kind":"steps.turned","submission":1,"rows":["row-1"],"part":""}\n\n'
        in browser.text
    )
    assert "id: 2" not in browser.text


def test_a_page_that_comes_back_goes_on_where_it_was() -> None:
    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until("id: 5")

    browser = follow(Record(3, 4, 5), play, last_event_id="3")
    assert "id: 3" not in browser.text and "id: 4" in browser.text


@pytest.mark.parametrize("nonsense", ["-1", "x", "9" * 40, "3.5", "٣"])
def test_a_nonsense_last_event_id_is_not_believed(nonsense: str) -> None:
    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until("id: 4")

    ticket = tickets.issue(Ticket(7, "submission", 1, after=3))
    browser = follow(Record(3, 4), play, ticket=ticket, last_event_id=nonsense.encode().decode("latin-1"))
    assert "id: 3" not in browser.text


def test_a_page_that_was_away_for_too_long_fetches_everything() -> None:
    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until("event: reset")

    follow(Record(*range(1, 5_102)), play, ticket=tickets.issue(Ticket(7, "submission", 1, after=1)))


def test_silence_is_filled_so_that_nobody_in_between_hangs_up() -> None:
    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until(": still here")

    follow(Record(), play, heartbeat=0.01)


def test_a_stream_ends_after_a_while_and_asks_for_a_new_ticket() -> None:
    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until("event: renew")

    follow(Record(), play, open_for=0.05)


@pytest.mark.parametrize("ticket", ["", "forged", "a:b:c"])
def test_without_a_good_ticket_nobody_comes_in(ticket: str) -> None:
    assert follow(Record(1), nothing, ticket=ticket).status == 403


def test_a_stream_is_only_read() -> None:
    assert follow(Record(), nothing, method="POST").status == 405


def test_a_database_that_fails_once_is_asked_again() -> None:
    record, let_go = Record(1), []

    class Flaky(Record):
        failed = False

        def read_since(self, after: int, limit: int) -> list[News]:
            if not self.failed:
                self.failed = True
                raise OSError("database is away")
            return record.read_since(after, limit)

    async def main() -> None:
        hub, browser, flaky = Hub(), Browser(), Flaky(1)
        poller = Poller(
            hub, read_since=flaky.read_since, last_id=flaky.last_id, let_go=lambda: let_go.append(1), after_trouble=0.01
        )
        ticket = tickets.issue(Ticket(7, "submission", 1))
        task = asyncio.create_task(Stream(hub, poller)(request(ticket), browser.receive, browser.send))
        await browser.until("id: 1")
        browser.gone.set()
        await task
        poller.stop()

    asyncio.run(main())
    assert let_go


def test_a_page_is_told_when_the_record_does_not_answer_and_when_it_does_again() -> None:
    answers = threading.Event()
    answers.set()

    class Hanging(Record):
        def read_since(self, after: int, limit: int) -> list[News]:
            answers.wait(60)
            return super().read_since(after, limit)

    async def main() -> str:
        hub, browser, record = Hub(), Browser(), Hanging(1)
        reads = {"read_since": record.read_since, "last_id": record.last_id, "let_go": lambda: None}
        poller = Poller(hub, behind_after=0.5, **reads)
        task = asyncio.create_task(Stream(hub, poller)(request(tickets.issue(OWN)), browser.receive, browser.send))
        await browser.until("id: 1")
        answers.clear()
        await browser.until("event: behind")
        record.add(2)
        answers.set()
        await browser.until("event: caught-up")
        await browser.until("id: 2")
        browser.gone.set()
        await task
        poller.stop()
        return browser.text

    assert asyncio.run(main()).count("event: behind") == 1


def test_who_leads_a_contest_is_sent_no_id_of_anybody() -> None:
    async def play(browser: Browser, _hub: Hub) -> None:
        await browser.until("id: 2")

    record = Record()
    record.rows = [News(2, "decision.made", 1, 9, ("a-row",), 0.0)]
    text = follow(record, play, ticket=tickets.issue(Ticket(7, "cohort", 9, level="lead"))).text
    assert 'data: {"kind":"contest.moved","submission":null,"rows":[],"part":"contest"}' in text


def watch(
    played: Callable[[Browser, list[Drawn]], Awaitable[None]], *, have: str = "", last_event_id: str = ""
) -> Browser:
    """A watcher of a board; `played` may put what is to be drawn next into the list."""

    async def main() -> Browser:
        due: list[Drawn] = []
        hub, browser, record = Hub(), Browser(), Record()

        def draw(_watched: object, _news: object) -> list[Drawn]:
            return [due.pop(0)] if due else []

        reads = {"read_since": record.read_since, "last_id": record.last_id, "let_go": lambda: None}
        poller = Poller(hub, draw=draw, **reads)
        scope = request(tickets.issue(Ticket(0, "board", 9, level="public")), last_event_id=last_event_id)
        scope["query_string"] += f"&have={have}".encode()
        task = asyncio.create_task(Stream(hub, poller)(scope, browser.receive, browser.send))
        try:
            await played(browser, due)
        finally:
            browser.gone.set()
            await asyncio.wait_for(task, 10)
            poller.stop()
        return browser

    return asyncio.run(main())


def board(digest: str, number: int) -> Drawn:
    return Drawn((9, "public"), digest, f"id: {number}\nevent: board\ndata: {digest}\n\n".encode())


def test_a_watcher_is_sent_each_board_whole_as_it_was_drawn() -> None:
    async def play(browser: Browser, due: list[Drawn]) -> None:
        due += [board("one", 4), board("two", 7)]
        await browser.until("data: two")

    assert watch(play).text.endswith("id: 4\nevent: board\ndata: one\n\nid: 7\nevent: board\ndata: two\n\n")


def test_a_watcher_who_comes_back_is_sent_only_what_its_page_does_not_show() -> None:
    async def play(browser: Browser, due: list[Drawn]) -> None:
        due += [board("one", 4), board("two", 7)]
        await browser.until("data: two")

    assert "data: one" not in watch(play, have="one", last_event_id="4").text
