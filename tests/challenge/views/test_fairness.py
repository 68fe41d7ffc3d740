"""Two reviewers who do not see each other, what they differ on, and how far they agree."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.live.events import read_since
from challenge.live.hub import Seat
from challenge.live.tickets import Ticket
from challenge.models import Cohort, Comment, Decision, Event, Membership, Review, Submission
from challenge.selectors.agreement import cohort_agreement
from challenge.services import agreeing, deciding, feedback, reviewing
from tests.plausible import Plausible

WORDS = "Blunderbuss"
"""Stands in everything that the first reviewer writes, and nowhere else."""


pytestmark = pytest.mark.usefixtures("handed_in")


@pytest.fixture
def two(life: Plausible) -> Plausible:
    life.cohort.first_passes = 2
    life.cohort.save()
    life.submissions["C1"] = Submission.objects.select_related("cohort").get(pk=life.submissions["C1"].pk)
    return life


@pytest.fixture
def second(life: Plausible) -> User:
    user = User.objects.create_user("sam", first_name="Sam", last_name="Second")
    Membership.objects.create(cohort=life.cohort, user=user, role="reviewer")
    return user


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, name: str, *values: object) -> str:
    answer = client.get(reverse(name, args=values))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def grade(row: Submission, user: User, *, outcome: str = "advance", **kinds: str) -> None:
    for key, kind in kinds.items():
        deciding.decide(row, user, key.replace("_", "-"), kind)
    edition = reviewing.review_of(row, user).edition
    reviewing.save(row, user, edition=edition, rubric={"depth": 3}, outcome=outcome, summary=f"{outcome} it is")
    reviewing.finish(row, user)


def fresh(row: Submission) -> Submission:
    return Submission.objects.select_related("cohort").get(pk=row.pk)


def test_a_second_reviewer_reads_nothing_of_the_first(two: Plausible, second: User) -> None:
    row, page = two.submissions["C1"], enter(second)
    before = read(page, "grade", row.pk)
    deciding.decide(row, two.reviewer, "check-interval-45", "override", verdict="pass", reason=WORDS)
    deciding.decide(row, two.reviewer, "agent-reporting", "excuse", reason=WORDS)
    deciding.ask_in_interview(row, two.reviewer, "", WORDS)
    Comment.objects.create(submission=row, step_key="check-interval-45", author=two.reviewer, text=WORDS)
    reviewing.save(row, two.reviewer, edition=0, rubric={"depth": 4}, outcome="decline", summary=WORDS)
    reviewing.finish(row, two.reviewer)
    assert _without_tokens(read(page, "grade", row.pk)) == _without_tokens(before)
    for name, values in {
        "cohort": ["week-49"],
        "board": ["week-49"],
        "steps": [row.pk],
        "step": [row.pk, "check-interval-45"],
        "ask": [row.pk, "check-interval-45"],
        "runs": [row.pk],
    }.items():
        assert WORDS not in read(page, name, *values)
    assert page.get(reverse("differ", args=[row.pk])).status_code == 404


def _without_tokens(page: str) -> list[str]:
    """Without what every load has anew: the form's token, and the ticket of the stream with the number of the site's last event."""
    page = re.sub(r' data-(?:ticket|after|now)="[^"]*"', "", page)
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_nobody_hears_live_what_the_other_decides(two: Plausible, second: User) -> None:
    row = two.submissions["C1"]
    after = Event.objects.latest("pk").pk
    grade(row, two.reviewer, check_interval_45="confirm")
    deciding.ask_in_interview(row, two.reviewer, "", WORDS)
    seat = Seat.of(Ticket(second.pk, "submission", row.pk, after=after))
    assert [news.kind for news in read_since(after, 100) if seat.wants(news)] == []
    assert Event.objects.filter(pk__gt=after).count() > 2


def test_a_candidates_question_is_read_by_both(two: Plausible, second: User) -> None:
    row = two.submissions["C1"]
    Comment.objects.create(submission=row, step_key="check-interval-45", author=two.candidate, text="Is 45 enough?")
    assert "Is 45 enough?" in read(enter(second), "ask", row.pk, "check-interval-45")


def test_rows_that_differ_stand_side_by_side_are_settled_and_graded(two: Plausible, second: User) -> None:
    row, page = two.submissions["C1"], enter(second)
    grade(row, two.reviewer, check_interval_45="confirm", agent_reporting="confirm", outcome="advance")
    grade(row, second, check_interval_45="reject", agent_reporting="confirm", outcome="decline")
    shown = read(page, "differ", row.pk)
    assert "1 row was decided differently and is open. 1 row was decided alike." in shown
    assert "Rita Reviewer" in shown and "Sam Second" in shown and "advance it is" in shown and "decline it is" in shown
    assert 'id="row-check-interval-45"' in shown and 'id="row-agent-reporting"' not in shown
    settle = reverse("settle", args=[row.pk, "check-interval-45"])
    answer = page.post(settle, {"kind": "reject", "known": 0, "reason": " "}, follow=True)
    assert "Say why" in answer.content.decode() and not Decision.objects.filter(settles=True).exists()
    early = page.post(reverse("settle_outcome", args=[row.pk]), {"outcome": "discuss", "reason": "x"}, follow=True)
    assert "Settle the rows first." in early.content.decode()
    page.post(settle, {"kind": "reject", "known": 0, "reason": "The points are 15 s apart."})
    shown = read(page, "differ", row.pk)
    assert "Every row that differed is settled." in shown and "Settled: Not shown" in shown
    assert fresh(row).graded_at is None
    page.post(reverse("settle_outcome", args=[row.pk]), {"outcome": "discuss", "reason": "We talked."})
    row = fresh(row)
    assert (row.outcome, row.outcome_reason, row.graded_at is not None) == ("discuss", "We talked.", True)
    assert Event.objects.filter(kind="outcome.settled", data__outcome="discuss").count() == 1


def test_no_candidate_learns_before_the_feedback_that_an_outcome_was_settled_and_why(
    two: Plausible, second: User
) -> None:
    row, after = two.submissions["C1"], Event.objects.latest("pk").pk
    Submission.objects.filter(pk=row.pk).update(handed_in_at=row.created_at)
    grade(row, two.reviewer, outcome="advance")
    grade(row, second, outcome="decline")
    agreeing.settle_outcome(fresh(row), second, "decline", WORDS)
    feedback.release_later(fresh(row), second, "Thank you.", edition=0, on=timezone.localdate() + timedelta(days=9))
    feedback.hold(fresh(row), second)
    page = enter(two.candidate)
    answer = page.get(reverse("export", args=[row.pk]))
    with zipfile.ZipFile(BytesIO(answer.getvalue())) as archive:
        held = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    told = (WORDS, "outcome_reason", "outcome.settled")
    assert [name for name, text in held.items() if any(word in text for word in told)] == []
    news = page.get(reverse("live_submission", args=[row.pk]), {"after": after}).json()["news"]
    assert [one["kind"] for one in news] == []


def test_what_somebody_else_settled_meanwhile_is_not_overwritten(two: Plausible, second: User) -> None:
    row = two.submissions["C1"]
    grade(row, two.reviewer, check_interval_45="confirm")
    grade(row, second, check_interval_45="reject")
    settle = reverse("settle", args=[row.pk, "check-interval-45"])
    enter(two.reviewer).post(settle, {"kind": "confirm", "known": 0, "reason": "Seen."})
    answer = enter(second).post(settle, {"kind": "reject", "known": 0, "reason": "Not seen."}, follow=True)
    assert "Rita Reviewer has decided on this row in the meantime." in answer.content.decode()
    assert [one.kind for one in Decision.objects.filter(settles=True)] == ["confirm"]


def test_a_row_that_both_decided_alike_is_not_settled(two: Plausible, second: User) -> None:
    row = two.submissions["C1"]
    for user in (two.reviewer, second):
        grade(row, user, check_interval_45="confirm")
    settle = reverse("settle", args=[row.pk, "check-interval-45"])
    answer = enter(second).post(settle, {"kind": "reject", "known": 0, "reason": "No."}, follow=True)
    assert "Both decided alike on this row." in answer.content.decode()


def test_alike_in_everything_it_is_graded_at_once_and_else_not(two: Plausible, second: User) -> None:
    alike, unlike = two.submissions["C1"], fresh(two.submissions["C2"])
    for user, kind in ((two.reviewer, "confirm"), (second, "reject")):
        grade(alike, user, check_interval_45="confirm")
        grade(unlike, user, check_interval_45=kind)
    assert (fresh(alike).outcome, fresh(unlike).outcome) == ("advance", "")


def test_both_passes_are_led_to_once_they_are_over(two: Plausible, second: User) -> None:
    row, link = two.submissions["C1"], reverse("differ", args=[two.submissions["C1"].pk])
    grade(row, two.reviewer, check_interval_45="confirm")
    pages = ("steps", "grade", "report")
    assert not any(f'href="{link}"' in read(enter(two.reviewer), name, row.pk) for name in pages)
    grade(row, second, check_interval_45="reject")
    assert all(f'href="{link}"' in read(enter(two.reviewer), name, row.pk) for name in pages)
    assert link not in read(enter(row.owner), "steps", row.pk)


def test_agreement_waits_for_thirty_cases_and_is_for_leads(two: Plausible, second: User) -> None:
    lead = User.objects.create_user("lea")
    Membership.objects.create(cohort=two.cohort, user=lead, role="lead")
    steps = list(two.cohort.version.steps.order_by("position").values_list("key", flat=True))[:29]
    row = two.submissions["C1"]
    grade(row, two.reviewer, **dict.fromkeys((key.replace("-", "_") for key in steps), "confirm"))
    grade(row, second, **dict.fromkeys((key.replace("-", "_") for key in steps), "confirm"))
    page = enter(lead)
    assert "fewer than 30 rows were decided by two: 29 of 30" in read(page, "agreement", "week-49")
    row = fresh(two.submissions["C2"])
    grade(row, two.reviewer, check_interval_45="confirm")
    grade(row, second, check_interval_45="reject")
    shown = read(page, "agreement", "week-49")
    assert "97%" in shown and "2 submissions with two first passes" in shown and "from 30 on, 2 so far" in shown
    assert enter(second).get(reverse("agreement", args=["week-49"])).status_code == 404


def test_what_is_decided_after_a_first_pass_is_no_case(two: Plausible, second: User) -> None:
    row = two.submissions["C1"]
    grade(row, two.reviewer, check_interval_45="confirm")
    grade(row, second, check_interval_45="confirm")
    reviewing.open_again(row, second)
    deciding.decide(row, second, "agent-reporting", "reject")
    Membership.objects.create(cohort=two.cohort, user=second, role="lead")
    found = cohort_agreement(second, two.cohort)
    assert [(one.key, one.figures.cases) for one in found.rows] == [("check-interval-45", 1)]


def test_who_knows_the_person_gives_it_back(life: Plausible, knock: Callable[[str], Client]) -> None:
    row, page = life.submissions["C1"], knock("reviewer")
    reviewing.take(row, life.reviewer)
    assert "I know them personally" in read(page, "grade", row.pk)
    Cohort.objects.filter(pk=row.cohort_id).update(names_hidden=True)
    assert "I know this person" in read(page, "grade", row.pk)
    page.post(reverse("know_person", args=[row.pk]))
    assert Review.objects.get().knows_person and reviewing.holders(row) == []


def test_where_one_first_pass_is_asked_the_page_says_why_there_are_no_figures(
    life: Plausible, knock: Callable[[str], Client]
) -> None:
    page = read(knock("lead"), "agreement", "week-49")
    assert "this cohort asks for one first pass" in page and "Cohen’s kappa</span>" not in page
    assert knock("reviewer").get(reverse("agreement", args=["week-49"])).status_code == 404


def test_leads_read_who_knows_whom_and_nobody_else_does(life: Plausible, knock: Callable[[str], Client]) -> None:
    assert "Nobody has said so." in read(knock("lead"), "known_people", "week-49")
    reviewing.know_person(life.submissions["C1"], life.reviewer)
    page = read(knock("lead"), "known_people", "week-49")
    assert "Rita Reviewer" in page and "Ada Otter" in page and "Hal Heron" not in page
    for role in ("reviewer", "owner", "watcher"):
        assert knock(role).get(reverse("known_people", args=["week-49"])).status_code == 404


def test_a_lead_reads_not_who_knows_their_own_work(life: Plausible) -> None:
    Membership.objects.create(cohort=life.cohort, user=life.candidate, role="lead")
    for code in ("C1", "C2"):
        reviewing.know_person(life.submissions[code], life.reviewer)
    page = read(enter(life.candidate), "known_people", "week-49")
    assert "Hal Heron" in page and ">C1</a>" not in page
