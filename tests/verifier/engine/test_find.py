"""Asking a check: whatever goes wrong, it is never a pass."""

import pytest

from verifier.checks.registry import describe
from verifier.definition import Criterion
from verifier.engine.find import find
from verifier.facts import NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.account import Monitors
from verifier.facts.host import Databases, OperatingSystem
from verifier.verdicts import Evidence, Finding, How, Outcome, Source, passed

SYSTEM = OperatingSystem("debian", "12", "Debian 12", "6.1", "birch", "kvm")


def host_is_called(system: OperatingSystem, *, name: str) -> Finding:
    """The host has a name."""
    return passed(name if system.hostname == name else "another")


def host_has_databases(databases: Databases | NotThere) -> Finding:
    """The host has databases."""
    return passed("none needed" if isinstance(databases, NotThere) else "some")


def host_and_account_agree(system: OperatingSystem, monitors: Monitors) -> Finding:
    """Both are there."""
    return passed(f"{system.hostname} and {len(monitors.items)}")


def host_breaks(system: OperatingSystem) -> Finding:
    """A check with a bug."""
    raise KeyError(system.hostname)


def ask(function, *, state=SourceState.READ, reason="", values=None, negative=False, parameters=None, more=()):
    check = describe(function)
    criterion = Criterion("it", (Source.HOST,), negative, {check.name: parameters or {}})
    host = SourceFacts(Source.HOST, How.SSH, state, reason, values={})
    sources = {Source.HOST: host} | {facts.source: facts for facts in more}
    return find(criterion, check, values or {}, sources, {"called": "birch"})


def test_a_finding_is_signed_with_its_criterion_source_and_how():
    found = ask(host_is_called, values={OperatingSystem: SYSTEM}, parameters={"name": "birch"})
    assert (found.outcome, found.criterion, found.source, found.how) == (Outcome.PASS, "it", Source.HOST, How.SSH)


def test_a_house_rule_fills_a_parameter():
    found = ask(host_is_called, values={OperatingSystem: SYSTEM}, parameters={"name": "$rule.called"})
    assert found.reason == "birch"


@pytest.mark.parametrize(
    ("given", "outcome", "reason"),
    [
        pytest.param({"state": SourceState.NOT_READ, "reason": "Refused."}, Outcome.UNKNOWN, "Refused.", id="not read"),
        pytest.param(
            {"values": {OperatingSystem: NotLooked("No time.")}}, Outcome.UNKNOWN, "No time.", id="not looked"
        ),
        pytest.param({"values": {OperatingSystem: NotThere("None.")}}, Outcome.ABSENT, "None.", id="not there"),
        pytest.param({"state": SourceState.PARTLY, "reason": "Cut."}, Outcome.UNKNOWN, "Cut.", id="missing"),
        pytest.param({}, Outcome.UNKNOWN, "This was not read.", id="missing without a word"),
    ],
)
def test_a_missing_fact_is_never_a_pass(given, outcome, reason):
    found = ask(host_is_called, parameters={"name": "birch"}, **given)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_what_is_still_on_its_way_gives_no_finding():
    assert ask(host_is_called, state=SourceState.READING, parameters={"name": "birch"}) is None


def test_a_source_that_nobody_asked_gives_no_finding():
    assert ask(host_is_called, state=SourceState.NOT_ASKED, parameters={"name": "birch"}) is None


def test_a_check_may_want_to_see_that_nothing_is_there():
    assert ask(host_has_databases, values={Databases: NotThere("none")}).reason == "none needed"


def test_a_second_source_that_could_not_be_read_leaves_the_answer_open():
    assert ask(host_and_account_agree, values={OperatingSystem: SYSTEM}).outcome is Outcome.UNKNOWN


def test_a_second_thing_that_is_not_there_leaves_nothing_to_look_at():
    values = {OperatingSystem: SYSTEM, Monitors: NotThere("There is no monitor.")}
    found = ask(host_and_account_agree, values=values)
    assert (found.outcome, found.reason, found.looked) == (Outcome.UNKNOWN, "There is no monitor.", False)
    assert found.nothing_there


def test_a_bug_in_a_check_is_our_fault_and_not_a_pass():
    found = ask(host_breaks, values={OperatingSystem: SYSTEM})
    assert found.outcome is Outcome.UNKNOWN
    assert "our fault" in found.reason
    assert SYSTEM.hostname not in found.reason


def test_proving_that_something_is_missing_needs_proof_of_what_was_read():
    assert ask(host_has_databases, values={Databases: NotThere("none")}, negative=True).outcome is Outcome.UNKNOWN


def test_with_proof_it_passes():
    def host_is_clean(system: OperatingSystem) -> Finding:
        """Clean."""
        return passed("Clean.", Evidence("system", system.name))

    assert ask(host_is_clean, values={OperatingSystem: SYSTEM}, negative=True).outcome is Outcome.PASS
