"""The hand-in, from the button to the frozen bundle, and whatever may break off between."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from challenge import access, bell
from challenge.counts import standings_of
from challenge.models import Cohort, Event, MailRefused, Profile, Run, Submission
from challenge.services import bundles, collecting, documents, events, freezing, handing_in, runs, submissions, sweeping
from challenge.services.handing_in import CannotHandIn, ask, go_on
from challenge.tasks import collect
from sandbox.demo.parts import CANDIDATES, ROOT
from sandbox.forge.server import Forge
from tests.challenge.conftest import People
from tests.challenge.services.looks import NO_ANSWER, claimed, ended
from verifier.documents.files import File
from verifier.intake.limits import RefusedError
from verifier.verdicts import Verdict

pytestmark = pytest.mark.django_db

PICTURE = (CANDIDATES / "S0" / "submission" / "shots" / "03 my board.png").read_bytes()


@pytest.fixture
def work(cohort: Cohort, people: People) -> Submission:
    """The first sandbox candidate's document, and no other source; its owner has an address."""
    cohort.practice_visible_to = "candidate"
    cohort.save()
    people.candidate.email = "ada@example.com"
    people.candidate.save()
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    documents.take(made, CANDIDATES / "S0" / "submission")
    return made


def looked(run: Run) -> None:
    """A worker looks at every source of the run."""
    for pk in run.collections.values_list("pk", flat=True):
        collect(pk)


def nothing_elsewhere(address: str) -> bytes:
    raise RefusedError(f"{address} does not answer.")


def handed_in(work: Submission, people: People) -> Submission:
    run = ask(work, people.candidate).hand_in_run
    assert run is not None
    looked(run)
    go_on(work.pk, fetch=nothing_elsewhere)
    work.refresh_from_db()
    return work


def folder(work: Submission) -> Path:
    found = bundles.folder_of(work)
    assert found is not None
    return found


def told(work: Submission, name: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads((folder(work) / name).read_bytes())
    return answer


def test_the_button_takes_the_time_and_starts_one_last_look(work: Submission, people: People):
    row = ask(work, people.candidate)
    assert row.hand_in_asked_at is not None
    assert row.hand_in_run is not None
    assert (row.hand_in_run.purpose, row.hand_in_run.scope, row.handed_in_at) == ("hand-in", [], None)
    again = ask(work, people.candidate)
    assert (again.hand_in_asked_at, again.hand_in_run) == (row.hand_in_asked_at, row.hand_in_run)
    assert Event.objects.filter(kind="submission.handing-in").count() == 1


def test_only_who_did_the_work_hands_it_in(work: Submission, people: People):
    for person in (people.other, people.reviewer, people.viewer, people.stranger):
        with pytest.raises(PermissionDenied):
            ask(work, person)


def test_nothing_cannot_be_handed_in(cohort: Cohort, people: People):
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    with pytest.raises(CannotHandIn, match="Connect your document"):
        ask(made, people.candidate)
    made.refresh_from_db()
    assert made.hand_in_asked_at is None


def test_when_the_last_look_has_ended_it_is_handed_in_and_frozen(work: Submission, people: People):
    handed_in(work, people)
    assert work.handed_in_at is not None
    assert work.bundle == f"bundles/autumn/K7-{work.bundle_digest}"
    assert bundles.differences(folder(work), work.bundle_digest) == []
    event = Event.objects.get(kind="submission.handed-in")
    assert event.data == {"bundle": work.bundle_digest, "commit": "", "late": False}
    assert event.effective_at == work.hand_in_asked_at
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder(work), *folder(work).rglob("*")])


def test_the_bundle_holds_what_was_seen(work: Submission, people: People):
    handed_in(work, people)
    verdicts = {step["key"]: step["verdict"] for step in told(work, "verdicts.json")["steps"]}
    assert verdicts == dict(work.hand_in_run.judgments.values_list("step__key", "verdict"))
    head = told(work, "hand-in.json")
    assert head["engine"] == work.hand_in_run.engine
    assert head["rules"]["range_off_by_one"] == "accept"
    assert (folder(work) / "definitions" / f"{head['definition']}.yaml").read_text() == work.cohort.version.source
    assert "MongoDB" in (folder(work) / "document" / "answers.md").read_text()


