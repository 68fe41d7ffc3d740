"""Two reviewers, or two leads, at the same moment: one counts or both are kept in order, and the record holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from challenge.models import Cohort, Contest, ContestAct, Decision, Entry, Event, Membership, Run, Submission
from challenge.selectors.decisions import counting
from challenge.selectors.for_all import excuse_preview, taking_back_preview
from challenge.services import (
    agreeing,
    cohorts,
    contest_acts,
    contest_policy,
    deciding,
    for_all,
    handing_in,
    invitations,
    rejudging,
    reviewing,
    standing_rows,
    summaries,
)
from challenge.services.cohorts import CannotChange
from challenge.services.deciding import DecidedBefore
from challenge.services.judging import engine_label
from challenge.services.rejudging import CannotRejudge
from challenge.services.reviewing import CannotReview
from tests.challenge.conftest import People
from tests.challenge.services.crossing import together

pytestmark = pytest.mark.django_db(transaction=True)

ROW = "env-host"


@pytest.fixture
def two(cohort: Cohort, people: People) -> tuple[User, User]:
    second = User.objects.create_user("second")
    Membership.objects.create(cohort=cohort, user=second, role="reviewer")
    return people.reviewer, second


@pytest.fixture
def leads(cohort: Cohort) -> tuple[User, User]:
    made = [User.objects.create_user(name) for name in ("lena", "lou")]
    for user in made:
        Membership.objects.create(cohort=cohort, user=user, role="lead")
    return made[0], made[1]


@pytest.fixture(autouse=True)
def the_record_holds(db: None) -> Iterator[None]:
    """After every test: the chain, what hangs on it, the work list and the board."""
    yield
    call_command("verify_log", verbosity=0)
    call_command("check_standings", verbosity=0)
    assert summaries.rebuild(Submission.objects.values_list("pk", flat=True)) == 0


def of(kind: type, got: list[object]) -> int:
    return sum(isinstance(one, kind) for one in got)


@pytest.mark.usefixtures("handed_in")
def test_of_two_decisions_on_what_both_saw_open_one_counts(submission: Submission, two: tuple[User, User]) -> None:
    decide = partial(deciding.decide, submission, step_key=ROW, kind="confirm", known=0)
    got = together(*[partial(decide, user) for user in two])
    assert (of(Decision, got), of(DecidedBefore, got) + of(CannotReview, got)) == (1, 1), got
    assert submission.decisions.count() == Event.objects.filter(kind="decision.made").count() == 1


@pytest.mark.usefixtures("handed_in")
def test_a_decision_is_taken_back_once(submission: Submission, people: People) -> None:
    deciding.decide(submission, people.reviewer, ROW, "confirm")
    got = together(*[partial(deciding.undo, submission, people.reviewer)] * 3)
    assert (of(Decision, got), got.count(None)) == (1, 2), got
    assert counting(submission) == {}


@pytest.mark.usefixtures("handed_in")
def test_of_two_who_take_it_one_has_it(submission: Submission, two: tuple[User, User]) -> None:
    got = together(*[partial(reviewing.take, submission, user) for user in two])
    assert (len(reviewing.holders(submission)), of(CannotReview, got)) == (1, 1), got


@pytest.mark.usefixtures("handed_in")
def test_it_is_passed_on_once(submission: Submission, two: tuple[User, User], cohort: Cohort) -> None:
    third = User.objects.create_user("third")
    Membership.objects.create(cohort=cohort, user=third, role="reviewer")
    reviewing.take(submission, two[0])
    got = together(*[partial(reviewing.pass_on, submission, two[0], to.pk) for to in (two[1], third)])
    assert (len(reviewing.holders(submission)), of(CannotReview, got)) == (1, 1), got


@pytest.mark.usefixtures("handed_in")
def test_a_grade_saved_in_two_windows_at_once_is_kept_once(submission: Submission, people: People) -> None:
    outcome = next(iter(submission.cohort.outcomes))
    save = partial(reviewing.save, submission, people.reviewer, edition=0, rubric={}, outcome=outcome)
    got = together(*[partial(save, summary=text) for text in ("One.", "Two.")])
    assert of(reviewing.SavedBefore, got) == 1, got
    got = together(*[partial(reviewing.finish, submission, people.reviewer)] * 2)
    submission.refresh_from_db()
    assert submission.outcome == outcome and of(Exception, got) == 0


@pytest.mark.usefixtures("handed_in")
def test_two_first_passes_end_at_once_and_the_outcome_is_settled_in_order(
    submission: Submission, two: tuple[User, User]
) -> None:
    Cohort.objects.update(first_passes=2)
    standing_rows.rebuild_cohort(submission.cohort_id)
    outcomes = list(submission.cohort.outcomes)[:2]
    for user, outcome in zip(two, outcomes, strict=True):
        reviewing.take(submission, user)
        reviewing.save(submission, user, edition=0, rubric={}, outcome=outcome, summary="")
    assert of(Exception, together(*[partial(reviewing.finish, submission, user) for user in two])) == 0
    settle = partial(agreeing.settle_outcome, submission, reason="We spoke.")
    got = together(*[partial(settle, user, outcome=one) for user, one in zip(two, outcomes, strict=True)])
    assert of(Exception, got) == 0, got
    submission.refresh_from_db()
    told = list(Event.objects.filter(kind="outcome.settled").order_by("pk").values_list("data__outcome", flat=True))
    assert sorted(told) == sorted(outcomes) and submission.outcome == told[-1]


def test_settings_that_two_leads_save_at_once_are_both_kept(cohort: Cohort, leads: tuple[User, User]) -> None:
    name = partial(cohorts.change, cohort, leads[0], {"name": "Winter"})
    got = together(name, partial(cohorts.change, cohort, leads[1], {"hold_hours": 7}))
    cohort.refresh_from_db()
    assert (cohort.name, cohort.hold_hours, of(Exception, got)) == ("Winter", 7, 0), got


def test_a_row_is_excused_once_and_taken_back_once(cohort: Cohort, leads: tuple[User, User]) -> None:
    seen = excuse_preview(leads[0], cohort, ROW).digest
    got = together(*[partial(for_all.excuse, cohort, lead, ROW, reason="Nobody could.", seen=seen) for lead in leads])
    assert of(CannotChange, got) == 1 and cohort.decisions.count() == 1, got
    cohort.refresh_from_db()
    seen = taking_back_preview(leads[0], cohort, "excuse", ROW).digest
    back = partial(for_all.take_back, cohort, kind="excuse", step_key=ROW, reason="They could.", seen=seen)
    got = together(*[partial(back, lead) for lead in leads])
    cohort.refresh_from_db()
    assert of(Exception, got) == 1 and cohort.excused == {}, got
    assert Event.objects.filter(kind="cohort.undone").count() == 1


def test_judging_again_is_written_once_or_dropped(cohort: Cohort, leads: tuple[User, User]) -> None:
    made = rejudging.ask(cohort, leads[0])
    cohort.rejudgings.update(state="ready", engine=engine_label())
    apply = partial(rejudging.apply, made, reason="Mended.")
    got = together(partial(apply, leads[0]), partial(apply, leads[1]), partial(rejudging.drop, made, leads[0]))
    made.refresh_from_db()
    assert made.state in ("applying", "dropped") and of(CannotRejudge, got) == 2, got


def test_a_cohort_is_archived_while_a_candidate_hands_in(
    submission: Submission, people: People, leads: tuple[User, User]
) -> None:
    archive = partial(cohorts.archive, submission.cohort, leads[0], archived=True)
    got = together(archive, partial(handing_in.ask, submission, people.candidate))
    submission.refresh_from_db()
    assert of(Exception, got) == 0 or of(handing_in.CannotHandIn, got) == 1, got
    asked = submission.hand_in_asked_at is not None
    assert asked == Event.objects.filter(kind="submission.handing-in").exists()
    assert asked == Run.objects.filter(purpose="hand-in").exists()


def test_a_contest_that_two_leads_make_is_one(cohort: Cohort, submission: Submission, leads: tuple[User, User]) -> None:
    got = together(*[partial(contest_policy.found, cohort, lead) for lead in leads])
    assert of(Contest, got) == 2, got
    assert Contest.objects.count() == Entry.objects.count() == 1
    assert Event.objects.filter(kind="contest.made").count() == 1


def test_a_board_is_revealed_while_an_entry_is_hidden(
    entry: Entry, cohort: Cohort, leads: tuple[User, User], submission: Submission
) -> None:
    Cohort.objects.update(freezes_at=timezone.now())
    hide = partial(contest_acts.hide, cohort, leads[0], submission.pk, hidden=True)
    got = together(hide, partial(contest_acts.reveal, cohort, leads[1], revealed=True), hide)
    entry.refresh_from_db()
    assert of(Exception, got) == 0 and entry.hidden, got
    assert sorted(ContestAct.objects.values_list("kind", flat=True)) == ["hidden", "revealed"]


def test_an_invitation_that_two_people_accept_lets_one_in(contest: Contest, cohort: Cohort) -> None:
    _row, link = invitations.invite(cohort, "new@example.org")
    word = link.rstrip("/").rpartition("/")[2]
    here = [User.objects.create_user(name) for name in ("ann", "ben")]
    got = together(*[partial(invitations.accept, word, user) for user in here])
    assert (of(User, got), of(invitations.CannotAccept, got)) == (1, 1), got
    assert Entry.objects.count() == 1
