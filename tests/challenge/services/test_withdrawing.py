from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.exceptions import PermissionDenied

from challenge import access, selectors
from challenge.models import Cohort, Collection, Event, Judgment, Run, Submission
from challenge.selectors import watchers
from challenge.selectors.work_filters import Asked
from challenge.services import (
    collecting,
    comments,
    documents,
    events,
    feedback,
    handing_in,
    runs,
    submissions,
    withdrawing,
)
from challenge.services.runs import CannotStart
from challenge.services.withdrawing import CannotWithdraw, withdraw
from challenge.tasks import collect
from sandbox.demo.parts import CANDIDATES
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, UBUNTU, claimed

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(cohort: Cohort, people: People) -> Submission:
    """Handed in, talked about, with everything that can hang on it."""
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    submissions.set_machine(made, address="192.0.2.7", username="ada", password="correct horse")
    submissions.set_account(made, site="datadoghq.eu", api_key="a" * 32, app_key="b" * 40)
    documents.take(made, CANDIDATES / "S0" / "submission")
    picture = settings.VAR / "written" / "picture.png"
    picture.parent.mkdir()
    picture.write_bytes(b"made up")
    made.written_pictures.create(name="p.png", path="written/picture.png", width=1, height=1, bytes=7, sha256="0" * 64)
    made.written_answers.create(step_key="final-question", text="my own idea")
    comments.say(made, people.candidate, "env-host", "a question of mine")
    run = handing_in.ask(made, people.candidate).hand_in_run
    collect(run.collections.get(source="document").pk)
    for source in ("host", "account"):
        collecting.end(claimed(run, source), NO_ANSWER[source])
    handing_in.go_on(made.pk)
    made.refresh_from_db()
    feedback.release(made, people.reviewer, "well made")
    made.refresh_from_db()
    return made


@pytest.fixture
def gone(work: Submission, people: People, django_capture_on_commit_callbacks) -> Submission:
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(work, people.candidate, code=" k7 ")
    work.refresh_from_db()
    return work


def test_texts_documents_facts_findings_secrets_and_machines_go(gone: Submission):
    for table in (Run, Collection, Judgment):
        assert not table.objects.exists()
    assert not gone.credentials.exists()
    kept = serializers.serialize("json", [gone])
    for text in ("well made", "bundles/", "documents/", "192.0.2.7"):
        assert text not in kept
    assert [path for path in Path(settings.VAR).rglob("*") if path.is_file() and "queue" not in path.parts] == []
    for relation in Submission._meta.related_objects:
        assert not relation.related_model.objects.filter(**{relation.field.name: gone}).exists(), relation.name


def test_ids_hashes_and_events_stay_and_the_chain_holds(work: Submission, people: People):
    before = list(Event.objects.values_list("pk", "digest"))
    withdraw(work, people.candidate, code="K7")
    after = list(Event.objects.order_by("pk").values_list("pk", "digest"))
    assert after[: len(before)] == before
    assert Event.objects.last().kind == "submission.withdrawn"
    assert list(events.broken_links(Event.objects.order_by("pk"))) == []
    told = json.dumps(list(Event.objects.values_list("data", flat=True)))
    for text in ("question", "idea", "well made", "Robin"):
        assert text not in told


def test_it_is_nothing_for_reviewers_and_one_sentence_for_the_candidate(gone: Submission, people: People):
    for person in (people.reviewer, people.other, people.stranger):
        with pytest.raises(access.Hidden) as hidden:
            access.submission_for(person, gone.pk)
        assert not isinstance(hidden.value, access.Withdrawn)
    with pytest.raises(access.Withdrawn):
        access.owned_for(people.candidate, gone.pk)


def test_lists_and_boards_go_on_without_it(gone: Submission, other_submission: Submission, people: People):
    cohort = gone.cohort
    assert [line.code for line in selectors.work_list(people.reviewer, cohort, Asked()).lines] == ["K8"]
    assert [row.code for row in watchers.board_for(people.other, cohort).rows] == ["K8"]
    assert selectors.own_submission_cards(people.candidate) == ()
    assert [card.submissions for card in selectors.list_cohorts(people.reviewer)] == [1]
    assert selectors.cohort_likeness(people.reviewer, cohort).private == 0


@pytest.mark.parametrize("code", ["", "K8", "K7 please"])
def test_another_code_deletes_nothing(work: Submission, people: People, code: str):
    with pytest.raises(CannotWithdraw, match="Nothing was deleted"):
        withdraw(work, people.candidate, code=code)
    assert Run.objects.exists()


def test_only_who_did_the_work_deletes_it(work: Submission, people: People):
    for person in (people.other, people.reviewer, people.viewer, people.stranger):
        with pytest.raises(PermissionDenied):
            withdraw(work, person, code="K7")


def test_a_worker_that_is_at_it_writes_nothing_afterwards(submission: Submission, people: People):
    run = runs.start(submission, people.candidate)
    lease = claimed(run, "host")
    withdraw(submission, people.candidate, code="K7")
    with pytest.raises(collecting.Lost):
        collecting.report(lease, UBUNTU.facts)
    with pytest.raises(collecting.Lost):
        collecting.end(lease, UBUNTU)
    assert collecting.renew(lease) is False
    assert not Collection.objects.exists()


def test_a_hand_in_that_is_being_finished_leaves_nothing(
    cohort: Cohort, people: People, django_capture_on_commit_callbacks
):
    """The deletion comes while its pictures are being kept."""
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    documents.take(made, CANDIDATES / "S0" / "submission")
    run = handing_in.ask(made, people.candidate).hand_in_run
    collect(run.collections.get().pk)
    lease = handing_in._next(made.pk)
    submission = handing_in._row(lease)
    known = handing_in.freezing.material(submission)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(made, people.candidate, code="K7")
    handing_in.bundles.freeze(submission, handing_in.freezing.parts(known, handing_in.Album()))
    with pytest.raises(handing_in.Lost):
        handing_in._finish(lease, lambda _address: b"")
    withdrawing.sweep()
    assert list((settings.VAR / "bundles" / "autumn").iterdir()) == []
    made.refresh_from_db()
    assert (made.handed_in_at, made.bundle) == (None, "")


def test_files_that_were_left_are_swept_up(gone: Submission):
    left = settings.VAR / "documents" / "autumn" / "K7"
    left.mkdir(parents=True)
    other = settings.VAR / "bundles" / "autumn" / f"K7-b-{'0' * 64}"
    other.mkdir(parents=True)
    withdrawing.sweep()
    assert not left.exists()
    assert other.exists()


def test_nothing_starts_or_is_taken_afterwards(gone: Submission, people: People):
    with pytest.raises(PermissionDenied):
        runs.start(gone, people.candidate)
    with pytest.raises(CannotStart):
        runs.start(gone, None)
    with pytest.raises(documents.CannotTake):
        documents.take(gone, CANDIDATES / "S0" / "submission")
    handing_in.sweep()
    handing_in.go_on(gone.pk)


def test_deleting_twice_is_deleting_once(gone: Submission, people: People):
    with pytest.raises(PermissionDenied):
        withdraw(gone, people.candidate, code="K7")
    assert Event.objects.filter(kind="submission.withdrawn").count() == 1
