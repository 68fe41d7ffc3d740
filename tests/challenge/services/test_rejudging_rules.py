"""Judging a cohort again by other rules: whose they are to write, and which rule a wish finds."""

from __future__ import annotations

import pytest

from challenge.models import Cohort, Membership, Run, Submission
from challenge.services import deciding, rejudging
from challenge.services.rejudging import CannotRejudge
from challenge.services.runs import start
from tests.challenge.conftest import People
from tests.challenge.services.judged_again import (
    as_an_older_judge_said,
    checked,
    looked,
    stands,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    """A machine that is old; by the rules of the cohort that is accepted."""
    return checked(submission, people)


@pytest.fixture
def lead(people: People, cohort: Cohort) -> People:
    Membership.objects.filter(user=people.reviewer).update(role="lead")
    return people


def test_other_house_rules_are_a_leads_to_write_and_hold_from_then_on(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    Cohort.objects.update(rules={"old_system": "refuse"})
    Run.objects.update(rules={"old_system": "refuse"})
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people, rules={"old_system": "accept"})
    (row,) = made.lines.get().rows
    assert (row["old"], row["new"]) == ("fail", "pass")
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="Fair.")
    Membership.objects.filter(user=people.reviewer).update(role="lead")
    written(made, people)
    cohort.refresh_from_db()
    run.refresh_from_db()
    assert cohort.rules == run.rules == {"old_system": "accept"}
    assert stands(submission) == "pass"
    assert start(submission, people.candidate).rules == {"old_system": "accept"}


def test_once_somebody_has_begun_the_rules_get_no_stricter(run: Run, cohort: Cohort, lead: People):
    made = looked(cohort, lead, rules={"old_system": "refuse"})
    assert made.lines.get().rows[0]["lower"]
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, lead.reviewer, reason="Stricter.")
    cohort.refresh_from_db()
    assert cohort.rules == {}


def test_a_rule_that_is_none_is_refused(cohort: Cohort, people: People):
    for rules in ({"no_such": "yes"}, {"old_system": "sometimes"}):
        with pytest.raises(CannotRejudge):
            rejudging.ask(cohort, people.reviewer, rules=rules)
    with pytest.raises(CannotRejudge):
        rejudging.ask(cohort, people.reviewer, wish={"step": "none", "from": "fail", "to": "pass"})


@pytest.mark.usefixtures("handed_in")
def test_a_wish_finds_the_house_rule_that_says_so(run: Run, submission: Submission, cohort: Cohort, lead: People):
    Cohort.objects.update(rules={"old_system": "refuse"})
    Run.objects.update(rules={"old_system": "refuse"})
    run.judgments.filter(step__key="env-host").update(verdict="fail", seen={"env-host/host": "fail"})
    deciding.decide(submission, lead.reviewer, "env-host", "override", verdict="pass", reason="Old is fine.")
    wish = {"step": "env-host", "from": "fail", "to": "pass", "because": "Old is fine."}
    made = looked(cohort, lead, wish=wish)
    assert (made.rules, made.own_rules) == ({"old_system": "accept"}, {})


def test_a_wish_that_no_house_rule_says_becomes_the_cohorts_own(
    run: Run, submission: Submission, cohort: Cohort, lead: People
):
    wish = {"step": "agent-reporting", "from": "unknown", "to": "pass", "because": "Everybody's network was down."}
    made = looked(cohort, lead, wish=wish)
    assert made.rules == {} and made.own_rules["agent-reporting"]["to"] == "pass"
    (row,) = made.lines.get().rows
    assert (row["old"], row["new"], row["by_rule"]) == ("unknown", "pass", True)
    written(made, lead)
    cohort.refresh_from_db()
    assert cohort.own_rules["agent-reporting"]["because"] == "Everybody's network was down."
    assert stands(submission, "agent-reporting") == "unknown", "the rule stands beside what was seen"
