"""What a judged object is chosen from."""

from verifier.facts.account import AccountHosts, Monitor, Monitors
from verifier.facts.host import CustomChecks, Databases
from verifier.subjects.basis import needed


def test_the_monitor_needs_what_names_its_metric_and_whose_account_it_is():
    assert {Monitors, CustomChecks, AccountHosts} <= needed({Monitor})
    assert Databases not in needed({Monitor})
