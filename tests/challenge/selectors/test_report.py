"""The report, and the table of a cohort: what is in them, for whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, Judgment, Membership, Run, Submission
from challenge.rows.decided import grade
from challenge.selectors import cohort_csv
from challenge.selectors.report import points_by_ground, report
from challenge.services import deciding, reviewing, submissions
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

VERDICTS = {
    "metric-range": "pass",
    "monitor-warn-500": "claimed",
    "check-interval-45": "fail",
    "tags-agent-config": "review",
    "final-creative": "review",
}


@pytest.fixture
def stand() -> Callable[[Submission], Run]:
    def rows(submission: Submission) -> Run:
        now = timezone.now()
        run = Run.objects.create(
            submission=submission, version=submission.cohort.version, state="finished", deadline_at=now, ended_at=now
        )
        for step in submission.cohort.version.steps.filter(key__in=VERDICTS):
            verdict = VERDICTS[step.key]
            points = step.points if verdict in ("pass", "claimed") else 0
            Judgment.objects.create(
                run=run, step=step, verdict=verdict, points=points, max=step.points, provisional=False
            )
        return run

    return rows


@pytest.fixture
def work(submission: Submission, stand: Callable) -> Submission:
    stand(submission)
    submission.handed_in_at = submission.hand_in_asked_at = timezone.now()
    submission.save()
    return submission


@pytest.fixture
def second(work: Submission) -> User:
    user = User.objects.create_user("second", first_name="Sol")
    Membership.objects.create(cohort=work.cohort, user=user, role="reviewer")
    return user


def table(user: User, cohort: Cohort) -> list[dict[str, str]]:
    text = b"".join(cohort_csv.lines(user, cohort)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_points_stand_where_they_come_from(work: Submission, people: People):
    deciding.decide(work, people.reviewer, "check-interval-45", "override", verdict="pass", reason="It was shown.")
    page = report(people.reviewer, work)
    assert (page.points.proved, page.points.claimed, page.points.decided) == (1, 1, 1)
    assert page.points.earned == 3
    assert page.counts["fail"] == 1  # what the sources say stays


@pytest.mark.parametrize(
    ("verdict", "points", "kind", "ground"),
    [
        ("pass", 1, "", "proved"),
        ("claimed", 1, "", "claimed"),
        ("fail", 0.5, "", "partly"),
        ("claimed", 1, "confirm", "decided"),
        ("claimed", 1, "leave", "claimed"),
        ("pass", 1, "leave", "proved"),
    ],
)
def test_each_ground_has_its_points(verdict: str, points: float, kind: str, ground: str):
    from challenge.rows.decided import Decided

    decision = Decided(1, "a", kind, 1, upon=verdict) if kind else None
    sums = points_by_ground([grade(verdict, points, 1, decision)])
    assert getattr(sums, ground) == sums.earned == points


def test_a_decision_is_told_with_who_why_and_whether_it_still_fits(work: Submission, people: People):
    deciding.decide(work, people.reviewer, "monitor-warn-500", "reject", reason="Another monitor.")
    Judgment.objects.filter(step__key="monitor-warn-500").update(verdict="pass")
    rows = [row for section in report(people.reviewer, work).sections for row in section.rows]
    (row,) = [row for row in rows if row.row.step.key == "monitor-warn-500"]
    assert (str(row.decided), row.by, row.reason, row.changed) == ("Not shown", "reviewer", "Another monitor.", True)


def test_of_two_reviewers_neither_reads_the_other_before_both_are_finished(
    work: Submission, people: People, second: User
):
    Cohort.objects.update(first_passes=2)
    work = Submission.objects.select_related("cohort").get(pk=work.pk)
    deciding.decide(work, second, "monitor-warn-500", "reject", reason="Another monitor.")
    deciding.ask_in_interview(work, second, "", "Why that monitor?")
    for who, summary in ((second, "theirs"), (people.reviewer, "mine")):
        reviewing.save(work, who, edition=0, rubric={"depth": 2}, outcome="discuss", summary=summary)
    page = report(people.reviewer, work)
    assert [one.summary for one in page.passes] == ["mine"]
    assert (page.questions, page.points.decided, page.apart) == ((), 0, True)
    assert [row.decided for section in page.sections for row in section.rows if row.decided] == []
    for who in (second, people.reviewer):
        reviewing.finish(work, who)
    page = report(people.reviewer, work)
    assert {one.summary for one in page.passes} == {"mine", "theirs"}
    assert (len(page.questions), page.apart) == (1, False)


def test_a_house_rule_that_was_used_is_named_with_its_rows(work: Submission, people: People):
    row = Judgment.objects.get(step__key="metric-range")
    row.findings = [{"rule": "range_off_by_one", "reason": "", "evidence": [], "outcome": "pass", "source": "account"}]
    row.save()
    (rule,) = report(people.reviewer, work).rules
    assert rule.choice == "accept"
    assert rule.rows == (row.step.title,)


def test_it_is_for_reviewers_and_never_about_their_own_work(work: Submission, people: People):
    for person in (people.candidate, people.other, people.viewer, people.stranger):
        with pytest.raises(access.Hidden):
            report(person, work)
    Membership.objects.create(cohort=work.cohort, user=people.candidate, role="reviewer")
    with pytest.raises(access.Hidden):
        report(people.candidate, work)


def test_an_archive_can_be_read(work: Submission, people: People):
    Cohort.objects.update(archived_at=timezone.now())
    assert access.read_by(people.reviewer, work.pk) == work


def test_the_table_has_a_line_a_submission_and_a_column_a_row(work: Submission, people: People):
    deciding.decide(work, people.reviewer, "monitor-warn-500", "confirm")
    reviewing.save(work, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(work, people.reviewer)
    (line,) = table(people.reviewer, work.cohort)
    assert set(work.cohort.version.steps.values_list("key", flat=True)) < set(line)
    assert (line["code"], line["name"], line["outcome"]) == ("K7", "candidate", "Advance")
    assert (line["points"], line["points proved"], line["points decided"]) == ("2", "1", "1")
    assert line["monitor-warn-500"] == "Proved (Shown)"
    assert line["check-interval-45"] == "Not as asked"
    assert line["metric-range"] == "Proved"
    assert line["handed in"].endswith("+00:00")
    page = report(people.reviewer, Submission.objects.get(pk=work.pk))
    assert float(line["points"]) == page.points.earned
    assert float(line["most points"]) == page.points.max


def test_practice_in_private_and_ones_own_work_are_a_code_and_dates(
    work: Submission, other_submission: Submission, people: People, stand: Callable
):
    stand(other_submission)
    Cohort.objects.update(practice_visible_to="candidate")
    Membership.objects.create(cohort=work.cohort, user=people.candidate, role="reviewer")
    by_code = {line["code"]: line for line in table(people.candidate, Cohort.objects.get())}
    for line in by_code.values():
        assert not line["points"] and not line["metric-range"] and not line["last check"]
    by_code = {line["code"]: line for line in table(people.reviewer, Cohort.objects.get())}
    assert by_code["K7"]["metric-range"] == "Proved"
    assert not by_code["K8"]["metric-range"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_a_name_that_is_a_formula_is_none_in_the_table(work: Submission, people: People, name: str):
    User.objects.filter(pk=people.candidate.pk).update(first_name=name)
    (line,) = table(people.reviewer, Cohort.objects.get())
    assert line["name"].startswith("'")


def test_names_that_are_hidden_are_in_no_table_before_the_own_pass(work: Submission, people: People):
    Cohort.objects.update(names_hidden=True)
    assert [line["name"] for line in table(people.reviewer, Cohort.objects.get())] == [""]
    reviewing.save(work, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(work, people.reviewer)
    assert [line["name"] for line in table(people.reviewer, Cohort.objects.get())] == ["candidate"]


def test_a_row_that_was_not_asked_says_so(work: Submission, people: People):
    Submission.objects.update(not_asked=["metric-range"])
    (line,) = table(people.reviewer, work.cohort)
    assert line["metric-range"] == "not asked"


def test_the_table_is_for_reviewers_before_a_byte_is_sent(work: Submission, people: People):
    for person in (people.candidate, people.viewer, people.stranger):
        with pytest.raises(access.Hidden):
            cohort_csv.lines(person, work.cohort)


def test_many_submissions_take_no_more_queries(work: Submission, people: People, stand: Callable):
    with CaptureQueriesContext(
        connection,
    ) as few:
        table(people.reviewer, work.cohort)
    for number in range(12):
        owner = User.objects.create_user(f"more-{number}")
        made = submissions.join(work.cohort, code=f"M{number}", owner=owner)
        stand(made)
    with CaptureQueriesContext(connection) as many:
        assert len(table(people.reviewer, work.cohort)) == 13
    assert len(many) == len(few)