def test_the_bundle_is_judged_offline_with_the_same_verdicts(work: Submission, people: People):
    handed_in(work, people)
    command = [sys.executable, "-m", "verifier", "judge", str(folder(work)), "--json"]
    judged = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    verdicts = {step["key"]: step["verdict"] for step in json.loads(judged.stdout)["steps"]}
    assert verdicts == dict(work.hand_in_run.judgments.values_list("step__key", "verdict"))


def test_credentials_in_the_document_are_masked_in_the_bundle(work: Submission, people: People, tmp_path: Path):
    given = tmp_path / "answers.md"
    given.write_text("# Answers\n\nDD_API_KEY=0123456789abcdef0123456789abcdef\n", "utf-8")
    documents.take(work, given)
    work.written_answers.create(step_key="final-question", text="api_key: 0123456789abcdef0123456789abcdef")
    handed_in(work, people)
    held = b"".join((folder(work) / name).read_bytes() for name in bundles.names(folder(work)))
    assert b"0123456789abcdef" not in held
    assert "DD_API_KEY=•" in (folder(work) / "document" / "answers.md").read_text()


def test_names_that_hinder_each_other_hinder_no_bundle(work: Submission, people: People, tmp_path: Path):
    given = tmp_path / "given"
    long = "A" * 117 + ".md"
    texts = {
        "answers.md": "# Answers\n\nnone yet\n",
        long: "one\n",
        f"{long}zz/f.md": "two\n",
        f"{long}zz/g.md": "three\n",
        f"{'B' * 150}1.md": "four\n",
        f"{'B' * 150}2.md": "five\n",
        "by-digest": "no text\n",
        "by-digest.d/x.md": "six\n",
    }
    for name, text in texts.items():
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_text(text, "utf-8")
    documents.take(work, given)
    handed_in(work, people)
    held = {path.read_text() for path in (folder(work) / "document").rglob("*") if path.is_file()}
    assert held >= set(texts.values()) - {"no text\n"}


def test_what_would_be_a_file_and_a_folder_at_once_is_named_by_its_digest():
    names = ["a", "a/b.md", "./a", "c/d.md", "c", "..", "by-digest", "by-digest/x", "a\udce9"]
    placed = [name for name, _file in freezing._placed(File(name, "") for name in names)]
    assert [name for name in placed if not name.startswith("by-digest/")] == ["a", "c/d.md", "a?"]
    assert len(set(placed)) == len(names)
    assert all(len(name) == len("by-digest/") + 64 for name in placed if name.startswith("by-digest"))


def test_every_picture_is_kept_or_the_reason_is_told(work: Submission, people: People):
    handed_in(work, people)
    listed = told(work, "pictures.json")
    kept = [one for one in listed if one["file"].startswith("pictures/")]
    assert len(kept) == 11
    assert all((folder(work) / one["file"]).is_file() for one in listed if one["file"])
    assert [one["target"] for one in listed if not one["file"]] == []


def test_pictures_of_elsewhere_are_fetched_and_missing_ones_told(work: Submission, people: People, tmp_path: Path):
    place = tmp_path / "given"
    (place / "Shots").mkdir(parents=True)
    (place / "Shots" / "My Board.PNG").write_bytes(PICTURE)
    (place / "evil.png").symlink_to("/etc/passwd")
    (place / "answers.md").write_text(
        "# Answers\n\n![a](shots/my%20board.png?raw=true)\n\n![b](https://github.com/eve/other/blob/main/b.png)\n\n"
        "![c](gone.png)\n\n![d](evil.png)\n\n[e](https://i.imgur.com/e.png)\n\n![f](../../../../secret_key)\n",
        "utf-8",
    )
    documents.take(work, place)
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        if "imgur" in address:
            raise RefusedError("The address leads to a page, and not to a picture.")
        return PICTURE

    run = ask(work, people.candidate).hand_in_run
    looked(run)
    go_on(work.pk, fetch=fetch)
    work.refresh_from_db()
    listed = {one["target"]: one for one in told(work, "pictures.json")}
    assert asked == ["https://github.com/eve/other/raw/main/b.png", "https://i.imgur.com/e.png"]
    assert listed["shots/my%20board.png?raw=true"]["source"] == "submission"
    same = {listed[name]["file"] for name in list(listed)[:2]}
    assert len(same) == 1
    assert same.pop().startswith("pictures/")
    assert {name: one["why"] for name, one in listed.items() if not one["file"]} == {
        "gone.png": "There is no such file in the submission.",
        "evil.png": "There is no such file in the submission.",
        "https://i.imgur.com/e.png": "The address leads to a page, and not to a picture.",
        "../../../../secret_key": "There is no such file in the submission.",
    }
    assert work.receipt["pictures_left_count"] == 4


