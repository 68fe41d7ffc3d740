"""What is kept for the work list is what would be derived, after each kind of write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Event, Judgment, Membership, Submission, Summary
from challenge.services import comments, deciding, documents, handing_in, reviewing, runs, summaries
from challenge.services.withdrawing import withdraw
from challenge.tasks import collect
from sandbox.demo.parts import CANDIDATES
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(submission: Submission, people: People) -> Submission:
    """Looked at, with rows of every kind."""
    submission.targets.all().delete()
    documents.take(submission, CANDIDATES / "S1" / "submission")
    collect(runs.start(submission, people.candidate).collections.get().pk)
    return Submission.objects.select_related("cohort__version").get(pk=submission.pk)


def first(work: Submission, verdict: str) -> str:
    return str(Judgment.objects.filter(run__submission=work, verdict=verdict).values_list("step__key", flat=True)[0])


def check(work: Submission, people: People) -> None:
    collect(runs.start(work, people.candidate).collections.get().pk)


def stop(work: Submission, people: People) -> None:
    runs.cancel(runs.start(work, people.candidate), people.candidate)


def judge_again(work: Submission, people: People) -> None:
    runs.rejudge(work.runs.get(), people.reviewer)


def confirm(work: Submission, people: People) -> None:
    Submission.objects.filter(pk=work.pk).update(handed_in_at=timezone.now())
    deciding.decide(work, people.reviewer, first(work, "claimed"), "confirm")


def confirm_many(work: Submission, people: People) -> None:
    Submission.objects.filter(pk=work.pk).update(handed_in_at=timezone.now())
    keys = Judgment.objects.filter(run__submission=work, verdict="claimed").values_list("step__key", flat=True)
    deciding.confirm_many(work, people.reviewer, dict.fromkeys(keys, "claimed"))


def undo(work: Submission, people: People) -> None:
    confirm(work, people)
    deciding.undo(work, people.reviewer)


def finish(work: Submission, people: People) -> None:
    hand_in(work, people)
    reviewing.save(work, people.reviewer, edition=0, rubric={}, outcome="advance", summary="")
    reviewing.finish(work, people.reviewer)


def open_again(work: Submission, people: People) -> None:
    finish(work, people)
    reviewing.open_again(work, people.reviewer)


def ask(work: Submission, people: People) -> None:
    comments.say(work, people.candidate, "check-interval-45", "Is this right?")


def answer(work: Submission, people: People) -> None:
    ask(work, people)
    comments.say(work, people.reviewer, "check-interval-45", "Yes.")


def hand_in(work: Submission, people: People) -> None:
    run = handing_in.ask(work, people.candidate).hand_in_run
    assert run is not None
    collect(run.collections.get().pk)
    handing_in.go_on(work.pk, fetch=lambda address: b"")


DEEDS = (check, stop, judge_again, confirm, confirm_many, undo, hand_in, finish, open_again, ask, answer)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_it_is_what_would_be_derived(
    work: Submission, people: People, deed: Callable[[Submission, People], None]
) -> None:
    deed(work, people)
    assert summaries.kept([work.pk]) == summaries.derived([work.pk])


def test_what_a_write_changes_is_seen_in_it(work: Submission, people: People) -> None:
    before = Summary.objects.get()
    assert before.proved > 3
    assert before.claimed > 3
    assert before.pictures > 3
    assert before.waiting_since is None
    hand_in(work, people)
    work.refresh_from_db()
    assert Summary.objects.get().waiting_since == work.hand_in_asked_at
    confirm(work, people)
    ask(work, people)
    after = Summary.objects.get()
    assert (after.needs, after.claimed, after.questions) == (before.needs - 1, before.claimed - 1, 1)
    finish_review = {"rubric": {}, "outcome": "advance", "summary": ""}
    reviewing.save(work, people.reviewer, edition=0, **finish_review)
    reviewing.finish(work, people.reviewer)
    assert Summary.objects.get().waiting_since is None


def test_while_a_check_is_on_it_is_what_would_be_derived(submission: Submission, people: People) -> None:
    run = runs.start(submission, people.candidate)
    give(run, "host", UBUNTU)
    assert summaries.kept([submission.pk]) == summaries.derived([submission.pk])
    give(run, "document", NO_ANSWER["document"])
    assert summaries.kept([submission.pk]) == summaries.derived([submission.pk])
    assert Summary.objects.get().proved == 1


def test_of_two_passes_nothing_counts_until_both_are_over(work: Submission, people: People) -> None:
    work.cohort.first_passes = 2
    work.cohort.save()
    second = User.objects.create_user("second")
    Membership.objects.create(cohort=work.cohort, user=second, role="reviewer")
    hand_in(work, people)
    needs = Summary.objects.get().needs
    key, proved = first(work, "claimed"), first(work, "pass")
    deciding.decide(work, people.reviewer, key, "confirm")
    deciding.decide(work, people.reviewer, proved, "override", verdict="fail", reason="Not so.")
    assert Summary.objects.get().needs == needs
    for user in (people.reviewer, second):
        reviewing.save(work, user, edition=0, rubric={}, outcome="advance", summary="")
        reviewing.finish(work, user)
    assert Summary.objects.get().needs == needs + 1, "the claim that one confirmed alone, and the row that one turned"
    assert summaries.kept([work.pk]) == summaries.derived([work.pk])


def test_a_withdrawn_one_has_none(work: Submission, people: People) -> None:
    withdraw(work, people.candidate, code=work.code)
    assert not Summary.objects.exists()
    assert summaries.derived([work.pk]) == {}


def test_what_was_written_by_hand_is_derived_anew(work: Submission, other_submission: Submission) -> None:
    right = summaries.kept([work.pk, other_submission.pk])
    Summary.objects.filter(pk=work.pk).update(needs=99)
    assert summaries.rebuild([work.pk, other_submission.pk]) == 1
    assert summaries.kept([work.pk, other_submission.pk]) == right
    Summary.objects.all().delete()
    assert summaries.rebuild([work.pk, other_submission.pk]) == 2


def test_deriving_many_asks_the_database_as_often_as_for_one(
    work: Submission, other_submission: Submission, django_assert_num_queries
) -> None:
    with django_assert_num_queries(9):
        summaries.derived([work.pk])
    with django_assert_num_queries(9):
        summaries.derived([work.pk, other_submission.pk])


def test_kinds_of_event_that_turn_nothing_derive_nothing() -> None:
    assert not any(map(summaries.concerns, ("secret.used", "pictures.opened", "results.opened", "source.reading")))
    assert all(map(summaries.concerns, ("run.finished", "source.read", "decision.made", "comment.added", "unheard-of")))


def test_a_record_is_written_as_before(work: Submission) -> None:
    assert Event.objects.filter(submission_id=work.pk, kind="run.finished").count() == 1
