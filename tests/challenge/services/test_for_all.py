"""What a lead decides for a whole cohort: written as it was seen, told by ids, and taken back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, CohortDecision, Event, Membership, Rejudging, Run, Submission, Summary
from challenge.selectors.for_all import excuse_preview, taking_back_preview
from challenge.services import cohorts, deciding, for_all, rejudging
from challenge.services.cohorts import CannotChange
from challenge.services.events import broken_links
from challenge.services.rejudging_rounds import go_on
from challenge.services.runs import start
from challenge.services.summaries import derived, kept
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER

pytestmark = pytest.mark.django_db

ROW, WHY = "agent-reporting", "The network of the office was down."


@pytest.fixture
def run(submission: Submission, people: People) -> Run:
    """Nobody could look at anything."""
    from tests.challenge.services.looks import give

    made = start(submission, submission.owner)
    for source in made.collections.filter(state="waiting").values_list("source", flat=True):
        give(made, source, NO_ANSWER[source])
    return made


@pytest.fixture
def lead(people: People) -> People:
    Membership.objects.filter(user=people.reviewer).update(role="lead")
    return people


def excused(cohort: Cohort, people: People, row: str = ROW, reason: str = WHY) -> CohortDecision:
    seen = excuse_preview(people.reviewer, fresh(cohort), row).digest
    return for_all.excuse(cohort, people.reviewer, row, reason=reason, seen=seen)


def taken_back(cohort: Cohort, people: People, kind: str = "excuse", reason: str = "It was up again.") -> None:
    seen = taking_back_preview(people.reviewer, fresh(cohort), kind, ROW).digest
    for_all.take_back(cohort, people.reviewer, kind, ROW, reason=reason, seen=seen)


def with_a_rule(cohort: Cohort, people: People) -> None:
    wish = {"step": ROW, "from": "unknown", "to": "pass", "because": WHY}
    made = rejudging.ask(cohort, people.reviewer, wish=wish)
    go_on(made.pk)
    rejudging.apply(Rejudging.objects.get(pk=made.pk), people.reviewer, reason="Three times the same.")
    go_on(made.pk)


def fresh(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_related("version").get(pk=cohort.pk)


def numbers_hold(submission: Submission) -> bool:
    return kept([submission.pk]) == derived([submission.pk])


def test_a_row_is_excused_for_everybody_and_told_by_ids_alone(
    run: Run, submission: Submission, cohort: Cohort, lead: People
):
    needed = Summary.objects.get(submission=submission).needs
    made = excused(cohort, lead)
    assert fresh(cohort).excused == {ROW: WHY}
    event = Event.objects.latest("pk")
    assert (event.kind, event.actor_id, event.cohort_id) == ("cohort.decided", lead.reviewer.pk, cohort.pk)
    assert event.data == {"decision": made.pk, "step": ROW, "decided": "excuse"}
    assert Summary.objects.get(submission=submission).needs == needed - 1 and numbers_hold(submission)
    assert not list(broken_links(Event.objects.order_by("pk")))


def test_it_is_taken_back_with_a_reason_and_everything_is_as_before(
    run: Run, submission: Submission, cohort: Cohort, lead: People
):
    before = Summary.objects.filter(submission=submission).values().get()
    made = excused(cohort, lead)
    with pytest.raises(CannotChange, match="Say why"):
        taken_back(cohort, lead, reason=" ")
    taken_back(cohort, lead)
    assert fresh(cohort).excused == {} and Summary.objects.filter(submission=submission).values().get() == before
    made.refresh_from_db()
    assert (made.ended_by, made.ended_reason, made.reason) == (lead.reviewer, "It was up again.", WHY)
    assert Event.objects.latest("pk").kind == "cohort.undone"
    with pytest.raises(access.Hidden):
        taken_back(cohort, lead)
    assert excused(cohort, lead).pk != made.pk, "another one, beside what was"


def test_only_a_lead_decides_for_everybody_with_a_reason_and_what_they_saw(cohort: Cohort, people: People):
    Membership.objects.create(cohort=cohort, user=people.viewer, role="lead")
    seen = excuse_preview(people.viewer, cohort, ROW).digest
    with pytest.raises(PermissionDenied):
        for_all.excuse(cohort, people.reviewer, ROW, reason=WHY, seen=seen)
    with pytest.raises(access.Hidden):
        for_all.excuse(cohort, people.viewer, "no-such-row", reason=WHY, seen=seen)
    with pytest.raises(CannotChange, match="Say why"):
        for_all.excuse(cohort, people.viewer, ROW, reason="  ", seen=seen)
    with pytest.raises(CannotChange, match="since you looked"):
        for_all.excuse(cohort, people.viewer, ROW, reason=WHY, seen="something else")
    for_all.excuse(cohort, people.viewer, ROW, reason=WHY, seen=seen)
    with pytest.raises(CannotChange, match="already"):
        for_all.excuse(cohort, people.viewer, ROW, reason=WHY, seen=seen)


def test_a_decision_after_the_preview_is_no_longer_what_was_seen(
    run: Run, submission: Submission, handed_in: None, cohort: Cohort, lead: People
):
    submission.refresh_from_db()
    seen = excuse_preview(lead.reviewer, cohort, ROW).digest
    deciding.decide(submission, lead.reviewer, ROW, "override", verdict="pass", reason="I saw it.")
    with pytest.raises(CannotChange, match="since you looked"):
        for_all.excuse(cohort, lead.reviewer, ROW, reason=WHY, seen=seen)


def test_an_archive_takes_nothing_new(cohort: Cohort, lead: People):
    seen = excuse_preview(lead.reviewer, cohort, ROW).digest
    Cohort.objects.update(archived_at=timezone.now())
    with pytest.raises(CannotChange, match="archive"):
        for_all.excuse(cohort, lead.reviewer, ROW, reason=WHY, seen=seen)


def test_a_rule_of_the_cohorts_own_is_kept_with_who_and_why_and_taken_back(
    run: Run, submission: Submission, cohort: Cohort, lead: People
):
    needed = Summary.objects.get(submission=submission).needs
    with_a_rule(cohort, lead)
    made = CohortDecision.objects.get()
    assert (made.kind, made.step_key, made.upon, made.verdict) == ("rule", ROW, "unknown", "pass")
    assert (made.by, made.reason) == (lead.reviewer, WHY)
    assert Summary.objects.get(submission=submission).needs == needed - 1 and numbers_hold(submission)
    preview = taking_back_preview(lead.reviewer, fresh(cohort), "rule", ROW)
    (line,) = preview.lines
    assert (line.old.verdict, line.new.verdict, line.lower) == ("pass", "unknown", True)
    taken_back(cohort, lead, "rule")
    assert fresh(cohort).own_rules == {} and numbers_hold(submission)
    assert Summary.objects.get(submission=submission).needs == needed


def test_a_rule_is_not_taken_back_under_a_preview(run: Run, cohort: Cohort, lead: People):
    with_a_rule(cohort, lead)
    rejudging.ask(fresh(cohort), lead.reviewer)
    with pytest.raises(CannotChange, match="being judged again"):
        taken_back(cohort, lead, "rule")


def test_a_copy_takes_over_who_made_a_rule_and_no_excuse(run: Run, cohort: Cohort, lead: People):
    with_a_rule(cohort, lead)
    excused(cohort, lead)
    copied = cohorts.make(lead.reviewer, key="winter", name="Winter", like=fresh(cohort))
    assert copied.excused == {} and [row.kind for row in copied.decisions.all()] == ["rule"]
    assert copied.own_rules == fresh(cohort).own_rules