def test_a_picture_of_another_repository_is_fetched_from_its_forge(
    work: Submission, people: People, tmp_path: Path, forge: Forge, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "FORGES", {"github.com": forge.base})
    (tmp_path / "answers.md").write_text(
        "![mine](https://github.com/demo-s0/hiring-engineers/blob/HEAD/shots/03%20my%20board.png)\n\n"
        "![a page](https://github.com/demo-s0/hiring-engineers)\n",
        "utf-8",
    )
    documents.take(work, tmp_path / "answers.md")
    looked(ask(work, people.candidate).hand_in_run)
    go_on(work.pk)
    kept = {
        one["target"].rpartition("/")[2]: bool(one["file"]) for one in told(Submission.objects.get(), "pictures.json")
    }
    assert kept == {"03%20my%20board.png": True, "hiring-engineers": False}


def test_a_check_that_is_on_ends_first(work: Submission, people: People):
    check = runs.start(work, people.candidate)
    row = ask(work, people.candidate)
    assert row.hand_in_run is None
    go_on(work.pk)
    assert Run.objects.count() == 1
    looked(check)
    go_on(work.pk)
    row.refresh_from_db()
    assert row.hand_in_run is not None
    assert row.hand_in_run.pk > check.pk
    looked(row.hand_in_run)
    go_on(work.pk, fetch=nothing_elsewhere)
    row.refresh_from_db()
    assert row.handed_in_at is not None


def test_a_check_that_is_stopped_while_the_hand_in_waits_delays_nothing(work: Submission, people: People):
    check = runs.start(work, people.candidate)
    ask(work, people.candidate)
    runs.cancel(check, people.candidate)
    go_on(work.pk)
    work.refresh_from_db()
    assert work.hand_in_run is not None


