"""Plays the script: teams work in the account, the lead does what leads do, and every look is a real sweep over loopback."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO
from typing import TypeVar

from django.contrib.auth.models import User
from django.core.management import call_command

from challenge.board.events import happened, joined, paused, rule_of
from challenge.board.standings import Standing, standings
from challenge.models import Cohort, Contest, Entry, Event, Membership, Submission, Team
from challenge.selectors.watchers import board_for
from challenge.selectors.watching import Watched, WatchedRow
from challenge.services import choosing, contest_acts, contests, deciding, submissions, sweeps, time_box
from sandbox.contest.script import Deed
from tests.acceptance.contest.account import SPANS, asked_since_a_beat, opened
from tests.acceptance.contest.clock import Clock
from tests.acceptance.contest.tables import RULES, Place
from tests.shared_site import API_KEY, APP_KEY

BEAT = timedelta(seconds=20)
"""So long before a look the Agents were heard."""
LATER = timedelta(seconds=4)
"""So long after its stamp a look is asked for."""
HIDDEN = "yew"

Row = TypeVar("Row", WatchedRow, Standing)


@dataclass(frozen=True)
class Looked:
    """One look. reads: the requests that the account counted, of which `spans` were for spans."""

    at: datetime
    state: str
    reason: str
    requests: int
    reads: int
    spans: int


@dataclass
class Played:
    """What came of it. every: seconds between two looks, as in life.

    frozen: the board at each look while it was frozen; end: after the reveal.

    derived: what `challenge.board.standings` makes of the events alone. rehearsal: points and last gain of the hidden entry.
    clashes: look -> team -> what of it was left out. lost: team -> rows that a judging again took back.
    """

    every: int = 0
    looks: list[Looked] = field(default_factory=list)
    unneeded: list[int] = field(default_factory=list)
    frozen: list[dict[str, Place]] = field(default_factory=list)
    end: dict[str, Place] = field(default_factory=dict)
    derived: dict[str, dict[str, Place]] = field(default_factory=dict)
    bonus: dict[str, float] = field(default_factory=dict)
    rehearsal: tuple[float, datetime | None] = (0.0, None)
    clashes: dict[str, dict[str, str]] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)
    said: str = ""


class Play:
    def __init__(self, cohort: Cohort, clock: Clock) -> None:
        self.cohort, self.clock, self.played = cohort, clock, Played()
        self.lead = User.objects.create_user("lead")
        self.watcher = User.objects.create_user("watcher")
        for user, role in ((self.lead, "lead"), (self.watcher, "viewer")):
            Membership.objects.create(cohort=cohort, user=user, role=role)
        self.contest = contests.make(cohort, actor_id=self.lead.pk)
        self.teams: dict[str, Submission] = {}
        self.tags: dict[str, str] = {}
        self.played.every = self.contest.sweep_seconds

    def enter(self, name: str) -> None:
        team = Team.objects.create(cohort=self.cohort, name=name.title())
        team.members.add(User.objects.create_user(name))
        self.teams[name] = submissions.join(self.cohort, code=name, team=team)
        self.tags[name] = contests.enter(self.teams[name], hidden=name == HIDDEN).tag

    def open_account(self, url: str) -> None:
        contests.set_account(self.contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
        self.url, self.account = url, opened(url, self.tags)

    def do(self, deed: Deed) -> None:
        self.clock.move(max(deed.at, self.clock.at))
        if deed.who != "lead":
            if deed.what == ("start",):
                time_box.start(self.teams[deed.who], User.objects.get(username=deed.who))
            else:
                self.account.do(deed)
            return
        name, *rest = deed.what
        acts: dict[str, Callable[..., None]] = {
            "look": self._look,
            "unneeded": self._unneeded,
            "pause": lambda: contest_acts.pause(self.cohort, self.lead, reason="A walk."),
            "resume": lambda: contest_acts.resume(self.cohort, self.lead),
            "extend": self._extend,
            "override": self._override,
            "choose": self._choose,
            "reveal": lambda: contest_acts.reveal(self.cohort, self.lead, revealed=True),
        }
        acts[name](*rest)

    def end(self, *, freeze: datetime) -> None:
        """What is told at the end, while everything is still there."""
        played, said = self.played, StringIO()
        boards = self._boards()
        played.end = _places({rule: board.rows for rule, board in boards.items()}, lambda row: row.code)
        played.bonus = {row.code: row.bonus for row in boards["shared"].rows}
        codes = {team.pk: name for name, team in self.teams.items() if name != HIDDEN}
        events, rule = [*happened(joined(codes)), *paused(self.cohort)], rule_of(self.cohort)
        for part, at in (("freeze", freeze), ("end", self.clock.at)):
            each = {ties: standings(events, at, replace(rule, ties=ties)) for ties in RULES}
            played.derived[part] = _places(each, lambda row: codes[row.submission])
        rehearsal = self.teams[HIDDEN].standing
        played.rehearsal = (rehearsal.points, rehearsal.last_gain)
        for event in Event.objects.filter(kind="run.rejudged").order_by("pk"):
            if event.data["lost"]:
                played.lost.setdefault(codes[event.submission_id or 0], []).extend(event.data["lost"])
        call_command("check_standings", self.cohort.key, stdout=said)
        call_command("verify_log", stdout=said)
        played.said = said.getvalue()

    def _boards(self) -> dict[str, Watched]:
        """By each of the rules in turn."""
        cohort = Cohort.objects.get(pk=self.cohort.pk)
        found = {}
        for rule in RULES:
            Contest.objects.filter(cohort=cohort).update(tie_rule=rule)
            found[rule] = board_for(self.watcher, cohort)
        return found

    def _look(self, *_refused: str) -> None:
        stamp = self.clock.at
        self.clock.at = stamp - BEAT
        self.account.beat()
        self.clock.move(stamp + LATER)
        (sweep,) = sweeps.ask()
        sweeps.go_on(sweep.pk)
        sweep.refresh_from_db()
        paths = [path for _method, path in asked_since_a_beat(self.url)]
        spans = sum(path.startswith(SPANS) for path in paths)
        self.played.looks.append(Looked(sweep.asked_at, sweep.state, sweep.reason, sweep.requests, len(paths), spans))
        for entry in Entry.objects.exclude(clash="").select_related("submission"):
            left_out = self.played.clashes.setdefault(stamp.strftime("%a %H:%M").lower(), {})
            left_out[entry.submission.code] = entry.clash
        boards = self._boards()
        if boards["shared"].state == "frozen":
            places = _places({rule: board.rows for rule, board in boards.items()}, lambda row: row.code)
            self.played.frozen.append(places)

    def _unneeded(self) -> None:
        self.clock.move(self.clock.at + LATER)
        self.played.unneeded.append(len(sweeps.ask()))

    def _extend(self, name: str, minutes: str) -> None:
        contest_acts.extend(
            self.cohort, self.lead, self.teams[name].pk, minutes=int(minutes), reason="Their train was late."
        )

    def _override(self, name: str, row: str, verdict: str) -> None:
        deciding.decide(self.teams[name], self.lead, row, "override", verdict=verdict, reason="Seen at their table.")

    def _choose(self, name: str, kind: str) -> None:
        choosing.choose(self.teams[name], self.lead, {"monitor": self.account.monitor(name, kind)})


def _places(rows: Mapping[str, Sequence[Row]], name: Callable[[Row], str]) -> dict[str, Place]:
    """As the table by hand has it. rows: tie rule -> what was ranked by it."""
    ranks = {rule: {name(row): row.rank or 0 for row in ranked} for rule, ranked in rows.items()}
    return {
        name(row): Place(row.points, row.last_gain, {rule: ranks[rule][name(row)] for rule in RULES})
        for row in rows[RULES[0]]
    }
