"""A function is a check only when its signature says what it needs."""

import pytest

from verifier.checks import all_checks
from verifier.checks.registry import describe
from verifier.facts import NotLooked
from verifier.facts.account import Monitors
from verifier.facts.host import Databases
from verifier.verdicts import Finding, Source, passed


def test_the_first_fact_says_for_which_source_a_check_speaks():
    def one(monitors: Monitors, databases: Databases | NotLooked, *, kinds: tuple[str, ...]) -> Finding:
        """Title.

        More.
        """
        return passed("")

    check = describe(one)
    assert (check.source, check.title, check.parameters) == (Source.ACCOUNT, "Title.", {"kinds": tuple[str, ...]})
    assert [(w.fact, w.takes_not_looked) for w in check.facts] == [(Monitors, False), (Databases, True)]


def without_facts(*, seconds: int) -> Finding:
    return passed("")


def with_a_default(databases: Databases, *, seconds: int = 45) -> Finding:
    return passed("")


def with_two_choices(databases: Databases | Monitors) -> Finding:
    return passed("")


@pytest.mark.parametrize("function", [without_facts, with_a_default, with_two_choices])
def test_what_is_no_check_is_refused(function):
    with pytest.raises(TypeError):
        describe(function)


def test_every_check_has_a_title():
    assert [name for name, check in all_checks().items() if not check.title.strip()] == []
