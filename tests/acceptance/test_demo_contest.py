"""The demo's contest, played once in compressed time: its boards are the ones that were derived from its script by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from challenge.models import Cohort, Entry, Submission
from challenge.selectors.watching import PUBLIC, watched
from challenge.services import sweeps
from sandbox.contest.__main__ import open_account
from sandbox.contest.account import Account
from sandbox.contest.clock import SEEDS, set_out
from sandbox.contest.script import between, script, span
from sandbox.demo.parts import CANDIDATES
from sandbox.site import running
from sandbox.site.loading import load_seeds
from tests.acceptance.contest.clock import Clock, told_by

pytestmark = pytest.mark.django_db(transaction=True)

BEGAN = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
EVERY, LAST = timedelta(seconds=30), timedelta(minutes=15)
LATER = timedelta(seconds=4)
"""So long after its stamp a look is asked for."""
FIRST, *LINES = [
    line
    for line in Path(__file__).with_name("demo_contest.txt").read_text("utf-8").splitlines()
    if line[:1] not in ("#", "")
]
ENTRIES = FIRST.split()
BY_HAND = {at: dict(zip(ENTRIES, cells, strict=True)) for at, *cells in map(str.split, LINES)}


@dataclass
class Played:
    """Of each look: what the public board tells, and whose things carry two tags. rehearsal: points of the hidden entry."""

    boards: dict[str, dict[str, str]] = field(default_factory=dict)
    clashes: dict[str, set[str]] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    rehearsal: float = 0
    bonus: dict[str, float] = field(default_factory=dict)
    said: str = ""


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Once for all tests here, which only read what came of it."""
    folder, clock = tmp_path_factory.mktemp("demo"), Clock(BEGAN)
    set_out(folder, BEGAN)
    with (
        django_db_blocker.unblock(),
        told_by(clock),
        running(load_seeds(folder / SEEDS), state_dir=folder / "site", now=clock.seconds) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(settings, "PROOFBOARD_DEMO", True)
        said("fill_demo", "--candidates", str(CANDIDATES), "--api-url", url, "--ssh-port-base", "2201")
        made = json.loads(said("contest_demo", "--api-url", url))
        return play(open_account(url, made["tags"]), clock)


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def play(account: Account, clock: Clock) -> Played:
    cohort, found = Cohort.objects.get(key="demo-contest"), Played()
    deeds, done = script(BEGAN), datetime.min.replace(tzinfo=UTC)
    while clock.at < BEGAN + LAST:
        stamp = BEGAN + EVERY * ((clock.at - BEGAN) // EVERY + 1)
        for deed in between(deeds, done, stamp):
            clock.move(max(deed.at, clock.at))
            account.do(deed)
        done = stamp
        clock.move(stamp)
        account.beat()
        clock.move(stamp + LATER)
        (sweep,) = sweeps.ask()
        sweeps.go_on(sweep.pk)
        sweep.refresh_from_db()
        board, at = watched(cohort, PUBLIC), stamp - BEGAN
        name = f"{at.seconds // 60:02}:{at.seconds % 60:02}"
        found.states.add(sweep.state)
        found.boards[name] = {row.code: f"{row.points:g}/{row.rank}" for row in board.rows}
        found.clashes[name] = set(Entry.objects.exclude(clash="").values_list("submission__code", flat=True))
    found.bonus = {row.code: row.bonus for row in board.rows}
    found.rehearsal = Submission.objects.get(cohort=cohort, code="yew").standing.points
    found.said = said("check_standings", cohort.key) + said("verify_log")
    return found


@pytest.mark.parametrize("at", list(BY_HAND))
def test_the_board_is_the_one_that_was_derived_by_hand(played: Played, at: str) -> None:
    assert played.boards[at] == BY_HAND[at]


def test_the_rehearsal_has_everything_and_is_on_no_board(played: Played) -> None:
    assert played.rehearsal == 18
    assert all(sorted(board) == sorted(ENTRIES) for board in played.boards.values())


def test_a_board_with_two_tags_is_nobodys_until_it_is_mended(played: Played) -> None:
    two = [at for at, whose in played.clashes.items() if whose]
    assert (two[0], two[-1]) == ("04:30", "06:00")
    assert all(played.clashes[at] == {"lynx", "otter"} for at in two)


def test_the_leader_changes_six_times_and_then_it_stands_still(played: Played) -> None:
    leaders = [frozenset(who for who, told in board.items() if told.endswith("/1")) for board in played.boards.values()]
    changes = [now for before, now in pairwise(leaders) if now != before]
    assert changes == [
        {"mika", "otter"},
        {"heron"},
        {"heron", "otter"},
        {"mika"},
        {"mika", "otter"},
        {"heron"},
    ]
    over = [board for at, board in played.boards.items() if span(at) >= timedelta(minutes=13, seconds=30)]
    assert len(over) == 4 and all(board == over[0] for board in over)


def test_bonus_rows_are_told_and_rank_nobody(played: Played) -> None:
    assert {who for who, bonus in played.bonus.items() if bonus} == {"heron"}


def test_every_look_is_one_and_the_record_holds_it(played: Played) -> None:
    assert played.states == {"read"}
    assert "standings are what their events say." in played.said
