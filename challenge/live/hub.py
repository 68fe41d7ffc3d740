"""Hands news to the streams of this process. Pure asyncio: no database.

News is small (ids only) and kept for a while, so a page that comes back resumes without a query. A
page that was away for longer is told to fetch everything once.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from challenge.live.tickets import Ticket

Place = tuple[int, str]
"""A board that is watched: its cohort, and the level of who watches."""

KEPT = 5_000
WAITING_PER_STREAM = 500


@dataclass(frozen=True)
class News:
    """One event as a page may know it: which submission, which rows (None: any); never what was found there.

    actor: who did it, so that a page does not hear of its own presses; no page is told.
    """

    id: int
    kind: str
    submission: int | None
    cohort: int | None
    rows: tuple[str, ...] | None
    at: float
    actor: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A board as it is sent: the same bytes to everybody at this place. digest: of what it shows."""

    place: Place
    digest: str
    frame: bytes


@dataclass(frozen=True)
class Behind:
    """Whether what pages show may be old because the record cannot be read just now."""

    behind: bool


@dataclass(eq=False)
class Seat:
    """One open stream: what it wants to hear, and what it has not been told yet.

    after: the last event its page knows. have: digest of the board that its page shows. In the queue, None means that
    something was missed and the page must fetch everything.
    """

    scope: str
    scope_id: int
    level: str
    only: frozenset[int] | None
    until: float | None
    after: int = 0
    user: int = 0
    have: str = ""
    cohort: int = 0
    queue: asyncio.Queue[News | Drawn | Behind | None] = field(
        default_factory=lambda: asyncio.Queue(WAITING_PER_STREAM)
    )

    @classmethod
    def of(cls, ticket: Ticket) -> Seat:
        """The seat that a ticket is good for."""
        only = None if ticket.only is None else frozenset(ticket.only)
        cohort = ticket.scope_id if ticket.scope == "cohort" else ticket.cohort
        return cls(
            ticket.scope, ticket.scope_id, ticket.level, only, ticket.until, ticket.after, ticket.user, cohort=cohort
        )

    @property
    def place(self) -> Place | None:
        """The board it watches, if it watches one: it is sent that whole, and hears no news."""
        return (self.scope_id, self.level) if self.scope == "board" else None

    def wants(self, news: News) -> bool:
        """Whether this news is new to the seat, and in its scope, level and time."""
        if self.scope == "board" or news.id <= self.after or news.kind in QUIET:
            return False
        if self.until is not None and news.at > self.until:
            return False
        if self.level == "lead":
            return self.scope_id == news.cohort and news.kind.startswith(LEADS)
        if news.submission is None and news.kind.startswith(FOR_ALL):
            return self.cohort == news.cohort and (self._may_move_alone or news.kind in DECIDED_FOR_ALL)
        if self.level == "desk":
            if news.kind not in DESK_KINDS or news.actor == self.user:
                return False
        elif news.kind.startswith(REVIEWERS_OWN) and not (news.kind in HELD and self.scope == "cohort"):
            return False
        if self.only is not None and news.submission not in self.only:
            return False
        return self.scope_id == (news.submission if self.scope == "submission" else news.cohort)

    def told(self, news: News) -> News:
        """As this seat may know it: who leads a contest, that something of it moved, and of whom is not said."""
        return replace(news, kind="contest.moved", submission=None, rows=()) if self.level == "lead" else news

    @property
    def _may_move_alone(self) -> bool:
        """Whether it follows the pages of a submission, on which the clock of a contest stands too."""
        return self.scope == "submission" and self.level == "full"


QUIET = frozenset(
    {
        *("secret.used", "keys.tested", "pictures.opened", "results.opened", "pictures.uncovered"),
        *("feedback.drafted", "feedback.timed", "feedback.held"),
    }
)
"""Kinds of event that change nothing on any live page: who used or opened something stands on a page of its own."""

REVIEWERS_OWN = ("review.", "decision.", "interview.", "outcome.", "cohort.", "rejudging.", "recheck.")
"""Beginnings of kinds that nobody's live page hears of: what reviewers do is told when they say so, neither to the
candidate before nor to a second reviewer who must not see it yet."""

HELD = ("review.taken", "review.given-back", "review.passed-on")
"""Who has a submission, which the work list shows while it changes."""

DECIDED_FOR_ALL = frozenset({"cohort.decided", "cohort.undone"})
"""What a lead decides for everybody, which everybody reads: the one thing of `REVIEWERS_OWN` that no page waits for."""

FOR_ALL = ("contest.", "board.", "sweep.", "cohort.changed", *sorted(DECIDED_FOR_ALL))
"""Beginnings of kinds that are about a whole cohort and told to the pages of everybody in it."""

