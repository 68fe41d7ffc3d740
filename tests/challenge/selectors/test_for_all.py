"""What excusing a row for everybody would change, for leads: by codes, and of nothing that is hidden from them."""

from __future__ import annotations

import pytest

from challenge import access
from challenge.models import Cohort, Judgment, Membership, Run, Submission
from challenge.rows.histories import standings_of
from challenge.selectors.decisions import counting
from challenge.selectors.for_all import decided_for_all, excuse_preview, taking_back_preview
from challenge.selectors.grading import graded_rows
from challenge.selectors.rows import points_of
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

ROW = "agent-reporting"


@pytest.fixture
def lead(people: People) -> People:
    Membership.objects.filter(user=people.reviewer).update(role="lead")
    return people


def judged(submission: Submission, verdict: str, points: float) -> None:
    version = submission.cohort.version
    run = Run.objects.create(
        submission=submission, version=version, state="finished", deadline_at=submission.created_at
    )
    step = version.steps.get(key=ROW)
    Judgment.objects.create(
        run=run, step=step, verdict=verdict, points=points, max=step.points, seen={f"{ROW}/host": verdict}
    )


@pytest.fixture
def two(submission: Submission, other_submission: Submission) -> tuple[Submission, Submission]:
    judged(submission, "pass", 1)
    judged(other_submission, "fail", 0)
    return submission, other_submission


def test_who_earned_something_keeps_it_and_for_everybody_else_it_counts_neither_way(
    two: tuple[Submission, Submission], cohort: Cohort, lead: People
):
    preview = excuse_preview(lead.reviewer, cohort, ROW)
    assert (preview.changed, preview.lower, preview.kept, preview.private) == (1, 0, 1, 0)
    (line,) = preview.lines
    assert (line.code, line.old.max, line.new.max, line.new.points) == ("K8", 1, 0, 0)
    before = [points_of(one, standings_of([one.pk])[one.pk]) for one in two]
    Cohort.objects.update(excused={ROW: "Nobody could."})
    after = [points_of(fresh(one), standings_of([one.pk])[one.pk]) for one in two]
    assert [one.max for one in after] == [before[0].max, before[1].max - 1]
    assert [one.earned for one in after] == [one.earned for one in before]
    kept, excused = ({row.step.key: row for row in graded_rows(fresh(one), counting(one))}[ROW] for one in two)
    assert (kept.grade.excused, excused.grade.excused, excused.settled) == (False, True, True)
    assert excused.step.verdict == "fail", "what was found stays beside it"


def test_taking_it_back_says_who_gets_lower(two: tuple[Submission, Submission], cohort: Cohort, lead: People):
    with pytest.raises(access.Hidden):
        taking_back_preview(lead.reviewer, cohort, "excuse", ROW)
    cohort.excused = {ROW: "Nobody could."}
    preview = taking_back_preview(lead.reviewer, cohort, "excuse", ROW)
    assert [(line.code, line.lower) for line in preview.lines] == [("K8", True)]
    assert excuse_preview(lead.reviewer, cohort, ROW).changed == 0
    with pytest.raises(access.Hidden):
        taking_back_preview(lead.reviewer, cohort, "no-such", ROW)


def test_practice_in_private_own_work_and_rows_not_asked_are_not_looked_at(
    two: tuple[Submission, Submission], cohort: Cohort, lead: People
):
    Membership.objects.create(cohort=cohort, user=lead.other, role="lead")
    assert excuse_preview(lead.other, cohort, ROW).changed == 0
    Submission.objects.filter(code="K8").update(not_asked=[ROW])
    assert excuse_preview(lead.reviewer, cohort, ROW).changed == 0
    Submission.objects.filter(code="K8").update(not_asked=[])
    cohort.practice_visible_to = "candidate"
    cohort.save()
    preview = excuse_preview(lead.reviewer, cohort, ROW)
    assert (preview.changed, preview.kept, preview.private) == (0, 0, 2)


def test_nobody_but_a_lead_looks(two: tuple[Submission, Submission], cohort: Cohort, people: People):
    for look in (
        lambda: excuse_preview(people.reviewer, cohort, ROW),
        lambda: taking_back_preview(people.reviewer, cohort, "excuse", ROW),
        lambda: decided_for_all(people.reviewer, cohort),
    ):
        with pytest.raises(access.Hidden):
            look()


def test_a_rule_of_which_nobody_knows_who_made_it_is_listed_all_the_same(cohort: Cohort, lead: People):
    cohort.own_rules = {ROW: {"from": "unknown", "to": "pass", "because": "The network was down."}}
    (one,) = decided_for_all(lead.reviewer, cohort).rules
    assert (one.step, one.by, one.at, one.rule is not None) == (ROW, "", None, True)


def test_the_preview_asks_as_often_for_many_as_for_one(
    two: tuple[Submission, Submission], cohort: Cohort, lead: People, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        excuse_preview(lead.reviewer, cohort, ROW)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.select_related("cohort__version").get(pk=submission.pk)
