"""Teams and individuals from a pasted list, one line an entry. First it is read, then exactly what was shown is taken."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from challenge.contest.pasted_entries import Pasted, pasted
from challenge.models import Cohort, Invitation, Team
from challenge.services import codes, cohorts, contests, events, invitations, submissions
from challenge.services.contest_policy import locked
from challenge.services.entrants import Who, fault_of, members_of, who_is
from challenge.services.events import News

NEW, INVITED, THERE, MOVES = "new", "invited", "there", "moves"


@dataclass(frozen=True)
class Planned:
    """What becomes of an address. state: new, invited (has a link already), there, or moves. from_: the team it leaves."""

    email: str
    state: str
    from_: str = ""


@dataclass(frozen=True)
class PlannedLine:
    """number: of the line in the list. made: the entry is new. fault: why nothing is taken, one sentence, "" = it is good."""

    number: int
    text: str
    name: str
    made: bool
    people: tuple[Planned, ...]
    fault: str


@dataclass(frozen=True)
class Plan:
    """digest: of all that it says, so that what is taken is what was shown."""

    lines: tuple[PlannedLine, ...]
    digest: str

    @property
    def faults(self) -> int:
        return sum(bool(line.fault) for line in self.lines)

    @property
    def changes(self) -> bool:
        """Whether taking it would change anything."""
        states = {one.state for line in self.lines for one in line.people}
        return any(line.made for line in self.lines) or not states.isdisjoint({NEW, MOVES})


@dataclass(frozen=True)
class Link:
    """Somebody's way in. It can be shown now, and never again. sent: None = nobody asked for an e-mail."""

    team: str
    email: str
    link: str
    sent: bool | None = None


@dataclass(frozen=True)
class Taken:
    """made, moved: how many entries are new, and how many people are in another one now."""

    links: tuple[Link, ...]
    made: int
    moved: int


class Changed(Exception):
    """It is not any more what was shown, or some line of it is bad: nothing was taken."""


def plan(cohort: Cohort, text: str) -> Plan:
    """What taking this list would do. Nothing is written. Whoever asks was let in by `access`."""
    rows = pasted(text, existing=list(cohort.teams.order_by("pk").values_list("name", flat=True)))
    known = who_is(cohort, [email for row in rows if not row.fault for email in row.emails])
    there = set(cohort.teams.values_list("name", flat=True))
    lines = tuple(_line(row, known, there) for row in rows)
    return Plan(lines, hashlib.sha256(repr(lines).encode()).hexdigest())


def take(cohort: Cohort, actor: User, text: str, *, digest: str, mail: bool = False, again: bool = False) -> Taken:
    """Make the entries and a link for everybody who is new. again: also for who was invited and has not come yet.

    Raises Changed, CannotChange, PermissionDenied. E-mails are sent after everything is written.
    """
    with transaction.atomic():
        row = cohorts.locked(cohort, actor)
        locked(row)
        found = plan(row, text)
        if found.digest != digest or found.faults:
            raise Changed
        made = [_take_line(row, actor, line, again=again) for line in found.lines]
    links = [_mailed(pair) if mail else pair[1] for pairs, _moved in made for pair in pairs]
    return Taken(tuple(links), sum(line.made for line in found.lines), sum(moved for _pairs, moved in made))


def _line(row: Pasted, known: dict[str, Who], there: set[str]) -> PlannedLine:
    planned = tuple(_planned(email, row.name, known[email]) for email in row.emails if email in known)
    fault = row.fault or next((why for one in planned if (why := fault_of(one.email, known[one.email]))), "")
    return PlannedLine(row.number, row.text, row.name, row.name not in there, planned, fault)


def _planned(email: str, team: str, who: Who) -> Planned:
    if who.team is None:
        return Planned(email, NEW)
    if who.team != team:
        return Planned(email, MOVES, from_=who.team)
    return Planned(email, THERE if who.user_id else INVITED)


def _take_line(
    cohort: Cohort, actor: User, line: PlannedLine, *, again: bool
) -> tuple[list[tuple[Invitation, Link]], int]:
    team, new = Team.objects.get_or_create(cohort=cohort, name=line.name)
    if new:
        made = codes.with_free_code(cohort, lambda code: submissions.join(cohort, code=code, team=team))
        contests.enter(made, actor_id=actor.pk)
    wanted = {NEW, INVITED} if again else {NEW}
    pairs = [_invited(team, actor, one.email) for one in line.people if one.state in wanted]
    moved = [one for one in line.people if one.state == MOVES]
    for one in moved:
        _move(team, actor, one.email)
    return pairs, len(moved)


def _invited(team: Team, actor: User, email: str) -> tuple[Invitation, Link]:
    """A link of their own; an earlier one leads in no longer."""
    _open(team.cohort, email).update(expires_at=timezone.now())
    invitation, link = invitations.invite(team.cohort, email, actor=actor, team=team)
    told = {"invitation": invitation.pk}
    events.append([News("entry.invited", team.submissions.get(), actor_id=actor.pk, data=told)])
    return invitation, Link(team.name, email, link)


def _move(team: Team, actor: User, email: str) -> None:
    """The person, or the link that they have not used yet, which stays the same."""
    new = team.submissions.get()
    for user in members_of(team.cohort, email):
        for before in user.teams.filter(cohort=team.cohort).exclude(pk=team.pk):
            before.members.remove(user)
            left = News("entry.left", before.submissions.get(), actor_id=actor.pk, data={"member": user.pk})
            team.members.add(user)
            events.append([left, News("entry.joined", new, actor_id=actor.pk, data={"member": user.pk})])
    for invitation in _open(team.cohort, email).exclude(team=team):
        Invitation.objects.filter(pk=invitation.pk).update(team=team)
        events.append([News("entry.invited", new, actor_id=actor.pk, data={"invitation": invitation.pk})])


def _open(cohort: Cohort, email: str) -> QuerySet[Invitation]:
    """The links of this address into a team that still lead in."""
    rows = Invitation.objects.filter(cohort=cohort, email=email, team__isnull=False)
    return rows.filter(used_at=None, expires_at__gt=timezone.now())


def _mailed(pair: tuple[Invitation, Link]) -> Link:
    invitation, link = pair
    return Link(link.team, link.email, link.link, sent=invitations.send(invitation, link.link))
