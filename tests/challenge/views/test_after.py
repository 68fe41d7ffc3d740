from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import Comment, Submission
from challenge.services import deciding, feedback, reviewing, submissions
from tests.plausible import Plausible

ROW = "check-interval-45"
SECRETS = {"api_key": "0" * 31 + "a", "app_key": "0" * 39 + "b"}


@pytest.fixture
def work(life: Plausible) -> Submission:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    return life.submissions["C1"]


def opened(client: Client, work: Submission) -> zipfile.ZipFile:
    answer = client.get(reverse("export", args=[work.pk]))
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_export_holds_everything_and_no_secret(work: Submission, knock: Callable):
    submissions.set_account(work, site="datadoghq.eu", **SECRETS)
    Comment.objects.create(submission=work, step_key=ROW, text="a question")
    Comment.objects.create(submission=work, step_key=ROW, text="between us", audience="reviewers")
    archive = opened(knock("owner"), work)
    names = archive.namelist()
    held = {name: archive.read(name) for name in names}
    assert names[0] == "README.txt"
    assert names[-1] == "index.json"
    everything = b"".join(held.values())
    for secret in SECRETS.values():
        assert secret.encode() not in everything
    assert b"ciphertext" not in everything
    assert b"between us" not in everything
    assert b"a question" in held["work/comments.json"]
    assert json.loads(held["profile.json"])["username"] == "otter"
    run = work.runs.first()
    assert len(json.loads(held[f"runs/{run.pk}/judgments.json"])) == run.judgments.count()
    for item in json.loads(held["index.json"]):
        assert hashlib.sha256(held[item["file"]]).hexdigest() == item["sha256"]


def test_the_export_holds_nothing_of_what_reviewers_are_at(work: Submission, life: Plausible, knock: Callable):
    work.handed_in_at = timezone.now()
    work.save()
    told = {
        "summary": "a private summary",
        "reason": "a word to colleagues",
        "question": "Ask about units",
        "draft": "Not released.",
    }
    deciding.decide(work, life.reviewer, ROW, "reject", reason=told["reason"])
    deciding.ask_in_interview(work, life.reviewer, ROW, told["question"])
    reviewing.save(work, life.reviewer, edition=0, rubric={"depth": 2}, outcome="decline", summary=told["summary"])
    reviewing.finish(work, life.reviewer)
    feedback.save_draft(work, life.reviewer, told["draft"], edition=0)
    archive = opened(knock("owner"), work)
    held = b"".join(archive.read(name) for name in archive.namelist())
    assert [name for name, text in {**told, "outcome": "decline"}.items() if text.encode() in held] == []


def test_feedback_is_in_the_export_once_it_is_released(work: Submission, knock: Callable):
    Submission.objects.filter(pk=work.pk).update(feedback="not decided yet")
    before = opened(knock("owner"), work)
    assert [name for name in before.namelist() if b"not decided yet" in before.read(name)] == []
    assert "hand_in_fence" not in json.loads(before.read("work/submission.json"))
    Submission.objects.filter(pk=work.pk).update(feedback_released_at=timezone.now())
    assert opened(knock("owner"), work).read("feedback.txt") == b"not decided yet"


def test_the_same_again_is_the_same(work: Submission, knock: Callable):
    client = knock("owner")
    first, second = opened(client, work), opened(client, work)
    assert [(item.filename, item.CRC) for item in first.infolist()] == [
        (item.filename, item.CRC) for item in second.infolist()
    ]


@pytest.mark.django_db(transaction=False)
def test_a_question_on_a_row_and_its_answer(work: Submission, knock: Callable):
    url = reverse("ask", args=[work.pk, ROW])
    owner, reviewer = knock("owner"), knock("reviewer")
    shown = owner.post(url, {"text": "45 or <b>15</b>?"}, follow=True).content.decode()
    assert "45 or &lt;b&gt;15&lt;/b&gt;?" in shown
    assert "What it came to" in shown  # the page of the row itself
    page = reviewer.get(url).content.decode()
    assert "45 or &lt;b&gt;" in page
    assert "private until the hand-in" in page
    assert "v-pass" not in page
    assert "v-fail" not in page
    answered = reviewer.post(url, {"text": "45."}, follow=True).content.decode()
    assert "private until the hand-in" in answered
    assert "45." in owner.get(reverse("step", args=[work.pk, ROW])).content.decode()


def test_what_was_typed_comes_back_when_it_cannot_be_sent(work: Submission, knock: Callable):
    answer = knock("owner").post(reverse("ask", args=[work.pk, ROW]), {"text": "x" * 4_001})
    assert answer.status_code == 422
    assert "x" * 4_001 in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_row_that_is_not_there_is_nothing(work: Submission, knock: Callable):
    assert knock("owner").get(reverse("ask", args=[work.pk, "no-such-row"])).status_code == 404


def test_feedback_is_shown_when_it_is_released(work: Submission, knock: Callable):
    url = reverse("feedback", args=[work.pk])
    work.feedback = "Not yet <i>to be read</i>."
    work.save()
    assert "to be read" not in knock("owner").get(url).content.decode()
    work.handed_in_at = work.feedback_released_at = timezone.now()
    work.save()
    assert "Not yet &lt;i&gt;to be read&lt;/i&gt;." in knock("owner").get(url).content.decode()
    assert knock("reviewer").get(url).status_code == 404


def test_deleting_needs_the_code_and_then_every_page_says_so(work: Submission, knock: Callable):
    url, client = reverse("withdraw", args=[work.pk]), knock("owner")
    assert "Type the code of this work, C1" in client.get(url).content.decode()
    wrong = client.post(url, {"code": "C2"})
    assert wrong.status_code == 422
    assert 'value="C2"' in wrong.content.decode()
    gone = client.post(url, {"code": "C1"}, follow=True)
    assert gone.status_code == 410
    assert "deleted on your word" in gone.content.decode()
    for name in ("steps", "hand_in", "export", "withdraw", "runs"):
        assert client.get(reverse(name, args=[work.pk])).status_code == 410
        assert knock("reviewer").get(reverse(name, args=[work.pk])).status_code == 404
    assert client.get(reverse("home"), follow=True).status_code == 200
    assert knock("reviewer").get(reverse("cohort", args=["week-49"])).status_code == 200
    assert knock("watcher").get(reverse("board", args=["week-49"])).status_code == 200


@pytest.mark.parametrize("name", ["withdraw", "export", "feedback"])
def test_it_is_the_owners_alone(work: Submission, knock: Callable, name: str):
    for role in ("other", "reviewer", "watcher", "stranger"):
        assert knock(role).get(reverse(name, args=[work.pk])).status_code == 404
    assert knock("reviewer").post(reverse("withdraw", args=[work.pk]), {"code": "C1"}).status_code == 404


@pytest.mark.django_db(transaction=False)
def test_the_zip_is_sent_piece_by_piece_by_a_server_that_serves_many(work: Submission) -> None:
    from asgiref.sync import async_to_sync

    async def fetched() -> list[bytes]:
        client = AsyncClient()
        await client.aforce_login(work.owner)
        answer = await client.get(reverse("export", args=[work.pk]))
        return [part async for part in answer]

    parts = async_to_sync(fetched)()
    assert len(parts) > 5
    assert zipfile.ZipFile(io.BytesIO(b"".join(parts))).testzip() is None
