"""What is kept for the board is what the events come to, after each kind of write."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from challenge.board import boards
from challenge.board.tallied import Tally
from challenge.models import Cohort, Event, Judgment, Membership, StandingRow, Submission
from challenge.services import cohorts, deciding, documents, events, reviewing, runs, standing_rows, time_box
from challenge.services.asking import ask_everything
from challenge.services.events import News
from challenge.services.withdrawing import withdraw
from challenge.tasks import collect
from sandbox.demo.parts import CANDIDATES
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, facts, give
from verifier.gather import Reading
from verifier.verdicts import How

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(submission: Submission, people: People) -> Submission:
    """A document was looked at, so some rows pass by it, and some are claimed."""
    submission.targets.all().delete()
    documents.take(submission, CANDIDATES / "S1" / "submission")
    check(submission, people)
    Submission.objects.filter(pk=submission.pk).update(handed_in_at=timezone.now())
    return Submission.objects.select_related("cohort__version").get(pk=submission.pk)


def check(work: Submission, people: People) -> None:
    collect(runs.start(work, people.candidate).collections.get().pk)


def first(work: Submission, verdict: str) -> str:
    rows = Judgment.objects.filter(run__submission=work, verdict=verdict, step__bonus=False, step__points__gt=0)
    return str(rows.values_list("step__key", flat=True)[0])


def row(work: Submission) -> Tally:
    return boards.kept([work.pk])[work.pk]


def agrees(work: Submission) -> bool:
    return {pk: tally for pk, (tally, _digest) in boards.derived([work.pk]).items()} == boards.kept([work.pk])


def judge_again(work: Submission, people: People) -> None:
    runs.rejudge(work.runs.get(), people.reviewer)


def confirm(work: Submission, people: People) -> None:
    deciding.decide(work, people.reviewer, first(work, "claimed"), "confirm")


def confirm_many(work: Submission, people: People) -> None:
    keys = Judgment.objects.filter(run__submission=work, verdict="claimed").values_list("step__key", flat=True)
    deciding.confirm_many(work, people.reviewer, dict.fromkeys(keys, "claimed"))


def undo_many(work: Submission, people: People) -> None:
    confirm_many(work, people)
    deciding.undo(work, people.reviewer)


def excuse(work: Submission, people: People) -> None:
    deciding.decide(work, people.reviewer, first(work, "claimed"), "excuse", reason="It was not asked.")


def override(work: Submission, people: People) -> None:
    deciding.decide(work, people.reviewer, first(work, "review"), "override", verdict="pass", reason="It was shown.")


def start_time(work: Submission, people: People) -> None:
    work.handed_in_at = None  # before the hand-in, as it can only be then
    work.save()
    time_box.start(work, people.candidate)


def ask_all(work: Submission, people: People) -> None:
    Submission.objects.filter(pk=work.pk).update(not_asked=[first(work, "claimed")])
    ask_everything(work, people.reviewer)


def stop(work: Submission, people: People) -> None:
    runs.cancel(runs.start(work, people.candidate), people.candidate)


DEEDS = (check, judge_again, confirm, confirm_many, undo_many, excuse, override, start_time, ask_all, stop)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_it_is_what_the_events_come_to(
    work: Submission, people: People, deed: Callable[[Submission, People], None]
) -> None:
    deed(work, people)
    assert agrees(work)
    assert list(standing_rows.differences(work.cohort)) == []


def test_what_only_the_document_shows_counts_nothing_and_is_told(work: Submission) -> None:
    event = Event.objects.get(kind="run.finished")
    passes = {key for key, (verdict, _worth, _bonus) in event.data["steps"].items() if verdict == "pass"}
    claims = {key for key, (verdict, _worth, _bonus) in event.data["steps"].items() if verdict == "claimed"}
    assert passes
    assert event.data["told"] == dict.fromkeys(passes | claims, "document")
    assert (row(work).points, row(work).passes, set(row(work).hatched)) == (0, 0, passes | claims)


def look(submission: Submission, people: People, how: How) -> Event:
    run = runs.start(submission, people.candidate)
    give(run, "host", Reading(replace(facts(), how=how), b""))
    give(run, "document", NO_ANSWER["document"])
    return Event.objects.get(kind="run.finished", run_id=run.pk)


def test_an_own_run_counts_nothing_until_we_look(submission: Submission, people: People) -> None:
    own = look(submission, people, How.OWN_RUN)
    assert (own.data["steps"]["env-host"][0], own.data["told"]) == ("claimed", {"env-host": "own-run"})
    assert (row(submission).points, row(submission).hatched) == (0, {"env-host": "own-run"})
    ours = look(submission, people, How.SSH)
    assert (ours.data["steps"]["env-host"][0], ours.data["told"]) == ("pass", {})
    assert (row(submission).points, row(submission).hatched) == (1, {})
    assert row(submission).last_gain == ours.effective_at
    look(submission, people, How.OWN_RUN)
    assert (row(submission).points, row(submission).last_gain) == (1, ours.effective_at)


def test_judging_again_tells_what_only_the_document_shows(work: Submission, people: People) -> None:
    judge_again(work, people)
    assert Event.objects.get(kind="run.rejudged").data["told"] == Event.objects.get(kind="run.finished").data["told"]
    assert row(work).points == 0


def test_a_decision_moves_it_and_taking_it_back_moves_it_back(work: Submission, people: People) -> None:
    before = row(work)
    confirm(work, people)
    assert (row(work).points, row(work).last_gain) == (1, Event.objects.get(kind="decision.made").effective_at)
    deciding.undo(work, people.reviewer)
    assert row(work) == before


def test_an_excused_row_leaves_the_rows_there_are(work: Submission, people: People) -> None:
    key = first(work, "claimed")
    excuse(work, people)
    assert row(work).left_out == (key,)
    assert key not in row(work).latest


def test_of_two_passes_nothing_moves_before_both_are_over(work: Submission, people: People) -> None:
    work.cohort.first_passes = 2
    work.cohort.save()
    second = User.objects.create_user("second")
    Membership.objects.create(cohort=work.cohort, user=second, role="reviewer")
    standing_rows.rebuild_cohort(work.cohort_id)
    before, key = row(work), first(work, "claimed")
    for user in (people.reviewer, second):
        deciding.decide(work, user, key, "confirm")
        assert row(work) == before
    for user in (people.reviewer, second):
        assert row(work) == before
        reviewing.save(work, user, edition=0, rubric={}, outcome="advance", summary="")
        reviewing.finish(work, user)
    over = Event.objects.filter(kind="review.finished").latest("id")
    assert (row(work).points, row(work).last_gain) == (1, over.effective_at)
    assert agrees(work)


def test_a_withdrawn_one_has_none(work: Submission, people: People) -> None:
    withdraw(work, people.candidate, code=work.code)
    assert not StandingRow.objects.exists()
    assert boards.derived([work.pk]) == {}
    assert list(standing_rows.differences(work.cohort)) == []


def test_another_worth_is_read_at_once_and_written_behind(
    work: Submission, people: People, django_capture_on_commit_callbacks
) -> None:
    confirm(work, people)
    key = first(work, "claimed")
    lead = User.objects.create_user("lead")
    Membership.objects.create(cohort=work.cohort, user=lead, role="lead")
    work.runs.all().delete()  # nobody has begun
    with django_capture_on_commit_callbacks() as behind:
        cohorts.change(work.cohort, lead, {"points": {key: 4.0}})
    work.cohort.refresh_from_db()
    assert [one.points for one in boards.present(work.cohort, [work.pk])] == [4]
    assert row(work).points == 1
    for callback in behind:
        callback()
    assert row(work).points == 4
    assert agrees(work)


def test_what_was_written_by_hand_is_derived_anew(work: Submission, other_submission: Submission) -> None:
    both = [work.pk, other_submission.pk]
    right = boards.kept(both)
    StandingRow.objects.filter(pk=work.pk).update(points=99)
    assert standing_rows.rebuild(both) == 1
    assert boards.kept(both) == right
    StandingRow.objects.all().delete()
    assert standing_rows.rebuild(both) == 2


def test_only_the_submission_of_an_event_is_written(
    work: Submission, other_submission: Submission, people: People
) -> None:
    StandingRow.objects.filter(pk=other_submission.pk).update(points=99)
    check(work, people)
    assert boards.kept([other_submission.pk])[other_submission.pk].points == 99


def test_deriving_many_asks_the_database_as_often_as_for_one(
    work: Submission, other_submission: Submission, django_assert_num_queries
) -> None:
    with django_assert_num_queries(4):
        boards.derived([work.pk])
    with django_assert_num_queries(4):
        boards.derived([work.pk, other_submission.pk])


def test_kinds_of_event_that_move_nobody_write_nothing(work: Submission, cohort: Cohort) -> None:
    StandingRow.objects.update(points=99)
    kinds = set(Event.objects.values_list("kind", flat=True)) - {"run.finished", "submission.joined", "time.started"}
    assert "run.started" in kinds
    standing_rows.keep(Event.objects.filter(kind__in=kinds))
    assert row(work).points == 99


@pytest.mark.django_db(transaction=True)
def test_of_several_writers_none_writes_over_what_another_wrote(submission: Submission, people: People) -> None:
    """Each decides on rows of its own, while somebody derives everything anew."""
    steps = list(submission.cohort.version.steps.filter(bonus=False, points=1).values_list("key", flat=True))[:24]
    together = threading.Barrier(4)

    def decide(mine: list[str]) -> None:
        together.wait()
        for step in mine:
            data = {"decision": steps.index(step), "step": step, "decided": "confirm", "bulk": False}
            with transaction.atomic():
                events.append([News("decision.made", submission, actor_id=people.reviewer.pk, data=data)])

    def rebuild() -> None:
        together.wait()
        for _ in range(8):
            standing_rows.rebuild([submission.pk])

    def in_thread(work: Callable[[], None]) -> threading.Thread:
        def closed() -> None:
            try:
                work()
            finally:
                connection.close()

        return threading.Thread(target=closed)

    threads = [in_thread(partial(decide, steps[start::3])) for start in range(3)] + [in_thread(rebuild)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert row(submission).points == len(steps) == 24
    assert agrees(submission)


def waits() -> bool:
    """Whether somebody waits for a lock; SQLite does not tell, and lets nobody begin to write meanwhile."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_who_derives_anew_sees_what_was_being_written_when_they_came(submission: Submission, people: People) -> None:
    StandingRow.objects.filter(pk=submission.pk).update(points=99)

    def rebuild() -> None:
        try:
            standing_rows.rebuild([submission.pk])
        finally:
            connection.close()

    behind = threading.Thread(target=rebuild)
    with transaction.atomic():
        data = {"decision": 1, "step": "env-host", "decided": "confirm", "bulk": False}
        events.append([News("decision.made", submission, actor_id=people.reviewer.pk, data=data)])
        behind.start()
        while not waits():
            assert behind.is_alive()
    behind.join()
    assert row(submission).points == 1
