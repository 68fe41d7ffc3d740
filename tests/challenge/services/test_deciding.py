"""Decisions are only ever added; nobody writes across somebody else; what was on screen is what is confirmed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge.models import Decision, Entry, Event, Judgment, Membership, Run, Submission
from challenge.models.review import DecisionsAreForEver
from challenge.selectors.decisions import counting, own_or_all, questions_for
from challenge.services import deciding, reviewing
from tests.challenge.conftest import People

Stand = Callable[..., None]

pytestmark = pytest.mark.usefixtures("handed_in")


@pytest.fixture
def stand(submission: Submission) -> Stand:
    """Let rows of the submission stand at verdicts, by a finished run."""

    def rows(**verdicts: str) -> None:
        now = timezone.now()
        run = Run.objects.create(
            submission=submission, version=submission.cohort.version, state="finished", deadline_at=now, ended_at=now
        )
        steps = {step.key.replace("-", "_"): step for step in submission.cohort.version.steps.all()}
        for key, verdict in verdicts.items():
            Judgment.objects.create(run=run, step=steps[key], verdict=verdict, max=1, provisional=False)

    return rows


@pytest.fixture
def second(submission: Submission) -> User:
    user = User.objects.create_user("second", first_name="Sol")
    Membership.objects.create(cohort=submission.cohort, user=user, role="reviewer")
    return user


def test_a_decision_says_what_it_was_made_upon_and_is_told(
    submission: Submission, people: People, stand: Stand
) -> None:
    stand(monitor_warn_500="claimed")
    made = deciding.decide(submission, people.reviewer, "monitor-warn-500", "confirm", known=0)
    assert (made.upon, made.kind) == ("claimed", "confirm")
    event = Event.objects.get(kind="decision.made")
    said = {"decision": made.pk, "step": "monitor-warn-500", "decided": "confirm", "bulk": False}
    assert {name: value for name, value in event.data.items() if name != "sum"} == said
    assert event.actor_id == people.reviewer.pk


def test_who_decided_first_is_named_and_nothing_is_overwritten(
    submission: Submission, people: People, second: User, stand: Stand
) -> None:
    stand(monitor_warn_500="claimed")
    deciding.decide(submission, second, "monitor-warn-500", "reject", known=0)
    with pytest.raises(deciding.DecidedBefore, match="Sol has decided"):
        deciding.decide(submission, people.reviewer, "monitor-warn-500", "confirm", known=0)
    assert own_or_all(people.reviewer, submission)["monitor-warn-500"].kind == "reject"


@pytest.mark.parametrize("kind", ["override", "excuse"])
def test_what_overrules_needs_a_reason(kind: str, submission: Submission, people: People) -> None:
    with pytest.raises(reviewing.CannotReview, match="Say why"):
        deciding.decide(submission, people.reviewer, "monitor-warn-500", kind, verdict="pass", reason=" ")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("step", "kind", "verdict"),
    [("no-such-row", "confirm", ""), ("env-host", "bless", ""), ("env-host", "override", "great")],
)
def test_nonsense_is_refused(step: str, kind: str, verdict: str, submission: Submission, people: People) -> None:
    with pytest.raises(reviewing.CannotReview):
        deciding.decide(submission, people.reviewer, step, kind, verdict=verdict, reason="because")


def test_taking_back_goes_one_decision_at_a_time(submission: Submission, people: People, stand: Stand) -> None:
    stand(monitor_warn_500="claimed", env_host="claimed")
    deciding.decide(submission, people.reviewer, "monitor-warn-500", "confirm")
    deciding.decide(submission, people.reviewer, "env-host", "reject")
    deciding.undo(submission, people.reviewer)
    assert set(own_or_all(people.reviewer, submission)) == {"monitor-warn-500"}
    deciding.undo(submission, people.reviewer)
    assert own_or_all(people.reviewer, submission) == {}
    assert deciding.undo(submission, people.reviewer) is None
    assert Decision.objects.count() == 4


def test_nobody_takes_back_what_another_decided(submission: Submission, people: People, second: User) -> None:
    deciding.decide(submission, second, "env-host", "confirm")
    assert deciding.undo(submission, people.reviewer) is None


def test_a_decision_is_never_changed(submission: Submission, people: People) -> None:
    made = deciding.decide(submission, people.reviewer, "env-host", "confirm")
    made.kind = "reject"
    with pytest.raises(DecisionsAreForEver):
        made.save()


def test_many_at_once_are_those_that_were_on_screen_and_still_claims(
    submission: Submission, people: People, stand: Stand
) -> None:
    stand(env_host="claimed", monitor_warn_500="fail", monitor_alert_800="claimed", final_creative="review")
    deciding.decide(submission, people.reviewer, "monitor-alert-800", "reject")
    seen = dict.fromkeys(("env-host", "monitor-warn-500", "monitor-alert-800"), "claimed") | {
        "final-creative": "review"
    }
    made = deciding.confirm_many(submission, people.reviewer, seen)
    assert [(one.step_key, one.bulk) for one in made] == [("env-host", True)]


@pytest.mark.parametrize("who", ["candidate", "viewer", "stranger", "other"])
def test_only_reviewers_decide(who: str, submission: Submission, people: People) -> None:
    with pytest.raises(PermissionDenied):
        deciding.decide(submission, getattr(people, who), "env-host", "confirm")


def test_of_two_passes_neither_sees_the_other_until_both_are_over(
    submission: Submission, people: People, second: User
) -> None:
    submission.cohort.first_passes = 2
    submission.cohort.save()
    deciding.decide(submission, second, "env-host", "reject", known=0)
    deciding.ask_in_interview(submission, second, "env-host", "Which machine?")
    assert own_or_all(people.reviewer, submission) == {}
    assert not questions_for(people.reviewer, submission)
    deciding.decide(submission, people.reviewer, "env-host", "reject", known=0)
    assert counting(submission) == {}
    for user in (people.reviewer, second):
        reviewing.save(submission, user, edition=0, rubric={}, outcome="discuss", summary="")
        reviewing.finish(submission, user)
    assert counting(submission)["env-host"].kind == "reject"
    assert [one.text for one in questions_for(people.reviewer, submission)] == ["Which machine?"]


def test_what_was_confirmed_at_once_is_taken_back_at_once(submission: Submission, people: People, stand: Stand) -> None:
    stand(env_host="claimed", monitor_warn_500="claimed", monitor_alert_800="claimed")
    deciding.decide(submission, people.reviewer, "env-host", "confirm")
    deciding.confirm_many(submission, people.reviewer, {"monitor-warn-500": "claimed", "monitor-alert-800": "claimed"})
    deciding.undo(submission, people.reviewer)
    assert set(own_or_all(people.reviewer, submission)) == {"env-host"}


def test_one_decision_is_taken_back_by_itself(submission: Submission, people: People, stand: Stand) -> None:
    stand(env_host="claimed", monitor_warn_500="claimed")
    first = deciding.decide(submission, people.reviewer, "env-host", "confirm")
    deciding.decide(submission, people.reviewer, "monitor-warn-500", "confirm")
    deciding.undo(submission, people.reviewer, first.pk)
    assert set(own_or_all(people.reviewer, submission)) == {"monitor-warn-500"}


def test_a_question_for_the_interview_leaves_the_row_and_goes_with_what_is_taken_back(
    submission: Submission, people: People, stand: Stand
) -> None:
    stand(env_host="claimed")
    made = deciding.ask_and_leave(submission, people.reviewer, "env-host", "Which machine was it?", known=0)
    assert (made.kind, submission.interview_questions.get().text) == ("leave", "Which machine was it?")
    deciding.undo(submission, people.reviewer)
    assert not submission.interview_questions.exists()
    assert own_or_all(people.reviewer, submission) == {}


def test_what_an_entry_of_a_contest_has_is_corrected_before_the_hand_in(
    entry: Entry, people: People, stand: Stand
) -> None:
    """It stands on a board, so it is no practice."""
    Submission.objects.update(handed_in_at=None)
    work = Submission.objects.get(pk=entry.submission_id)
    stand(monitor_warn_500="pass")
    deciding.decide(work, people.reviewer, "monitor-warn-500", "override", verdict="fail", reason="Not their own.")
    assert counting(work)["monitor-warn-500"].verdict == "fail"
    entry.delete()
    with pytest.raises(reviewing.CannotReview):
        deciding.decide(work, people.reviewer, "monitor-alert-800", "confirm")
