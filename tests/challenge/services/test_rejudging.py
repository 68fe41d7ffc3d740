"""A cohort is judged again: what is written is what the preview showed, whoever dies and whatever happens between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge import left_out
from challenge.models import Cohort, Event, Membership, Rejudging, RejudgingLine, Run, Submission
from challenge.rows.histories import standings_of
from challenge.services import deciding, rejudging, rejudging_rounds
from challenge.services.events import broken_links
from challenge.services.rejudging import CannotRejudge
from challenge.services.rejudging_rounds import go_on
from challenge.services.runs import start
from challenge.services.submissions import set_machine
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, SYSTEM, facts, give
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading

pytestmark = pytest.mark.django_db

OLD = Reading(replace(facts(), values={OperatingSystem: replace(SYSTEM, version="12.04", name="Ubuntu 12.04")}), b"")


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    """A machine that is old; by the rules of the cohort that is accepted."""
    return checked(submission, people)


@pytest.fixture
def other(other_submission: Submission, people: People) -> Run:
    """Another candidate's, with an old machine too."""
    set_machine(other_submission, address="192.0.2.8", username="bo", password="correct horse")
    return checked(other_submission, people)


@pytest.fixture
def lead(people: People, cohort: Cohort) -> People:
    Membership.objects.filter(user=people.reviewer).update(role="lead")
    return people


def checked(submission: Submission, people: People, host: Reading = OLD) -> Run:
    run = start(submission, submission.owner)
    give(run, "host", host)
    for source in run.collections.filter(state="waiting").values_list("source", flat=True):
        give(run, source, NO_ANSWER[source])
    return run


def looked(cohort: Cohort, people: People, **more: object) -> Rejudging:
    made = rejudging.ask(cohort, people.reviewer, **more)
    go_on(made.pk)
    made.refresh_from_db()
    return made


def written(made: Rejudging, people: People) -> Rejudging:
    rejudging.apply(made, people.reviewer, reason="The check of the machine was mended.")
    go_on(made.pk)
    made.refresh_from_db()
    return made


def stands(submission: Submission, step: str = "env-host") -> str:
    look = standings_of([submission.pk])[submission.pk][step].look
    return look.verdict if look else ""


def as_an_older_judge_said(run: Run, verdict: str = "pass") -> None:
    """As if the check had said otherwise when it was done."""
    run.judgments.filter(step__key="env-host").update(
        verdict=verdict, points=1, reason="An older check said so.", seen={"env-host/host": verdict}
    )


def test_the_preview_says_what_turns_and_why_and_nothing_is_written(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    as_an_older_judge_said(run, "fail")
    before = list(run.judgments.order_by("pk").values())
    made = looked(cohort, people)
    assert (made.state, made.total) == ("ready", 1)
    (line,) = made.lines.all()
    (row,) = line.rows
    assert (row["step"], row["old"], row["new"], row["lower"]) == ("env-host", "fail", "pass", False)
    assert row["old_reason"] == "An older check said so." and "12.04" in row["new_reason"]
    assert list(run.judgments.order_by("pk").values()) == before
    assert not Event.objects.filter(kind="run.rejudged").exists()


def test_what_is_written_is_what_the_preview_showed(run: Run, submission: Submission, cohort: Cohort, people: People):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    (shown,) = made.lines.get().rows
    assert written(made, people).state == "applied"
    row = run.judgments.get(step__key="env-host")
    assert (row.verdict, row.reason) == (shown["new"], shown["new_reason"])
    assert stands(submission) == "pass"
    event = Event.objects.get(kind="run.rejudged")
    assert (event.actor_id, event.data["gained"]) == (people.reviewer.pk, ["env-host"])
    applied = Event.objects.get(kind="rejudging.applied")
    assert applied.data == {"rejudging": made.pk, "reason": True, "written": 1, "left": 0}
    assert not list(broken_links(Event.objects.order_by("pk")))
    assert looked(cohort, people).lines.get().state == "same"


def test_a_row_that_would_get_lower_is_said(run: Run, cohort: Cohort, people: People):
    Cohort.objects.update(rules={"old_system": "refuse"})
    Run.objects.update(rules={"old_system": "refuse"})
    as_an_older_judge_said(run, "pass")
    (row,) = looked(cohort, people).lines.get().rows
    assert (row["old"], row["new"], row["lower"]) == ("pass", "fail", True)


def test_after_the_hand_in_judging_the_last_look_again_may_lower(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    Run.objects.update(rules={"old_system": "refuse"})
    as_an_older_judge_said(run, "pass")
    Submission.objects.update(handed_in_at=timezone.now(), hand_in_run=run)
    made = looked(cohort, people)
    assert made.lines.get().rows[0]["lower"]
    written(made, people)
    assert stands(submission) == "fail"


@pytest.mark.usefixtures("handed_in")
@pytest.mark.parametrize("what", ["check", "decision", "choice"])
def test_what_changed_after_the_preview_is_left_out_and_said(
    what: str, run: Run, other: Run, submission: Submission, cohort: Cohort, people: People
):
    for one in (run, other):
        as_an_older_judge_said(one, "fail")
    made = looked(cohort, people)
    if what == "check":
        checked(submission, people, NO_ANSWER["host"])
    elif what == "decision":
        deciding.decide(submission, people.reviewer, "env-host", "confirm")
    else:
        Submission.objects.filter(pk=submission.pk).update(choices={"host": "another"})
    written(made, people)
    line = made.lines.get(submission=submission)
    assert (line.state, line.why) == ("left", left_out.CHANGED)
    assert run.judgments.get(step__key="env-host").verdict == "fail"
    assert made.lines.get(submission=other.submission).state == "applied"
    assert stands(other.submission) == "pass"
    assert Event.objects.get(kind="rejudging.applied").data["left"] == 1


def test_of_practice_in_private_nothing_is_looked_at(run: Run, cohort: Cohort, people: People):
    Cohort.objects.update(practice_visible_to="candidate")
    assert not looked(cohort, people).lines.exists()


def test_while_a_check_is_on_nothing_is_judged_again(run: Run, submission: Submission, cohort: Cohort, people: People):
    start(submission, people.candidate)
    assert looked(cohort, people).lines.get().why == left_out.CHECK_ON


def test_a_judge_that_stumbles_leaves_one_out(
    run: Run, other: Run, cohort: Cohort, people: People, submission: Submission
):
    run.collections.filter(source="host").update(facts={"schema": 1, "nonsense": True})
    Run.objects.filter(pk=run.pk).update(choices={"no such": "choice"})
    made = looked(cohort, people)
    assert made.state == "ready"
    assert made.lines.get(submission=submission).why == left_out.FAULT
    assert made.lines.get(submission=other.submission).state == "same"


def test_a_preview_of_another_judge_is_not_written_and_begun_anew_where_it_was_not_ready(
    run: Run, cohort: Cohort, people: People
):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    Rejudging.objects.update(engine="another")
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="Mended.")
    Rejudging.objects.update(state="looking")
    RejudgingLine.objects.update(rows=[], state="same")
    go_on(made.pk)
    assert made.lines.get().state == "differs"
    made.refresh_from_db()
    assert written(made, people).state == "applied"


def test_dropped_nothing_is_written_and_another_one_may_be_asked_for(run: Run, cohort: Cohort, people: People):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    rejudging.drop(made, people.reviewer)
    go_on(made.pk)
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="After all.")
    assert run.judgments.get(step__key="env-host").verdict == "fail"
    assert rejudging.ask(cohort, people.reviewer).pk != made.pk