def test_nobody_stops_the_last_look(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    for person in (people.candidate, people.reviewer):
        with pytest.raises(PermissionDenied):
            runs.cancel(run, person)


def test_a_last_look_that_could_not_look_ends_the_hand_in_too(submission: Submission, people: People):
    run = ask(submission, people.candidate).hand_in_run
    ended(run)
    go_on(submission.pk)
    submission.refresh_from_db()
    assert submission.handed_in_at is not None
    assert {one["source"] for one in submission.receipt["not_looked"]} == {"host", "account", "document"}


def test_a_last_look_that_ran_out_of_time_ends_the_hand_in_too(submission: Submission, people: People):
    ask(submission, people.candidate)
    Run.objects.update(deadline_at=timezone.now())
    sweeping.sweep()
    go_on(submission.pk)
    submission.refresh_from_db()
    assert submission.handed_in_at is not None


def test_a_hand_in_whose_sources_were_taken_away_meanwhile_ends(work: Submission, people: People):
    check = runs.start(work, people.candidate)
    ask(work, people.candidate)
    looked(check)
    Submission.objects.filter(pk=work.pk).update(document="")
    go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is not None
    assert work.hand_in_run is None
    assert told(work, "bundle.json")["sources"]["document"]["state"] == "read"


def test_finishing_twice_hands_in_once(work: Submission, people: People, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
    before = work.handed_in_at
    with django_capture_on_commit_callbacks(execute=True):
        go_on(work.pk)
        ask(work, people.candidate)
    work.refresh_from_db()
    assert work.handed_in_at == before
    assert Event.objects.filter(kind="submission.handed-in").count() == 1
    assert len(mail.outbox) == 1


def test_a_worker_that_was_killed_at_it_loses_nothing(work: Submission, people: People):
    """It held the lease and had begun to write."""
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    lease = handing_in._next(work.pk)
    assert lease is not None
    cohort = settings.VAR / "bundles" / "autumn"
    half = cohort / f".freezing-{work.pk}-half"
    half.mkdir(parents=True)
    (half / "bundle.json").write_text("{")
    go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is None
    Submission.objects.update(hand_in_lease_until=timezone.now() - timedelta(seconds=1))
    go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is not None
    assert [place.name for place in cohort.iterdir()] == [f"K7-{work.bundle_digest}"]


def test_who_lost_the_lease_writes_nothing(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    late = handing_in._next(work.pk)
    Submission.objects.update(hand_in_lease_until=timezone.now() - timedelta(seconds=1))
    go_on(work.pk)
    work.refresh_from_db()
    with pytest.raises(handing_in.Lost):
        handing_in._finish(late, nothing_elsewhere)
    again = Submission.objects.get(pk=work.pk)
    assert (again.handed_in_at, again.bundle_digest) == (work.handed_in_at, work.bundle_digest)
    assert bundles.differences(folder(again), again.bundle_digest) == []


def test_the_same_again_is_the_same_bundle(work: Submission, people: People):
    """Killed between the freezing and the row: the next one finds the folder as it would have written it."""
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    row = handing_in._row(handing_in._next(work.pk))
    known = freezing.material(row)
    first = bundles.freeze(row, freezing.parts(known, handing_in.Album()))
    second = bundles.freeze(row, freezing.parts(freezing.material(row), handing_in.Album()))
    assert first == second


def test_a_disk_that_does_not_take_it_delays_and_then_it_is_handed_in_without(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    (settings.VAR / "bundles").write_text("a file where the folder should be")
    for number in range(handing_in.MOST_TRIES):
        work.refresh_from_db()
        assert work.handed_in_at is None, number
        Submission.objects.update(hand_in_lease_until=None)
        go_on(work.pk)
    work.refresh_from_db()
    assert work.handed_in_at is not None
    assert (work.bundle, work.bundle_digest) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_hand_in_once(work: Submission, people: People):
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    together, broken = threading.Barrier(4), []

    def finish() -> None:
        try:
            together.wait()
            go_on(work.pk, fetch=nothing_elsewhere)
        except Exception as fault:
            broken.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work.refresh_from_db()
    assert broken == []
    assert work.handed_in_at is not None
    assert Event.objects.filter(kind="submission.handed-in").count() == 1
    assert len(mail.outbox) == 1
    assert list(events.broken_links(Event.objects.order_by("id"))) == []


def test_no_transaction_is_open_while_the_network_is_asked(work: Submission, people: People):
    asked: list[bool] = []
    run = ask(work, people.candidate).hand_in_run
    looked(run)
    outside = connection.in_atomic_block  # the test's own

    def fetch(address: str) -> bytes:
        asked.append(len(connection.savepoint_ids) > 0)
        return nothing_elsewhere(address)

    go_on(work.pk, fetch=fetch)
    assert outside
    assert True not in asked


def test_whoever_ends_the_last_look_rings_and_so_does_the_sweep(
    work: Submission, people: People, take_messages: Callable, django_capture_on_commit_callbacks: Callable
):
    run = ask(work, people.candidate).hand_in_run
    with django_capture_on_commit_callbacks(execute=True):
        looked(run)
    assert [message.payload[0] for queue, message in take_messages() if message.headers["task"] == bell.HAND_IN] == [
        [work.pk]
    ]
    handing_in.sweep()
    assert len(take_messages()) == 1
    handing_in._next(work.pk)
    handing_in.sweep()
    assert take_messages() == []


def test_reviewers_see_the_results_from_then_on(work: Submission, people: People):
    for rung in ("before", "asked", "looked"):
        if rung == "asked":
            run = ask(work, people.candidate).hand_in_run
        if rung == "looked":
            looked(run)
        with pytest.raises(access.Hidden):
            access.results_for(people.reviewer, work.pk)
    go_on(work.pk, fetch=nothing_elsewhere)
    assert access.results_for(people.reviewer, work.pk) == work
    for person in (people.other, people.viewer, people.stranger):
        with pytest.raises(access.Hidden):
            access.results_for(person, work.pk)


@pytest.mark.parametrize(
    ("due", "started", "late"),
    [(None, None, False), (1, None, False), (-1, None, True), (1, -30, True), (1, -1, False), (-1, -1, True)],
)
def test_late_is_who_pressed_the_button_after_the_end(
    work: Submission, people: People, due: int | None, started: int | None, late: bool
):
    """Times in hours from now; the time box is of 24 hours."""
    now = timezone.now()
    Cohort.objects.update(time_box_hours=24, due_at=now + timedelta(hours=due) if due else None)
    Submission.objects.update(started_at=now + timedelta(hours=started) if started else None)
    handed_in(Submission.objects.select_related("cohort").get(pk=work.pk), people)
    work.refresh_from_db()
    assert work.receipt["late"] is late
    assert Event.objects.get(kind="submission.handed-in").data["late"] is late


def test_while_the_hand_in_is_on_no_other_document_is_taken(work: Submission, people: People):
    ask(work, people.candidate)
    with pytest.raises(documents.CannotTake, match="hand-in is on"):
        documents.take(work, CANDIDATES / "S1" / "submission")


def test_a_document_pushed_again_changes_nothing_of_the_bundle(work: Submission, people: People):
    handed_in(work, people)
    documents.take(work, CANDIDATES / "S4" / "submission")
    assert bundles.differences(folder(work), work.bundle_digest) == []
    assert "MongoDB" in (folder(work) / "document" / "answers.md").read_text()


def test_the_receipt_is_mailed_in_the_zone_of_the_person(
    work: Submission, people: People, django_capture_on_commit_callbacks
):
    Profile.objects.create(user=people.candidate, time_zone="Europe/Berlin")
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.com"]
    assert work.bundle_digest in sent.body
    assert "Berlin" in sent.body
    assert "Machine: It was not given." in sent.body


def test_no_receipt_is_mailed_to_who_turned_it_off(
    work: Submission, people: People, django_capture_on_commit_callbacks
):
    MailRefused.objects.create(user=people.candidate, kind="receipt")
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
    assert mail.outbox == []
    assert work.handed_in_at is not None


def test_later_looks_that_find_nothing_lower_nothing(work: Submission, people: People):
    handed_in(work, people)
    before = {key: row.look.verdict for key, row in standings_of([work.pk])[work.pk].items()}
    documents.take(work, CANDIDATES / "S4" / "submission")
    looked(runs.start(work, people.candidate))
    ended(runs.start(work, people.reviewer))
    after = standings_of([work.pk])[work.pk]
    lower = [key for key, row in after.items() if Verdict(row.look.verdict).badness < Verdict(before[key]).badness]
    assert lower == []


def test_the_last_look_itself_may_lower_what_practice_showed(work: Submission, people: People):
    """What was mended in the wrong way before the hand-in counts as it is then, also when it is judged again."""
    looked(runs.start(work, people.candidate))
    practised = Run.objects.get()
    documents.take(work, CANDIDATES / "S4" / "submission")
    handed_in(work, people)
    runs.rejudge(work.hand_in_run, people.reviewer)
    stands = standings_of([work.pk])[work.pk]
    own = dict(work.hand_in_run.judgments.values_list("step__key", "verdict"))
    changed = [
        key
        for key, verdict in practised.judgments.values_list("step__key", "verdict")
        if verdict != own[key] and stands[key].look.run_id == work.hand_in_run_id
    ]
    assert changed
    assert {stands[key].look.verdict for key in changed} == {own[key] for key in changed}


def test_events_and_rows_come_together_or_not_at_all(work: Submission, people: People):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(work, people.candidate)
        raise RuntimeError
    work.refresh_from_db()
    assert (work.hand_in_asked_at, Event.objects.filter(kind="submission.handing-in").count()) == (None, 0)


def test_a_claimed_source_that_comes_back_after_the_hand_in_is_lost(submission: Submission, people: People):
    """A worker that was given up holds nothing any more."""
    run = ask(submission, people.candidate).hand_in_run
    lease = claimed(run, "host")
    Run.objects.update(deadline_at=timezone.now())
    sweeping.sweep()
    go_on(submission.pk)
    with pytest.raises(collecting.Lost):
        collecting.end(lease, NO_ANSWER["host"])
