"""What stands in the place of an object that could not be chosen."""

import pytest

from verifier.facts import NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.account import (
    AccountHosts,
    Board,
    Boards,
    JudgedHost,
    Monitor,
    Monitors,
    TracedService,
    TracedServices,
)
from verifier.subjects import Choices, narrow
from verifier.verdicts import How, Source


def narrowed(plural, value):
    facts = SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values={plural: value})
    return narrow({Source.ACCOUNT: facts}, Choices())[0]


@pytest.mark.parametrize(
    ("plural", "single", "empty", "cut"),
    [
        (Monitors, Monitor, Monitors((), True), Monitors((), False)),
        (Boards, Board, Boards((), True), Boards((), False)),
        (TracedServices, TracedService, TracedServices((), True), TracedServices((), False)),
        (AccountHosts, JudgedHost, AccountHosts((), True, 0), AccountHosts((), False, 0)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_empty_list_has_nothing_and_a_cut_one_cannot_tell(plural, single, empty, cut):
    assert isinstance(narrowed(plural, empty)[single], NotThere)
    assert isinstance(narrowed(plural, cut)[single], NotLooked)
    assert narrowed(plural, NotLooked("No scope."))[single] == NotLooked("No scope.")


def test_without_the_plural_fact_there_is_no_singular_one_yet():
    assert Monitor not in narrowed(Boards, Boards((), True))
