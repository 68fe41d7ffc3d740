from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from challenge import access, selectors
from challenge.models import AccountLink, Cohort, Submission
from challenge.selectors import watchers
from challenge.selectors.work_filters import Asked
from challenge.services import collecting
from challenge.services.runs import cancel, start
from tests.challenge.conftest import People
from tests.challenge.services.looks import COULD_NOT_LOOK, NO_ANSWER, UBUNTU, claimed, ended, facts, give
from verifier.facts import SourceState
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(submission: Submission, people: People) -> Submission:
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    give(run, "document", NO_ANSWER["document"])
    return submission


def step(page: selectors.SubmissionSteps, key: str) -> selectors.StepView:
    return next(view for section in page.sections for view in section.steps if view.key == key)


def test_the_cohorts_of_a_person_are_those_they_belong_to(submission: Submission, people: People, version):
    Cohort.objects.create(key="spring", name="Spring", version=version)
    (card,) = selectors.list_cohorts(people.reviewer)
    assert (card.key, card.may_review, card.submissions) == ("autumn", True, 1)
    assert selectors.list_cohorts(people.stranger) == ()


def test_lists_are_by_name_whatever_its_capitals_and_the_same_name_by_age(
    submission: Submission, other_submission: Submission, people: People, version
):
    for key, name in (("b", "Spring"), ("c", "apprentices"), ("a", "Spring")):
        made = Cohort.objects.create(key=key, name=name, version=version)
        made.memberships.create(user=people.reviewer, role="reviewer")
    Cohort.objects.filter(key="b").update(claims="none")  # which moves a row of PostgreSQL behind the others
    assert [card.key for card in selectors.list_cohorts(people.reviewer)] == ["c", "autumn", "b", "a"]
    Submission.objects.filter(pk=submission.pk).update(code="k7")
    page = selectors.work_list(people.reviewer, submission.cohort, Asked())
    assert [line.code for line in page.lines] == ["k7", "K8"]


def test_an_own_card_shows_the_result_to_its_owner(checked: Submission, people: People):
    Cohort.objects.update(practice_visible_to="candidate")
    (card,) = selectors.own_submission_cards(people.candidate)
    assert (card.code, card.points) == ("K7", 1)
    assert selectors.own_submission_cards(people.viewer) == ()


def test_the_page_of_a_submission_tells_every_step_by_section(checked: Submission, people: People):
    page = selectors.submission_steps(people.candidate, checked)
    row = step(page, "env-host")
    assert (row.verdict, row.points, row.sources) == ("pass", 1, ("host", "document"))
    assert row.first_proved_at == row.last_proved_at == row.at
    assert sum(len(section.steps) for section in page.sections) == checked.cohort.version.steps.count()
    assert page.earned + page.open + page.lost == page.max
    assert page.counts["pass"] == 1
    assert page.submission.judged == {"metric": "my_metric"} or "metric" in page.submission.judged


def test_a_step_nobody_looked_at_is_open_and_has_no_verdict(submission: Submission, people: People):
    page = selectors.submission_steps(people.candidate, submission)
    assert (step(page, "env-host").verdict, page.earned, page.lost) == ("", 0, 0)
    assert page.open == page.max


def test_a_look_that_fails_replaces_nothing_and_is_told(checked: Submission, people: People):
    ended(start(checked, people.candidate))
    row = step(selectors.submission_steps(people.candidate, checked), "env-host")
    assert row.verdict == "pass"
    assert row.could_not_look_at is not None
    assert row.could_not_look_at > row.at


def test_a_cancelled_run_says_nothing(checked: Submission, people: People):
    run = start(checked, people.candidate)
    collecting.report(claimed(run, "host"), facts(SourceState.READING))
    cancel(run, people.candidate)
    row = step(selectors.submission_steps(people.candidate, checked), "env-host")
    assert row.run_id != run.pk


def test_rows_of_an_open_run_are_in_progress_until_they_settle(checked: Submission, people: People):
    run = start(checked, people.candidate)
    page = selectors.submission_steps(people.candidate, checked)
    assert page.submission.open_run_id == run.pk
    assert step(page, "env-host").in_progress
    ended(run)
    assert not step(selectors.submission_steps(people.candidate, checked), "env-host").in_progress


