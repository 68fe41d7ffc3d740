from __future__ import annotations

from functools import cache

import pytest

from tests.recorded.looks import look_at_account, organisation
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import judge
from verifier.engine.worth import OPENS, account_rows, rows_by_scope
from verifier.probes.account.registry import MINIMAL_SCOPES, PROBES
from verifier.verdicts import Outcome, Source

DEFINITION = load(SOLUTIONS_ENGINEER)


@cache
def said_with(scopes: tuple[str, ...]) -> frozenset[str]:
    """The rows on which S2's account says something, with a key of these scopes."""
    seed = organisation("S2")
    seed["application_keys"] = [{**seed["application_keys"][0], "scopes": list(scopes)}]
    steps = judge(DEFINITION, {Source.ACCOUNT: look_at_account(seed)}).steps
    return frozenset(step.key for step in steps if any(found.outcome is not Outcome.UNKNOWN for found in step.findings))


def test_about_half_of_the_exercise_can_be_proved_by_the_account() -> None:
    rows = account_rows(DEFINITION)
    assert len(rows) == 22
    assert rows[:2] == ("env-host", "account-signup")


def test_every_scope_that_is_asked_for_opens_something_that_is_read() -> None:
    assert set(OPENS) == set(MINIMAL_SCOPES)
    for scope, fact in OPENS.items():
        assert any(fact in probe.tells and scope in probe.scopes for probe in PROBES), scope


@pytest.mark.parametrize("scope", MINIMAL_SCOPES)
def test_a_scope_less_costs_the_rows_that_are_told_and_no_others(scope: str) -> None:
    lost = said_with(MINIMAL_SCOPES) - said_with(tuple(one for one in MINIMAL_SCOPES if one != scope))
    told = rows_by_scope(DEFINITION)[scope]
    assert lost <= set(told)
    # Two rows may stay as they are: traces tell themselves by their metrics too, and a board cannot prove its script.
    assert set(told) - lost <= {"apm-app-instrumented", "timeboard-api-created"}
