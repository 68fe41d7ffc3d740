"""The page of who leads a contest: how far each entry is, who needs somebody, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.board import boards
from challenge.board.events import frozen_at, is_revealed
from challenge.models import Cohort, Contest, ContestAct, Entry, Invitation, Step
from challenge.names.naming import names_of
from challenge.rows.asked import is_asked
from challenge.selectors.rows import Standing, standings_of, steps_of
from challenge.selectors.settled import settled
from challenge.selectors.shared_hosts import SharedHost, shared_hosts
from challenge.selectors.stuck import Stuck, stuck_rows
from challenge.selectors.sweeps import ContestState, contest_of, next_moment, state_of
from challenge.time_box import closes_at, ends_at
from challenge.words.contest import ACTS, kinds_text, span_text
from verifier.shares.cut import TYPED

QUIET = timedelta(minutes=30)
"""So long without a sign of life from its hosts, and the lead is told."""
MOST_ACTS = 30


@dataclass(frozen=True)
class Cell:
    """Rows of a section: proved of those that are asked and count for the place, as on the board."""

    proved: int
    of: int


@dataclass(frozen=True)
class EntryLine:
    """One entry. may_open: its results are open to who leads. waiting: links that nobody has used yet. quiet: how long
    nothing had been heard at the last look, "" = not for long. clash: what carries somebody else's tag too, in words. typed: its
    tag was typed on a host whose Agent does not send it. ends_at: its own end, None = none. bonus: bonus rows that it proved,
    which no cell counts. stuck: its row that does not pass for longest; more_stuck: how many others.
    """

    submission_id: int
    code: str
    name: str
    tag: str
    hidden: bool
    may_open: bool
    members: int
    waiting: int
    cells: tuple[Cell, ...]
    proved: int
    of: int
    bonus: int
    stuck: Stuck | None
    more_stuck: int
    heard_at: datetime | None
    quiet: str
    clash: str
    typed: bool
    extra_minutes: int
    ends_at: datetime | None


@dataclass(frozen=True)
class ActLine:
    """What a lead did. name: of the entry, "" = everybody."""

    what: str
    name: str
    minutes: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ContestPage:
    """left: until the end; in a pause, when it goes on.

    frozen: the board shows how it stood at freezes_at. watch: the path of the public board, "" = there is none.
    moves_at: when the page changes by time alone.
    """

    key: str
    name: str
    state: ContestState
    opens_at: datetime | None
    due_at: datetime | None
    freezes_at: datetime | None
    frozen: bool
    revealed_at: datetime | None
    left: timedelta | None
    watch: str
    sections: tuple[str, ...]
    lines: tuple[EntryLine, ...]
    shared_hosts: tuple[SharedHost, ...]
    acts: tuple[ActLine, ...]
    moves_at: datetime | None


def contest_page(user: Person, cohort: Cohort) -> ContestPage:
    """Hidden for anybody but a lead, and where there is no contest."""
    contest = contest_of(user, cohort)
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("This is for its leads.")
    now = timezone.now()
    entries = _entries(cohort)
    names = names_of(user, [entry.submission for entry in entries])
    ends, state = closes_at(contest.cohort, now), state_of(user, cohort)
    lines = _lines(cohort, entries, names, now, state.looked_at)
    return ContestPage(
        key=cohort.key,
        name=cohort.name,
        state=state,
        opens_at=cohort.opens_at,
        due_at=cohort.due_at,
        freezes_at=cohort.freezes_at,
        frozen=frozen_at(cohort, now) is not None,
        revealed_at=contest.revealed_at if is_revealed(cohort, contest.revealed_at) else None,
        left=ends - now if ends and ends > now else None,
        watch=watch_path(contest),
        sections=_sections(_counted(cohort)),
        lines=lines,
        shared_hosts=_shared(contest, entries, names),
        acts=_acts(contest, names),
        moves_at=next_moment(cohort.opens_at, cohort.freezes_at, ends, *(line.ends_at for line in lines)),
    )


def watch_path(contest: Contest) -> str:
    """Where anybody who has the address sees the board, "" = nowhere."""
    return reverse("public_board", args=[contest.public_token]) if contest.public_token else ""


def _entries(cohort: Cohort) -> list[Entry]:
    rows = Entry.objects.filter(submission__cohort=cohort, submission__withdrawn_at=None).order_by("submission__code")
    entries = list(rows.select_related("submission__owner", "submission__team", "submission__cohort__contest"))
    for entry in entries:
        entry.submission.entry = entry
    return entries


def _counted(cohort: Cohort) -> list[Step]:
    """The rows that are worth anything here."""
    return [step for step in steps_of(cohort.version) if cohort.points.get(step.key, step.points)]


def _sections(steps: list[Step]) -> tuple[str, ...]:
    """Those that have rows which count for a place."""
    return tuple(dict.fromkeys(step.section.title for step in steps if not step.bonus))


def _lines(
    cohort: Cohort, entries: list[Entry], names: Mapping[int, str], now: datetime, looked_at: datetime | None
) -> tuple[EntryLine, ...]:
    """looked_at: whoever was not heard of since, because nobody looked, is not quiet."""
    known = _Known(
        now=now,
        looked_at=looked_at or now,
        names=names,
        steps=_counted(cohort),
        standing={pk: settled(rows) for pk, rows in standings_of(names).items()},
        proved={row.submission: {proof.step for proof in row.proofs} for row in boards.present(cohort, list(names))},
        members=_numbers(cohort.teams.values_list("pk").annotate(Count("members"))),
        waiting=_numbers(_open_links(cohort).values_list("team").annotate(Count("pk")).order_by()),
    )
    # whose practice is their own (an older choice of the cohort) tells the lead no more than the board does
    open_ = {entry.submission_id for entry in entries if access.results_are_open(entry.submission)}
    stuck = stuck_rows(cohort, {pk: rows for pk, rows in known.standing.items() if pk in open_}, now)
    lines = [_line(entry, known, stuck.get(entry.submission_id, ())) for entry in entries]
    return tuple(sorted(lines, key=lambda line: (line.hidden, line.name.casefold(), line.code)))


@dataclass(frozen=True)
class _Known:
    """What is asked of the database once for all entries."""

    now: datetime
    looked_at: datetime
    names: Mapping[int, str]
    steps: list[Step]
    standing: Mapping[int, Mapping[str, Standing]]
    proved: Mapping[int, set[str]]
    members: Mapping[int, int]
    waiting: Mapping[int, int]


def _line(entry: Entry, known: _Known, stuck: tuple[Stuck, ...]) -> EntryLine:
    row = entry.submission
    asked = [step for step in known.steps if is_asked(row, step.key) and step.key not in row.cohort.excused]
    proved = known.proved.get(row.pk, set())  # as the board counts
    cells = tuple(
        _cell([step.key for step in asked if step.section.title == title and not step.bonus], proved)
        for title in _sections(known.steps)
    )
    heard = entry.heard_at
    team = row.team_id or 0
    return EntryLine(
        submission_id=row.pk,
        code=row.code,
        name=known.names[row.pk],
        tag=entry.tag,
        hidden=entry.hidden,
        may_open=access.results_are_open(row),
        members=known.members.get(team, 0) if team else 1,
        waiting=known.waiting.get(team, 0),
        cells=cells,
        proved=sum(cell.proved for cell in cells),
        of=sum(cell.of for cell in cells),
        bonus=sum(step.bonus and step.key in proved for step in asked),
        stuck=stuck[0] if stuck else None,
        more_stuck=max(0, len(stuck) - 1),
        heard_at=heard,
        quiet=span_text((known.looked_at - heard).total_seconds()) if heard and known.looked_at - heard > QUIET else "",
        clash=kinds_text(entry.clash),
        typed=TYPED in entry.clash.split(),
        extra_minutes=entry.extra_minutes,
        ends_at=ends_at(row, known.now),
    )


def _cell(keys: list[str], proved: set[str]) -> Cell:
    return Cell(len(proved.intersection(keys)), len(keys))


def _open_links(cohort: Cohort) -> QuerySet[Invitation]:
    return Invitation.objects.filter(cohort=cohort, team__isnull=False, used_at=None, expires_at__gt=timezone.now())


def _numbers(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def _shared(contest: Contest, entries: list[Entry], names: Mapping[int, str]) -> tuple[SharedHost, ...]:
    """Read out of the newest look, and only where something carries two tags."""
    if not any("host" in entry.clash.split() for entry in entries):
        return ()
    return shared_hosts(contest, {entry.tag: names[entry.submission_id] for entry in entries})


def _acts(contest: Contest, names: Mapping[int, str]) -> tuple[ActLine, ...]:
    rows: Iterable[ContestAct] = contest.acts.select_related("by")[:MOST_ACTS]
    return tuple(
        ActLine(
            what=str(ACTS[row.kind]),
            name=names.get(row.submission_id or 0, ""),
            minutes=row.minutes,
            reason=row.reason,
            by=(row.by.get_full_name() or row.by.get_username()) if row.by else "",
            at=row.at,
        )
        for row in rows
    )