OF_A_CONTEST = ("contest.", "board.", "sweep.", "entry.")

LEADS = (
    *("contest.", "board.", "sweep.", "entry.", "cohort.", "submission.", "decision.", "rejudging."),
    *("run.finished", "run.rejudged", "rows.asked", "time.started", "review.finished", "outcome."),
)
"""Beginnings of kinds that may change what the page of who leads a contest shows."""

DESK_KINDS = frozenset({"decision.made", "decision.undone", *HELD})
"""What a grading page hears of other reviewers, where its reader may see what they decide: a ticket of the level "desk",
which only `views.live.desk_ticket` gives out."""


def is_of_a_contest(kind: str) -> bool:
    """Whether it changes nothing of a page but what it says of the contest: which rows turn, other news tell."""
    return kind.startswith(OF_A_CONTEST) and kind != "entry.drawn"


class Hub:
    """The open streams, and the news of the last while."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self._seats: set[Seat] = set()
        self._kept: deque[News] = deque(maxlen=kept)
        self._complete_since = 0
        self._watching: Counter[Place] = Counter()
        self._shown: dict[Place, Drawn] = {}
        self._begun = 0
        self._behind = False
        self.watched: Mapping[Place, int] = {}
        """The boards that somebody watches, each with a number that is new whenever a first watcher comes. Replaced, never
        changed, so that the poller's thread may read it."""

    @property
    def empty(self) -> bool:
        """Whether nobody listens."""
        return not self._seats

    def start_from(self, event_id: int) -> None:
        """Events up to this one were not read; forget what came before."""
        self._kept.clear()
        self._complete_since = event_id
        for seat in self._seats:
            if seat.after < event_id and seat.place is None:
                _offer(seat, None)

    def take(self, seat: Seat) -> None:
        """Seat a stream and give it what it missed, or None in its place when that is not known any more."""
        self._seats.add(seat)
        if self._behind:
            seat.queue.put_nowait(Behind(True))
        if seat.place is not None:
            self._begin_to_watch(seat, seat.place)
            return
        if seat.after < self._complete_since:
            _offer(seat, None)
        for news in [news for news in self._kept if seat.wants(news)]:
            _offer(seat, news)

    def leave(self, seat: Seat) -> None:
        """The stream is closed."""
        if seat not in self._seats:
            return
        self._seats.discard(seat)
        if seat.place is not None:
            self._watching[seat.place] -= 1
            if not self._watching[seat.place]:
                del self._watching[seat.place]
                self._shown.pop(seat.place, None)
                self.watched = {place: number for place, number in self.watched.items() if place != seat.place}

    def _begin_to_watch(self, seat: Seat, place: Place) -> None:
        self._watching[place] += 1
        if place not in self.watched:
            self._begun += 1
            self.watched = {**self.watched, place: self._begun}
        elif place in self._shown:
            _show(seat, self._shown[place])

    def show(self, boards: Iterable[Drawn]) -> None:
        """Give boards that were drawn anew to everybody who watches them and does not have them."""
        for drawn in boards:
            if drawn.place not in self.watched:
                continue
            self._shown[drawn.place] = drawn
            for seat in self._seats:
                if seat.place == drawn.place:
                    _show(seat, drawn)

    def tell(self, batch: Iterable[News]) -> None:
        """Give news to everybody concerned. Runs in the event loop; never waits for a slow page."""
        for news in batch:
            if len(self._kept) == self._kept.maxlen:
                self._complete_since = self._kept[0].id
            self._kept.append(news)
            for seat in self._seats:
                if seat.wants(news):
                    _offer(seat, news)

    def behind(self, behind: bool) -> None:
        """Tell everybody that the record cannot be read, or that it can be again."""
        if behind == self._behind:
            return
        self._behind = behind
        for seat in self._seats:
            _offer(seat, Behind(behind))


def _show(seat: Seat, drawn: Drawn) -> None:
    """Only the newest board is worth sending; to a page that shows it already, none."""
    waiting = [seat.queue.get_nowait() for _ in range(seat.queue.qsize())]
    for item in waiting:
        if not isinstance(item, Drawn):
            seat.queue.put_nowait(item)
    if seat.have != drawn.digest:
        seat.have = drawn.digest
        seat.queue.put_nowait(drawn)


def _offer(seat: Seat, news: News | Behind | None) -> None:
    """Queue it; a page so slow that the queue is full fetches everything instead."""
    if seat.queue.full():
        while not seat.queue.empty():
            seat.queue.get_nowait()
        seat.queue.put_nowait(None)
    seat.queue.put_nowait(news)
    if isinstance(news, News):
        seat.after = news.id
