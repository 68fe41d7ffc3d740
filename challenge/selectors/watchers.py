"""Who watches a board, and what of it: asks `access`, and gives the picture of their level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.board.events import excused_for_all, frozen_at, on_the_board, rule_of
from challenge.board.standings import Standing
from challenge.models import Cohort, Contest
from challenge.rows.asked import as_asked, asked_of
from challenge.selectors.places import places
from challenge.selectors.rows import steps_of
from challenge.selectors.watching import CODED, NAMED, Watched, WatchedRow, watched, worth_anything


@dataclass(frozen=True)
class Passed:
    """A row that is proved, and since when."""

    title: str
    at: datetime
    bonus: bool


@dataclass(frozen=True)
class Open:
    """A row that is not, and where it stands: told to who may see the results."""

    title: str
    verdict: str
    bonus: bool


@dataclass(frozen=True)
class Profile:
    """One entry of the board. open: None = this person is not told what is not proved.

    since: from when its time counts. stood: how much of it, up to the last gain, a pause took that counts for nobody.
    """

    board: Watched
    row: WatchedRow
    since: datetime | None
    stood: timedelta
    passed: tuple[Passed, ...]
    open: tuple[Open, ...] | None


def level_for(user: Person, cohort: Cohort) -> str:
    """Hidden unless the cohort has a board and this person belongs to the cohort."""
    if not access.may_see_board(user, cohort):
        raise access.Hidden("There is no board for you here.")
    if not cohort.names_hidden:
        return NAMED
    return CODED if access.names_hidden_from(user, on_the_board(cohort).values()) else NAMED


def board_for(user: Person, cohort: Cohort) -> Watched:
    """What this person sees of the board."""
    return watched(cohort, level_for(user, cohort))


def public_cohort(token: str) -> Cohort:
    """The cohort whose board everybody with this address may watch."""
    contest = Contest.objects.select_related("cohort__version").filter(public_token=token).exclude(public_token="")
    found = contest.filter(cohort__has_board=True, cohort__archived_at=None).first()
    if found is None:
        raise access.Hidden("There is no board at this address.")
    return found.cohort


def profile_for(user: Person, cohort: Cohort, submission_id: int, board: Watched | None = None) -> Profile:
    """An entry with what it proved and when; what it did not, for itself and for reviewers whom its results are open to.

    board: as this person may watch it, where it is drawn already.
    """
    board = board or board_for(user, cohort)
    row = next((row for row in board.rows if row.submission_id == submission_id), None)
    if row is None:
        raise access.Hidden("There is no such entry on this board.")
    there, now = on_the_board(cohort), timezone.now()
    rule, frozen = rule_of(cohort), frozen_at(cohort, now)
    ranked = places(cohort, there, rule, frozen, now)
    standing = next(one for one in ranked if one.submission == submission_id)
    tells = access.may_see_results(user, there[submission_id])
    rows = steps_of(cohort.version)
    if tells:  # others need not read what was drawn for it
        rows = as_asked(rows, asked_of(there[submission_id], cohort.version))
    proofs = {proof.step: proof for proof in standing.proofs}
    out = {*standing.left_out, *(key for key in excused_for_all(cohort, frozen) if key not in proofs)}
    counts = worth_anything(rule, rows) - out
    steps = {step.key: step for step in rows if step.key in counts}
    passed = [Passed(steps[key].title, one.first, one.bonus) for key, one in proofs.items() if key in steps]
    left = [
        Open(step.title, standing.latest.get(key, ""), step.bonus) for key, step in steps.items() if key not in proofs
    ]
    newest = tuple(sorted(passed, key=lambda one: one.at, reverse=True))
    return Profile(board, row, standing.since, _stood(standing), newest, tuple(left) if tells else None)


def _stood(standing: Standing) -> timedelta:
    if standing.since is None or standing.last_gain is None or standing.elapsed is None:
        return timedelta()
    return max(standing.last_gain - standing.since - standing.elapsed, timedelta())