def test_a_run_shows_how_far_it_is(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    page = selectors.run_progress(people.candidate, run)
    assert [(source.source, source.state) for source in page.sources] == [("host", "read"), ("document", "waiting")]
    assert page.sources[0].origin == "ada@192.0.2.7"
    assert (page.is_open, page.may_cancel, page.points) == (True, True, None)
    assert page.last_event_id > 0
    give(run, "document", NO_ANSWER["document"])
    page = selectors.run_progress(people.candidate, run)
    assert (page.state, page.known, page.points) == ("finished", len(page.steps), 1)
    assert page.seconds is not None


def test_the_evidence_of_a_step_names_every_source(checked: Submission, people: People):
    page = selectors.step_evidence(people.candidate, checked, "env-host")
    assert [(finding.source, finding.outcome) for finding in page.findings] == [
        ("host", "pass"),
        ("document", "unknown"),
    ]
    assert (page.previous_key, page.next_key, page.section_title) == ("", "account-signup", "Set-up")


def test_earlier_looks_are_kept(checked: Submission, people: People):
    shown = selectors.step_evidence(people.candidate, checked, "env-host").step.run_id
    ended(start(checked, people.candidate))
    page = selectors.step_evidence(people.candidate, checked, "env-host")
    assert {look.verdict for look in page.earlier} <= COULD_NOT_LOOK | {"pass"}
    assert page.step.run_id is not None
    assert {page.step.run_id, *(look.run_id for look in page.earlier)} >= {shown}


@pytest.mark.parametrize("who", ["other", "viewer", "stranger"])
def test_results_are_hidden_from_others(checked: Submission, people: People, who: str):
    user, run = getattr(people, who), checked.runs.get()
    for ask in (
        lambda: selectors.submission_steps(user, checked),
        lambda: selectors.run_progress(user, run),
        lambda: selectors.step_evidence(user, checked, "env-host"),
    ):
        with pytest.raises(access.Hidden):
            ask()


def test_a_step_that_does_not_exist_is_hidden(checked: Submission, people: People):
    with pytest.raises(access.Hidden):
        selectors.step_evidence(people.candidate, checked, "no-such-step")


def test_the_board_counts_proof_and_shows_everybody(checked: Submission, other_submission: Submission, people: People):
    page = watchers.board_for(people.viewer, checked.cohort)
    assert [(row.rank, row.code, row.points, row.passes) for row in page.rows] == [(1, "K7", 1, 1), (None, "K8", 0, 0)]
    assert page.state == "live"


def test_a_frozen_board_shows_what_was_known_then(checked: Submission, other_submission: Submission, people: People):
    Cohort.objects.update(freezes_at=timezone.now())
    checked.cohort.refresh_from_db()
    before = watchers.board_for(people.viewer, checked.cohort)
    later = start(other_submission, people.other)
    ended(later)
    after = watchers.board_for(people.viewer, checked.cohort)
    assert (after.state, after.rows, after.last_event_id) == ("frozen", before.rows, before.last_event_id)


def test_who_joined_after_the_freeze_is_not_on_the_board(checked: Submission, people: People, cohort: Cohort):
    Cohort.objects.update(freezes_at=timezone.now() - timedelta(days=1))
    cohort.refresh_from_db()
    assert watchers.board_for(people.viewer, cohort).rows == ()


def test_there_is_no_board_where_there_is_none(checked: Submission, people: People):
    Cohort.objects.update(has_board=False)
    checked.cohort.refresh_from_db()
    with pytest.raises(access.Hidden):
        watchers.board_for(people.viewer, checked.cohort)


@pytest.mark.parametrize(
    ("ended_as", "told"),
    [
        (facts(SourceState.PARTLY, "The processes could not be listed."), "partly"),
        (facts(), "read"),
    ],
)
def test_a_look_that_was_refused_a_part_says_so(submission: Submission, people: People, ended_as, told):
    run = start(submission, people.candidate)
    give(run, "host", Reading(ended_as, b""))
    place = selectors.run_progress(people.candidate, run).sources[0]
    assert (place.state, place.reason) == (told, ended_as.reason)


def test_a_row_of_an_old_run_is_shown_as_that_run_found_it(checked: Submission, people: People):
    first = checked.runs.get()
    again = start(checked, people.candidate)
    other = facts().values | {
        OperatingSystem: OperatingSystem("ubuntu", "24.04", "Ubuntu 24.04 LTS", "6.8", "otter-vm", "oracle")
    }
    give(again, "host", Reading(replace(facts(), values=other), b""))
    give(again, "document", NO_ANSWER["document"])
    now = selectors.step_evidence(people.candidate, checked, "env-host")
    then = selectors.step_evidence(people.candidate, checked, "env-host", first)
    assert (now.past_run_id, then.past_run_id) == (None, first.pk)
    assert "24.04" in str(now.findings)
    assert "24.04" not in str(then.findings)
    assert then.step.run_id == first.pk
    assert again.pk in {look.run_id for look in then.earlier}
    assert selectors.step_evidence(people.candidate, checked, "env-host", again).past_run_id is None


def test_a_run_of_somebody_else_shows_nothing(checked: Submission, other_submission: Submission, people: People):
    foreign = start(other_submission, people.other)
    with pytest.raises(access.Hidden):
        selectors.step_evidence(people.reviewer, checked, "env-host", foreign)


def test_what_a_first_check_says_so_far_is_being_looked_at_and_earns_nothing(submission: Submission, people: People):
    run = start(submission, people.candidate)
    give(run, "host", UBUNTU)
    assert run.judgments.filter(provisional=True, points__gt=0).exists()
    settled_rows = run.judgments.filter(provisional=False).count()
    page = selectors.submission_steps(people.candidate, submission)
    assert step(page, "env-host").in_progress
    assert (step(page, "env-host").verdict, step(page, "env-host").points) == ("", 0)
    assert page.counts["looking"] == sum(page.counts.values()) - settled_rows
    assert page.counts["claimed"] == page.earned == 0
    (line,) = selectors.work_list(people.reviewer, submission.cohort, Asked()).lines
    assert line.strip is not None
    assert line.numbers is not None
    assert (line.numbers.proved, line.strip.counts["looking"]) == (0, page.counts["looking"])
    assert selectors.run_progress(people.candidate, run).counts["looking"] == page.counts["looking"]


def test_a_later_check_leaves_the_counts_as_they_stood_until_it_settles(checked: Submission, people: People):
    before = selectors.submission_steps(people.candidate, checked).counts
    start(checked, people.candidate)
    assert selectors.submission_steps(people.candidate, checked).counts == before


def test_the_board_tells_what_is_not_proved_of_those_whose_work_one_may_see(
    checked: Submission, other_submission: Submission, people: People
):
    def open_to(user):
        rows = watchers.board_for(user, checked.cohort).rows
        profiles = [watchers.profile_for(user, checked.cohort, row.submission_id) for row in rows]
        return {profile.row.code for profile in profiles if profile.open is not None}

    assert open_to(people.reviewer) == {"K7", "K8"}
    assert open_to(people.candidate) == {"K7"}
    assert open_to(people.viewer) == set()
    Cohort.objects.update(practice_visible_to="candidate")
    checked.cohort.refresh_from_db()
    assert open_to(people.reviewer) == set()


def test_a_row_that_needs_others_names_those_that_are_not_done(checked: Submission, people: People):
    run = checked.runs.get()
    run.judgments.filter(step__key="monitor-warn-500").update(verdict="blocked")
    run.judgments.filter(step__key="monitor-metric-avg").update(verdict="absent")
    row = step(selectors.submission_steps(people.candidate, checked), "monitor-warn-500")
    assert row.needs == ("A monitor on the average over five minutes",)
    run.judgments.filter(step__key="monitor-metric-avg").update(verdict="pass")
    assert step(selectors.submission_steps(people.candidate, checked), "monitor-warn-500").needs == ()


def test_who_sees_it_is_told_to_each_in_their_own_words(checked: Submission, people: People):
    def seen_by(user):
        return selectors.submission_steps(user, checked).submission.seen_by

    assert seen_by(people.candidate) == "you and the reviewers"
    assert seen_by(people.reviewer) == "candidate and the reviewers"


def test_what_is_looked_at_is_told_by_file_and_place(
    checked: Submission, people: People, settings: Settings, tmp_path: Path
):
    settings.VAR = tmp_path
    AccountLink.objects.create(submission=checked, site="datadoghq.eu", api_url="http://127.0.0.1:8126")
    assert selectors.submission_steps(people.candidate, checked).submission.document == "handed in"
    folder = tmp_path / checked.document
    folder.mkdir(parents=True)
    for name in ("README.md", "answers.md", "app.py"):
        (folder / name).write_text("x")
    head = selectors.submission_steps(people.candidate, checked).submission
    assert (head.document, head.account) == ("answers.md", "sandbox (datadoghq.eu)")
