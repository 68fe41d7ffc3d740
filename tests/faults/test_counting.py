"""What is counted by several processes, and after all of them were started again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.installation import Installation

TRIES = 5
"""So often a name may be tried with a wrong password within five minutes, by allauth's own table."""

pytestmark = pytest.mark.parametrize(
    "installation",
    [("sqlite", "folder"), pytest.param(("postgresql", "folder"), marks=pytest.mark.needs("postgres"))],
    indirect=True,
    ids=["sqlite", "postgresql"],
)


def both(installation: Installation, *words: str) -> list:
    with ThreadPoolExecutor(2) as pool:
        return [told.result() for told in [pool.submit(installation.told, *words) for _ in range(2)]]


def test_two_processes_count_together_and_the_next_one_goes_on(installation: Installation):
    first, second = both(installation, "count", "100")
    assert sorted(first + second) == list(range(1, 201))
    installation.dismiss()
    assert installation.told("count", "1") == [201]


def test_a_password_is_not_guessed_more_often_at_several_processes(installation: Installation):
    installation.told("fill", "none")
    tried = sum(both(installation, "knock", "4"))
    assert 0 < tried <= TRIES
    installation.dismiss()
    assert tried + installation.told("knock", "4") <= TRIES
