"""What the members of an entry read of the contest on their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.board.events import frozen_at
from challenge.contest import shared_account
from challenge.models import Contest, Entry, Submission
from challenge.selectors.counted import Counted, counted_of
from challenge.selectors.shared_hosts import shared_hosts
from challenge.selectors.sweeps import ContestState, next_moment, state_of
from challenge.time_box import ends_at, entry_of
from challenge.words.contest import TIES, every_text, kinds_text
from verifier.shares.cut import TYPED


@dataclass(frozen=True)
class EntryView:
    """state: where the contest is. counted: what the board counts of it. every: how often everybody is looked at.

    ends_at: the own end; extra_minutes: given by a lead, with why. clash: what carries another's tag too, in words.
    typed: its tag was typed on a host whose Agent does not send it.
    shared_hosts: names of its hosts that another's Agent reports as, too; not whose.
    moves_at: when it changes by time alone.
    drawn: other numbers and names are asked of it than of the others. team: its name, "" = one person. service, agent: the lines to copy.
    """

    tag: str
    team: str
    members: tuple[str, ...]
    state: ContestState
    opens_at: datetime | None
    ends_at: datetime | None
    extra_minutes: int
    extra_because: str
    paused_because: str
    frozen_at: datetime | None
    ties: str
    every: str
    counted: Counted | None
    clash: str
    typed: bool
    shared_hosts: tuple[str, ...]
    looked_at: datetime | None
    hidden: bool
    drawn: bool
    moves_at: datetime | None

    @property
    def agent(self) -> str:
        return f'tags: ["{self.tag}"]'

    @property
    def service(self) -> str:
        return f"export DD_TAGS={self.tag}"


def entry_view(user: Person, submission: Submission) -> EntryView | None:
    """None: it is in no contest. Hidden for anybody who does not hand it in."""
    if not access.is_owner(user, submission):
        raise access.Hidden("This is for who hands it in.")
    entry = entry_of(submission)
    if entry is None:
        return None
    cohort, team = submission.cohort, submission.team
    contest = Contest.objects.get(cohort=cohort)
    ends = ends_at(submission, timezone.now())
    return EntryView(
        tag=entry.tag,
        team=team.name if team else "",
        members=tuple(one.get_full_name() or one.get_username() for one in team.members.order_by("pk")) if team else (),
        state=state_of(user, cohort),
        opens_at=cohort.opens_at,
        ends_at=ends,
        extra_minutes=entry.extra_minutes,
        extra_because=_because(contest, "extended", submission) if entry.extra_minutes else "",
        paused_because=_because(contest, "paused", None) if contest.paused_at else "",
        frozen_at=frozen_at(cohort, timezone.now()),
        ties=str(TIES[contest.tie_rule][1]),
        every=every_text(contest.sweep_seconds),
        counted=counted_of(user, submission),
        clash=kinds_text(entry.clash),
        typed=TYPED in entry.clash.split(),
        shared_hosts=_shared_hosts(contest, entry),
        looked_at=entry.looked_at,
        hidden=entry.hidden,
        drawn=bool(entry.drawn),
        moves_at=next_moment(cohort.opens_at, cohort.freezes_at, ends, cohort.due_at),
    )


def _shared_hosts(contest: Contest, entry: Entry) -> tuple[str, ...]:
    """Read out of the newest look, and only where one of its hosts carries two tags."""
    if "host" not in entry.clash.split():
        return ()
    tags = {tag: tag for tag in shared_account.tags_of(contest)}
    return tuple(one.host for one in shared_hosts(contest, tags) if entry.tag in one.names)


def _because(contest: Contest, kind: str, submission: Submission | None) -> str:
    return contest.acts.filter(kind=kind, submission=submission).values_list("reason", flat=True).first() or ""