def test_one_at_a_time_a_cohort(run: Run, cohort: Cohort, people: People):
    first = rejudging.ask(cohort, people.reviewer)
    assert rejudging.ask(cohort, people.reviewer) == first
    with pytest.raises(CannotRejudge):
        rejudging.ask(cohort, people.reviewer, rules={"old_system": "refuse"})


def test_it_needs_a_reason_and_a_reviewer(run: Run, cohort: Cohort, people: People):
    made = looked(cohort, people)
    with pytest.raises(CannotRejudge):
        rejudging.apply(made, people.reviewer, reason="  ")
    with pytest.raises(PermissionDenied):
        rejudging.apply(made, people.candidate, reason="Mine.")
    with pytest.raises(PermissionDenied):
        rejudging.ask(cohort, people.viewer)


def test_it_is_done_a_few_seconds_at_a_time_and_rung_for_again(
    run: Run,
    other: Run,
    cohort: Cohort,
    people: People,
    take_messages: Callable,
    django_capture_on_commit_callbacks: Callable,
):
    with django_capture_on_commit_callbacks(execute=True):
        made = rejudging.ask(cohort, people.reviewer)
    take_messages()
    with django_capture_on_commit_callbacks(execute=True):
        go_on(made.pk, slice_seconds=0)
    assert made.lines.count() == 1
    assert len(take_messages()) == 1
    made.refresh_from_db()
    assert (made.state, made.lease_until, made.total) == ("looking", None, 2)
    go_on(made.pk)
    made.refresh_from_db()
    assert (made.state, made.lines.count()) == ("ready", 2)


def test_who_lost_the_lease_writes_nothing(run: Run, cohort: Cohort, people: People):
    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    rejudging.apply(made, people.reviewer, reason="Mended.")
    first = rejudging_rounds._claim(made.pk)
    assert first is not None and rejudging_rounds._claim(made.pk) is None
    Rejudging.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = rejudging_rounds._claim(made.pk)
    assert second is not None
    with pytest.raises(rejudging_rounds.Lost):
        rejudging_rounds._step(first)
    assert not Event.objects.filter(kind="run.rejudged").exists()
    assert rejudging_rounds._step(second) and not rejudging_rounds._step(second)
    assert Event.objects.filter(kind="run.rejudged").count() == 1


def test_the_scheduler_rings_again_and_a_submission_that_kills_workers_is_left_out(
    run: Run, cohort: Cohort, people: People, take_messages: Callable
):
    made = rejudging.ask(cohort, people.reviewer)
    take_messages()
    for _ in range(3):
        Rejudging.objects.update(lease_until=None, rung_at=None)
        rejudging_rounds.sweep()
        assert len(take_messages()) == 1
        assert rejudging_rounds._claim(made.pk) is not None  # and dies
    Rejudging.objects.update(lease_until=None)
    go_on(made.pk)
    made.refresh_from_db()
    assert made.state == "ready"
    assert made.lines.get().why == left_out.FAULT


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


def test_a_submission_that_is_deleted_takes_its_line_along(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    from challenge.services.withdrawing import withdraw

    as_an_older_judge_said(run, "fail")
    made = looked(cohort, people)
    withdraw(submission, people.candidate, code=submission.code)
    assert not RejudgingLine.objects.exists()
    assert written(made, people).state == "applied"


def test_a_mistake_that_each_check_repeated_is_gone_from_all(
    run: Run, submission: Submission, cohort: Cohort, people: People
):
    """The older one would be a fault that nobody took back."""
    newer = checked(submission, people)
    for one in (run, newer):
        as_an_older_judge_said(one, "fail")
    newest = checked(submission, people, NO_ANSWER["host"])
    assert stands(submission) == "fail"
    written(looked(cohort, people), people)
    assert stands(submission) == "pass"
    assert set(Event.objects.filter(kind="run.rejudged").values_list("run_id", flat=True)) == {run.pk, newer.pk}
    assert newest.judgments.get(step__key="env-host").verdict == "unknown"
