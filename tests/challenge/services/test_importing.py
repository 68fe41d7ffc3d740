"""Links and folders become submissions: once, by a worker, handed in, and whose they are comes later."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenge import access
from challenge.models import Cohort, Event, Import, Submission, Summary
from challenge.selectors.imports import imports
from challenge.services import importing, staging
from challenge.services.staging import submissions_in
from challenge.services.summaries import derived, kept
from challenge.tasks import import_one
from sandbox.forge.server import Forge
from tests.challenge.conftest import People
from tests.challenge.services.bringing_in import FORK, PULL, folder, take_all

pytestmark = pytest.mark.django_db


def test_a_pull_request_becomes_a_submission_that_is_handed_in_and_waits(
    group: Cohort, people: People, github: Forge
) -> None:
    given = importing.give_links(group, people.reviewer, f"\n  {PULL}/files?w=1 \n\n")
    assert (given.new, given.again, given.refused) == (1, (), ())
    take_all()
    row = Import.objects.select_related("submission__owner").get()
    assert (row.state, row.name, row.given_by) == ("taken", "DataDog/hiring-engineers #1", people.reviewer)
    made = row.submission
    assert made is not None
    assert made.owner is not None
    assert made.handed_in_at is not None
    assert made.bundle
    assert (made.document_kind, made.hand_in_run.state) == ("fork", "finished")
    assert access.may_grade(people.reviewer, made)
    assert Summary.objects.get(pk=made.pk).waiting_since == made.hand_in_asked_at
    assert kept([made.pk]) == derived([made.pk])
    assert Event.objects.get(kind="submission.imported").data == {"import": row.pk}


def test_it_is_never_late_because_nobody_knows_when_it_was_handed_in(
    group: Cohort, people: People, tmp_path: Path
) -> None:
    group.due_at = timezone.now() - timedelta(days=9)
    group.save()
    folder(tmp_path, "ada")
    importing.give_folders(group, people.reviewer, submissions_in(tmp_path))
    take_all()
    assert Event.objects.get(kind="submission.handed-in").data["late"] is False


def test_nobody_opens_the_account_of_a_placeholder(group: Cohort, people: People, github: Forge) -> None:
    importing.give_links(group, people.reviewer, FORK)
    take_all()
    owner = Submission.objects.get().owner
    assert owner is not None
    assert (owner.email, owner.has_usable_password(), owner.get_full_name()) == ("", False, "demo-s1/hiring-engineers")
    assert mail.outbox == []


def test_the_same_link_twice_is_said_and_not_doubled(group: Cohort, people: People, github: Forge) -> None:
    first = importing.give_links(group, people.reviewer, f"{PULL}\n{PULL}/files\n{FORK}")
    assert (first.new, first.again) == (2, ("DataDog/hiring-engineers #1",))
    again = importing.give_links(group, people.reviewer, FORK + ".git")
    assert (again.new, again.again) == (0, ("demo-s1/hiring-engineers",))


def test_what_a_candidate_connected_is_not_brought_in_again(
    group: Cohort, submission: Submission, people: People, github: Forge
) -> None:
    Submission.objects.filter(pk=submission.pk).update(document_url=FORK)
    assert importing.give_links(group, people.reviewer, FORK).again == ("demo-s1/hiring-engineers",)


def test_lines_that_are_no_links_are_named_and_the_others_taken(group: Cohort, people: People, github: Forge) -> None:
    given = importing.give_links(group, people.reviewer, f"ada lovelace\nhttps://evil.example.org/a/b\n{FORK}")
    assert given.new == 1
    assert [line for line, _why in given.refused] == ["ada lovelace", "https://evil.example.org/a/b"]
    assert all(why.endswith(".") for _line, why in given.refused)


@pytest.mark.parametrize("text", ["", " \n \n", "\n".join(f"{FORK}/{number}" for number in range(importing.MOST + 1))])
def test_nothing_and_too_much_are_a_sentence(group: Cohort, people: People, text: str) -> None:
    with pytest.raises(importing.CannotImport):
        importing.give_links(group, people.reviewer, text)
    assert not Import.objects.exists()


@pytest.mark.parametrize("who", ["candidate", "other", "viewer", "stranger"])
def test_only_reviewers_bring_in(group: Cohort, people: People, who: str, tmp_path: Path) -> None:
    user = getattr(people, who)
    for deed in (
        lambda: importing.give_links(group, user, FORK),
        lambda: importing.give_folders(group, user, []),
        lambda: importing.try_again(group, user),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    with pytest.raises(access.Hidden):
        imports(user, group)


def test_an_archive_takes_nothing_in(group: Cohort, people: People) -> None:
    group.archived_at = timezone.now()
    with pytest.raises(PermissionDenied):
        importing.give_links(group, people.reviewer, FORK)


def test_what_cannot_be_taken_says_why_leaves_no_submission_and_can_be_tried_again(
    group: Cohort, people: People, github: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.give_links(group, people.reviewer, "https://github.com/nobody/nothing")
    take_all()
    row = Import.objects.get()
    assert (row.state, row.submission, "no public repository" in row.reason) == ("failed", None, True)
    assert not Submission.objects.exists()
    assert importing.try_again(group, people.reviewer) == 1
    row.refresh_from_db()
    assert (row.state, row.reason, row.tries) == ("waiting", "", 0)


def test_the_exercise_itself_is_nobodys_work(group: Cohort, people: People, github: Forge) -> None:
    importing.give_links(group, people.reviewer, "https://github.com/DataDog/hiring-engineers")
    take_all()
    assert "the exercise itself" in Import.objects.get().reason
    assert not User.objects.filter(username__startswith="imported-").exists()


def test_folders_become_submissions_and_their_files_are_laid_aside_until_then(
    group: Cohort, people: People, tmp_path: Path
) -> None:
    for name in ("ada", "bo"):
        folder(tmp_path, name, name)
    given = importing.give_folders(group, people.reviewer, submissions_in(tmp_path))
    aside = [settings.VAR / row.folder for row in Import.objects.all()]
    assert given.new == len(aside) == 2
    assert all((place / "answers.md").is_file() and place.stat().st_mode & 0o077 == 0 for place in aside)
    shutil.rmtree(tmp_path / "ada")
    take_all()
    assert sorted(Submission.objects.values_list("owner__first_name", flat=True)) == ["ada", "bo"]
    assert Submission.objects.filter(handed_in_at__isnull=False).count() == 2


def test_the_same_files_twice_are_one_submission(group: Cohort, tmp_path: Path) -> None:
    folder(tmp_path / "a", "ada")
    folder(tmp_path / "b", "ada")
    folder(tmp_path / "c", "ada", "something else")
    for part, new in (("a", 1), ("b", 0), ("c", 1)):
        assert importing.give_folders(group, None, submissions_in(tmp_path / part)).new == new
    assert len(list((settings.VAR / "imports").iterdir())) == 2


def test_a_folder_whose_document_is_gone_fails_alone(group: Cohort, tmp_path: Path) -> None:
    for name in ("ada", "bo"):
        folder(tmp_path, name, name)
    importing.give_folders(group, None, submissions_in(tmp_path))
    staging.throw_away(Import.objects.get(name="ada").folder)
    take_all()
    assert dict(Import.objects.values_list("name", "state")) == {"ada": "failed", "bo": "taken"}
    assert Submission.objects.count() == 1


def test_how_far_it_is(group: Cohort, people: People, tmp_path: Path) -> None:
    for name in ("ada", "bo"):
        folder(tmp_path, name, name)
    importing.give_folders(group, people.reviewer, submissions_in(tmp_path))
    first, second = Import.objects.order_by("pk")
    import_one(first.pk)
    Import.objects.filter(pk=second.pk).update(state="failed", reason="Why.")
    page = imports(people.reviewer, group)
    assert [(line.name, line.state) for line in page.lines] == [("bo", "failed"), ("ada", "looking")]
    assert (page.counts, page.is_open, page.total) == ({"looking": 1, "failed": 1}, True, 2)
    take_all()
    page = imports(people.reviewer, group)
    assert ([line.state for line in page.lines], page.is_open) == (["failed", "there"], False)
    assert page.lines[1].code == Submission.objects.get().code
    group.names_hidden = True
    assert [line.code for line in imports(people.reviewer, group).lines] == ["", ""]
