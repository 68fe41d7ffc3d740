"""Twenty teams over three days, played once in compressed time: it ends with exactly the standings computed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from challenge.models import Cohort
from challenge.services.definitions import publish
from sandbox.site import load_seed, running
from tests.acceptance.contest.account import seed
from tests.acceptance.contest.clock import Clock, told_by
from tests.acceptance.contest.playing import HIDDEN, Play, Played
from tests.acceptance.contest.tables import moment, requests, script, standings
from verifier.definition.load import SOLUTIONS_ENGINEER

pytestmark = pytest.mark.django_db(transaction=True)

BY_HAND = standings()
TEAMS = list(BY_HAND["end"])
DATES = {"opens_at": ("tue", "09:00"), "freezes_at": ("thu", "13:00"), "due_at": ("thu", "16:00")}
READS_OF_SPANS_AN_HOUR = 300
"""What Datadog allows."""


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Once for all tests here, which only read what came of it: the first of them empties the tables, as sweeps commit."""
    deeds = script()
    clock, organisation = Clock(deeds[0].at), load_seed(seed(deeds))
    with django_db_blocker.unblock(), told_by(clock):
        play = Play(_cohort(), clock)
        for name in (*TEAMS, HIDDEN):
            play.enter(name)
        with running([organisation], state_dir=tmp_path_factory.mktemp("site"), now=clock.seconds) as url:
            play.open_account(url)
            for deed in deeds:
                play.do(deed)
        play.end(freeze=moment("thu", "14:00"))
    return play.played


def _cohort() -> Cohort:
    version = publish(Path(SOLUTIONS_ENGINEER).read_text("utf-8"))[0]
    dates = {name: moment(*at) for name, at in DATES.items()}
    return Cohort.objects.create(
        key="spring", name="Spring", version=version, has_board=True, practice_visible_to="coach", **dates
    )


@pytest.mark.parametrize("team", TEAMS)
def test_at_the_freeze_every_team_has_what_was_computed_by_hand(played: Played, team: str) -> None:
    assert [board[team] for board in played.frozen] == [BY_HAND["freeze"][team]] * 3


@pytest.mark.parametrize("team", TEAMS)
def test_at_the_end_every_team_has_what_was_computed_by_hand(played: Played, team: str) -> None:
    assert played.end[team] == BY_HAND["end"][team]


@pytest.mark.parametrize("part", ["freeze", "end"])
def test_the_pure_function_makes_the_same_of_the_events(played: Played, part: str) -> None:
    assert played.derived[part] == BY_HAND[part]


def test_the_rehearsal_has_everything_first_and_is_on_no_board(played: Played) -> None:
    assert played.rehearsal == (18, moment("tue", "10:00"))
    assert all(sorted(board) == sorted(TEAMS) for board in (*played.frozen, played.end))


def test_bonus_rows_are_told_and_rank_nobody(played: Played) -> None:
    assert played.bonus == {team: 2.0 if team == "alder" else 0.0 for team in TEAMS}


def test_the_commands_that_check_find_nothing_wrong(played: Played) -> None:
    assert "21 standings are what their events say." in played.said
    assert "2 decisions." in played.said


def test_a_look_that_is_refused_is_none_and_nobody_is_looked_at_out_of_time(played: Played) -> None:
    failed = {look.at: look.reason for look in played.looks if look.state == "failed"}
    assert list(failed) == [moment("tue", "12:00"), moment("thu", "11:00")]
    assert failed[moment("tue", "12:00")].startswith("Datadog's rate limit is used up")
    assert "hosts_read" in failed[moment("thu", "11:00")]
    assert {look.state for look in played.looks} == {"read", "failed"}
    assert played.unneeded == [0, 0, 0]


def test_what_is_nobodys_is_told_until_it_is_mended(played: Played) -> None:
    assert played.clashes == {"tue 10:00": {"dogwood": "ui"}, "tue 16:00": {"hazel": "board", "juniper": "board"}}


def test_a_judging_again_takes_a_first_pass_back_and_says_so(played: Played) -> None:
    assert played.lost == {
        "rowan": ["monitor-nodata-10m", "monitor-state-messages", "monitor-value-hostip", "monitor-warn-500"]
    }


def test_each_look_makes_exactly_the_requests_that_are_accounted_for_and_says_so(played: Played) -> None:
    assert {look.at: look.reads for look in played.looks} == requests()
    assert {look.at: look.requests for look in played.looks} == requests()


def test_spans_are_read_once_a_look_and_so_far_less_often_than_the_account_allows(played: Played) -> None:
    assert {look.spans for look in played.looks} == {1}
    assert 3600 // played.every <= READS_OF_SPANS_AN_HOUR
