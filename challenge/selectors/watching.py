"""The board as everybody who watches it sees it: one picture a cohort and level, the same for all of them.

It tells what was proved, by whom and when, and how much is open; never which rows somebody fails. Freeze, opening and
hidden entries are settled here, so that page, profile, exports, graph and stream cannot differ. Asks no permission:
whoever shows it does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from challenge.board import graph
from challenge.board.events import excused_for_all, frozen_at, on_the_board, rule_of
from challenge.board.rule import ELAPSED, Rule
from challenge.board.standings import Proof, Standing
from challenge.models import Cohort, Contest, Event, Step, Submission
from challenge.names import naming
from challenge.selectors.board_lines import Line, board_lines
from challenge.selectors.places import places
from challenge.selectors.rows import steps_of
from challenge.site import zones

NAMED, CODED, PUBLIC = "named", "coded", "public"
LEVELS = (NAMED, CODED, PUBLIC)
"""Who watches: members who may know names, members who must not yet, and people without an account."""

WAITING = frozenset({"wait", "review", "disagree"})
"""Rows that time or a person will settle."""
MOST_HARD = 3


@dataclass(frozen=True)
class WatchedRow:
    """One entry. rank: None = nothing was looked at yet. hatched: how many rows only they themselves show; they count 0.

    passes, hatched, waiting, of: of the rows that count for the place. told_points: what the hatched ones would be worth.
    bonus_passes, bonus: rows and points of the bonus rows that it proved. elapsed: the time that it needed, where places
    go by that; else None.
    """

    rank: int | None
    submission_id: int
    code: str
    name: str
    points: float
    bonus: float
    bonus_passes: int
    passes: int
    hatched: int
    told_points: float
    waiting: int
    of: int
    last_gain: datetime | None
    gained: str
    elapsed: timedelta | None


@dataclass(frozen=True)
class Hard:
    title: str
    passes: int
    of: int


@dataclass(frozen=True)
class Watched:
    """state: before, live, paused, frozen or over. as_of: what was known then is shown. next_look: None = none is due.
    paused_at: since when the clock stands still; paused_because: what the lead wrote, "" where names are hidden.

    day: of the contest, 0 = it has no beginning. ends_at: when it is over. last_event_id: the newest that it may show.
    whole: the points of a full bar, the same for all, so that bars are as long as points are many. has_bonus: whether bonus rows give any.
    """

    key: str
    name: str
    level: str
    state: str
    as_of: datetime
    zone: str
    day: int
    opens_at: datetime | None
    ends_at: datetime | None
    freezes_at: datetime | None
    paused_at: datetime | None
    paused_because: str
    last_look: datetime | None
    next_look: datetime | None
    rows: tuple[WatchedRow, ...]
    lines: tuple[Line, ...]
    hardest: tuple[Hard, ...]
    graph: graph.Graph
    ties: str
    excused: tuple[tuple[str, str], ...]
    whole: float
    has_bonus: bool
    last_event_id: int

    @property
    def left(self) -> timedelta | None:
        """Until it is over, or until it opens; in a pause, what is left when it goes on."""
        until = self.opens_at if self.state == "before" else self.ends_at
        now = (self.paused_at or self.as_of) if self.state == "paused" else self.as_of
        return until - now if until and until > now and self.state != "frozen" else None


def watched(cohort: Cohort, level: str) -> Watched:
    """How it stands now, or as of the freeze. Before the opening nothing of anybody is shown."""
    now = timezone.now()
    frozen = frozen_at(cohort, now)
    as_of = frozen or now
    newest = Event.objects.filter(at__lte=as_of).aggregate(newest=Max("id"))["newest"] or 0
    contest = Contest.objects.filter(cohort_id=cohort.pk).first()
    opened = cohort.opens_at is None or cohort.opens_at <= now
    there = on_the_board(cohort) if opened else {}
    rule, steps = rule_of(cohort), steps_of(cohort.version)
    names = _names(cohort, there.values(), level)
    standings = places(cohort, there, rule, frozen, now)
    titles = {step.key: step.title for step in steps}
    last, following = _looks(contest, now)
    excused = excused_for_all(cohort, frozen)
    worth = that_rank(rule, steps)
    return Watched(
        key=cohort.key,
        name=cohort.name,
        level=level,
        state=_state(cohort, contest, opened=opened, frozen=frozen is not None, now=now),
        as_of=as_of,
        zone=cohort.time_zone,
        day=_day(cohort, now),
        opens_at=cohort.opens_at,
        ends_at=cohort.due_at,
        freezes_at=cohort.freezes_at,
        paused_at=contest.paused_at if contest else None,
        paused_because=_why_paused(cohort, contest),
        last_look=last,
        next_look=following,
        rows=tuple(_row(one, there[one.submission], steps, excused, titles, names, rule) for one in standings),
        lines=board_lines(cohort, standings, names, titles, as_of),
        hardest=_hardest(standings, [step for step in steps if step.key not in excused]),
        graph=_graph(cohort, standings, names, as_of),
        ties=rule.ties,
        excused=tuple((titles[key], why) for key, why in excused.items() if key in titles),
        whole=max([sum(worth[key] for key in worth.keys() - excused.keys()), *(one.points for one in standings)]),
        has_bonus=any(step.bonus and rule.worth(step.key, step.points) for step in steps),
        last_event_id=newest,
    )


def row_of(cohort: Cohort, submission: Submission, frozen: datetime | None) -> WatchedRow | None:
    """What its line on the board tells; a rehearsal, which has none, is counted alike and has no place.

    None: the board tells nothing of it, because it is not open yet or the entry came after the freeze.
    """
    now = timezone.now()
    if cohort.opens_at is not None and cohort.opens_at > now:
        return None
    there, own = on_the_board(cohort), {submission.pk: submission}
    rule, steps = rule_of(cohort), steps_of(cohort.version)
    ranked = places(cohort, there if submission.pk in there else own, rule, frozen, now)
    standing = next((one for one in ranked if one.submission == submission.pk), None)
    if standing is None:
        return None
    titles, names = {step.key: step.title for step in steps}, _names(cohort, own.values(), CODED)
    row = _row(standing, submission, steps, excused_for_all(cohort, frozen), titles, names, rule)
    return row if submission.pk in there else replace(row, rank=None)


def worth_anything(rule: Rule, steps: Iterable[Step]) -> frozenset[str]:
    """The rows that give points, or bonus points, which rank nobody."""
    return frozenset(step.key for step in steps if rule.worth(step.key, step.points))


def that_rank(rule: Rule, steps: Iterable[Step]) -> dict[str, float]:
    """row -> its points, of those that places go by: whatever a board numbers, it numbers of these."""
    worth = {step.key: rule.worth(step.key, step.points) for step in steps if not step.bonus}
    return {key: points for key, points in worth.items() if points}


def _names(cohort: Cohort, rows: Iterable[Submission], level: str) -> Mapping[int, str]:
    coded = level == CODED or (level == PUBLIC and cohort.names_hidden)
    return {row.pk: naming.label(row) if coded else naming.real_name(row) for row in rows}


def _state(cohort: Cohort, contest: Contest | None, *, opened: bool, frozen: bool, now: datetime) -> str:
    if not opened:
        return "before"
    if frozen:
        return "frozen"
    paused = contest is not None and contest.paused_at is not None
    if cohort.archived_at or (cohort.due_at and cohort.due_at <= now and not paused):
        return "over"
    return "paused" if paused else "live"


def _why_paused(cohort: Cohort, contest: Contest | None) -> str:
    """Written for everybody; where names are hidden it might tell one to who must not read any."""
    if contest is None or contest.paused_at is None or cohort.names_hidden:
        return ""
    return contest.acts.filter(kind="paused").values_list("reason", flat=True).first() or ""


def _looks(contest: Contest | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    if contest is None:
        return None, None
    last = contest.sweeps.filter(state="read").aggregate(last=Max("asked_at"))["last"]
    if contest.paused_at or last is None:
        return last, None
    following = last + timedelta(seconds=contest.sweep_seconds)
    return last, following if following > now else None


def _day(cohort: Cohort, now: datetime) -> int:
    if cohort.opens_at is None or cohort.opens_at > now:
        return 0
    zone = zones.named(cohort.time_zone)
    return (now.astimezone(zone).date() - cohort.opens_at.astimezone(zone).date()).days + 1


def _row(
    standing: Standing,
    submission: Submission,
    steps: list[Step],
    excused: Mapping[str, str],
    titles: Mapping[str, str],
    names: Mapping[int, str],
    rule: Rule,
) -> WatchedRow:
    worth = that_rank(rule, steps)
    bonus = worth_anything(rule, steps) - worth.keys()
    proved = {proof.step for proof in standing.proofs}
    out = {*standing.left_out, *(key for key in excused if key not in proved)}
    verdicts = Counter(verdict for key, verdict in standing.latest.items() if key in worth.keys() - proved)
    last = [proof for proof in _counted(standing) if proof.first == standing.last_gain]
    return WatchedRow(
        rank=standing.rank if standing.latest else None,
        submission_id=submission.pk,
        code=submission.code,
        name=names[submission.pk],
        points=standing.points,
        bonus=standing.bonus,
        bonus_passes=len(proved & bonus),
        passes=len(proved & worth.keys()),
        hatched=len(worth.keys() & standing.hatched),
        told_points=sum(worth[key] for key in worth.keys() & standing.hatched),
        waiting=sum(verdicts[verdict] for verdict in WAITING),
        of=len(worth.keys() - out),
        last_gain=standing.last_gain,
        gained=titles.get(last[0].step, "") if len(last) == 1 else "",
        elapsed=standing.elapsed if rule.ties == ELAPSED else None,
    )


def _counted(standing: Standing) -> list[Proof]:
    return [proof for proof in standing.proofs if proof.worth and not proof.bonus]


def _hardest(standings: tuple[Standing, ...], steps: list[Step]) -> tuple[Hard, ...]:
    """The rows that the fewest have proved, of those that somebody has: what nobody has come to yet need not be hard."""
    proved = Counter(proof.step for one in standings for proof in one.proofs)
    asked = Counter(step.key for one in standings for step in steps if step.key not in one.left_out)
    rows = [
        Hard(step.title, proved[step.key], asked[step.key]) for step in steps if proved[step.key] and not step.bonus
    ]
    hard = [row for row in rows if row.passes < row.of]
    return tuple(sorted(hard, key=lambda row: row.passes / row.of)[:MOST_HARD])


def _graph(cohort: Cohort, standings: Sequence[Standing], names: Mapping[int, str], as_of: datetime) -> graph.Graph:
    gains = [(names[one.submission], [(proof.first, proof.worth) for proof in _counted(one)]) for one in standings]
    first = min((at for _name, each in gains for at, _worth in each), default=as_of)
    since = min(cohort.opens_at or first, first)
    as_of = as_of.replace(second=0, microsecond=0)  # what did not move in this minute looks the same
    until = min(as_of, cohort.due_at) if cohort.due_at and cohort.due_at > first else as_of
    return graph.graph(gains, since=since, until=until, numbers=[one.submission for one in standings])
