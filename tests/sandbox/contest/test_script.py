"""The script of the demo's contest: what happens, and how slowly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sandbox.contest.clock import entries
from sandbox.contest.script import between, script, span
from sandbox.contest.seeding import box, seed

BEGAN = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:50", 50), ("12:20", 740), ("-05:00", -300), ("-00:30", -30), ("-60:00", -3600)]
)
def test_a_time_of_the_script_is_minutes_and_seconds(text: str, seconds: int) -> None:
    assert span(text) == timedelta(seconds=seconds)


def test_it_goes_on_for_ten_to_fifteen_minutes_with_no_long_silence_in_it() -> None:
    later = [deed.at for deed in script(BEGAN) if deed.at > BEGAN]
    assert timedelta(minutes=10) <= later[-1] - BEGAN <= timedelta(minutes=15)
    assert max(after - before for before, after in pairwise([BEGAN, *later])) <= timedelta(minutes=1)


def test_everybody_who_is_entered_does_something_and_nobody_else() -> None:
    assert {deed.who for deed in script(BEGAN)} == set(entries())


def test_three_teams_of_two_or_three_and_two_alone_are_seen_and_one_rehearsal_is_not() -> None:
    seen = [one for one in entries().values() if not one.get("hidden")]
    assert sorted(len(one["people"]) for one in seen) == [1, 1, 2, 2, 3]
    assert [bool(one.get("team")) for one in seen] == [len(one["people"]) > 1 for one in seen]
    assert sum(bool(one.get("hidden")) for one in entries().values()) == 1


def test_nothing_is_taken_away_so_that_doing_all_of_it_again_changes_nothing() -> None:
    assert not [deed for deed in script(BEGAN) if "gone" in deed.what]


def test_what_is_due_is_done_once() -> None:
    deeds, never = script(BEGAN), BEGAN - timedelta(days=1)
    moments = [never, BEGAN, *(BEGAN + timedelta(seconds=5 * tick) for tick in range(1, 200))]
    done = [deed for after, until in pairwise(moments) for deed in between(deeds, after, until)]
    assert done == deeds


def test_points_come_from_a_machine_since_its_check_was_made_and_from_no_host_that_was_heard_of_before() -> None:
    deeds = script(BEGAN)
    made = seed(deeds)
    since = {one["host"]: one["since"] for one in made["series"] if one["metric"] == "my_metric"}
    assert since == {box(deed.who): deed.at.isoformat() for deed in deeds if deed.what[0] == "check"}
    assert {host["last_reported"] for host in made["hosts"]} == {1}
    assert {one["service"] for one in made["services"]} == {"yew-app", "lynx-app", "heron-app"}
