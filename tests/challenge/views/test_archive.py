"""Every address that takes something, asked of a cohort in the archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge import urls
from challenge.models import Cohort, Comment, Event, OwnLook, Run, WrittenAnswer
from challenge.services import (
    answers,
    comments,
    documents,
    feedback,
    handing_in,
    look_tokens,
    own_looks,
    runs,
    time_box,
)
from challenge.services.documents import CannotTake
from challenge.site import archive
from tests.challenge.views.test_access import address
from tests.plausible import Plausible

SAYS = "it can be read, and nothing new is taken"
OF_A_COHORT = {"submission_id", "run_id", "key"}
READ_ALONE = {
    *(
        "house_rules",
        "likeness",
        "agreement",
        "board",
        "steps",
        "connect_machine",
        "who_looked",
        "before_hand_in",
        "receipt",
    ),
    *(
        "feedback",
        "export",
        "grade",
        "report",
        "evidence",
        "cohort_csv",
        "differ",
        "grade_text",
        "paper",
        "step",
        "pictures",
    ),
    *("picture", "runs", "run", "live_submission", "live_cohort", "live_board", "practice", "cohort", "sign_up"),
}
"""Addresses that only show, and `sign_up`, which shows nothing of an archive (tests/challenge/services/test_invitations.py)."""

Knock = Callable[[str], Client]


def about_a_cohort() -> list[str]:
    named = {pattern.name or "": set(pattern.pattern.converters) for pattern in urls.urlpatterns}
    return sorted(name for name, takes in named.items() if takes & OF_A_COHORT)


TAKES = [name for name in about_a_cohort() if name not in READ_ALONE | archive.STAYS]


@pytest.fixture
def archived(life: Plausible) -> Plausible:
    life.cohort.archived_at = timezone.now()
    life.cohort.save()
    return life


SENT = {
    "text": "A new sentence.",
    "address": "https://github.com/otter/hiring-engineers",
    "links": "https://github.com/otter/hiring-engineers/pull/1",
    "email": "new@example.com",
    "role": "reviewer",
    "kind": "confirm",
    "outcome": "advance",
    "edition": "0",
    "sure": "on",
    "code": "C1",
}


@pytest.mark.parametrize("role", ["owner", "reviewer", "lead"])
@pytest.mark.parametrize("name", TAKES)
def test_it_takes_nothing_new_and_says_so(name: str, role: str, archived: Plausible, knock: Knock) -> None:
    client, url = knock(role), address(name, archived)
    before = (Event.objects.count(), Comment.objects.count(), WrittenAnswer.objects.count(), Run.objects.count())
    there = Cohort.objects.values().get(pk=archived.cohort.pk)
    answer = client.post(url, SENT)
    assert answer.status_code == 409 and SAYS in answer.content.decode()
    now = (Event.objects.count(), Comment.objects.count(), WrittenAnswer.objects.count(), Run.objects.count())
    assert now == before and Cohort.objects.values().get(pk=archived.cohort.pk) == there and mail.outbox == []


@pytest.mark.parametrize("name", TAKES)
def test_who_may_not_know_of_it_is_told_what_they_always_are(name: str, archived: Plausible, knock: Knock) -> None:
    assert SAYS not in knock("stranger").post(address(name, archived), SENT).content.decode()


def test_it_can_be_opened_again(archived: Plausible, knock: Knock) -> None:
    knock("lead").post(address("archive_cohort", archived), {"open": "1"})
    assert Cohort.objects.get(pk=archived.cohort.pk).archived_at is None


def test_a_candidate_takes_keys_and_work_back_at_any_time(archived: Plausible, knock: Knock) -> None:
    client, work = knock("owner"), archived.submissions["C1"]
    for name in ("forget_keys", "machine_forget"):
        assert client.post(address(name, archived), {"machines": "yes"}).status_code in (200, 302)
    client.post(address("withdraw", archived), {"code": "C1", "sure": "on"})
    work.refresh_from_db()
    assert work.withdrawn_at is not None


@pytest.mark.parametrize(
    "name",
    sorted(READ_ALONE - {"sign_up", "evidence", "receipt", "paper", "picture", "differ", "agreement", "practice"}),
)
def test_it_can_be_read(name: str, archived: Plausible, knock: Knock) -> None:
    seen = {knock(role).get(address(name, archived)).status_code for role in ("owner", "reviewer", "lead")}
    assert 200 in seen or name in ("grade", "grade_text")


def test_services_refuse_whoever_comes_another_way(archived: Plausible, tmp_path: Path) -> None:
    work, said = archived.submissions["C1"], "in the archive, and nothing new is"
    work.cohort.refresh_from_db()
    document = tmp_path / "answers.md"
    document.write_text("# Answers")
    with pytest.raises(CannotTake, match=said):
        documents.take(work, document)
    with pytest.raises(comments.CannotSay, match=said):
        comments.say(work, archived.reviewer, "env-host", "Well done.")
    with pytest.raises(answers.CannotWrite, match=said):
        answers.write(work, archived.candidate, "check-interval-45", "It is 45.", seen="")
    with pytest.raises(time_box.NotNow, match=said):
        time_box.start(work, archived.candidate)
    with pytest.raises(runs.CannotStart, match=said):
        runs.start(work, None)
    with pytest.raises(feedback.CannotRelease, match=said):
        feedback.release(work, archived.reviewer, "Thank you.")
    with pytest.raises(PermissionDenied):
        handing_in.ask(work, archived.candidate)


def test_a_line_for_the_terminal_that_was_made_before_is_refused_in_words(life: Plausible) -> None:
    word = look_tokens.make_lines(life.submissions["C1"], life.candidate).tokens["vm"]
    life.cohort.archived_at = timezone.now()
    life.cohort.save()
    answer = Client().post(reverse("own_look_post", args=[word]), b"x", content_type="text/plain")
    assert answer.status_code == 409 and "in the archive" in answer.content.decode()


def test_what_lies_unread_in_an_archive_keeps_no_other_look_waiting(archived: Plausible) -> None:
    other = archived.submissions["C1"]
    other.targets.update(kind="own-run")
    OwnLook.objects.create(submission=other, target=other.targets.get(), source="host", way="post", raw=b"", digest="0")
    assert own_looks.start_unread() == 0
