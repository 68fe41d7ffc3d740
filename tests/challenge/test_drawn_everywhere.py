"""No page, export, bundle or e-mail of an entry with drawn parameters tells a usual value, whoever reads it.

The usual values are ones that stand nowhere else, and the work was made for what was drawn: so whatever is found was told
by us. What is not written as `$draw.NAME` but in a text of ours is looked for by the exercise's own numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from challenge import urls
from challenge.models import Contest, DefinitionVersion, Entry, Membership, Submission
from challenge.services import comments, contests, documents, feedback, runs, submissions
from challenge.services.definitions import publish
from sandbox.demo.parts import CANDIDATES
from tests.acceptance.drawn.work import made
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, handed_in, looked
from tests.challenge.views.test_access import TABLE
from verifier.definition.load import DEFINITIONS

pytestmark = pytest.mark.django_db

DRAWN = {"metric": "my_signal", "interval": 56, "alert": 790, "warning": 430}
OTHERS = {"metric": "my_level", "interval": 33, "alert": 890, "warning": 590}
USUAL = {"metric": "usual_name", "interval": 4545, "alert": 80808, "warning": 50505}
EXERCISE = r"""(?x) \bmy_metric\b
    | (?<![\w.:]) 45 [ -]? s(?:ec\w*)?\b (?!\ ago) | interval:?\ 45\b | \babove\ (?:800|500)\b | \bat\ (?:800|500)\b | >\ 800\b
    | (?:warning|critical):\ (?:500|800)\b | \bboth\ be\ 800\b"""
ALONE = r"(?<![\w.])(?:{})(?!\w)"  # and not among the digits of a sum, a token or a moment
TOLD = re.compile(
    "|".join([ALONE.format("|".join(map(str, USUAL.values()))), r"\$draw", EXERCISE.replace("(?x)", "")]), re.VERBOSE
)
ROWS = ("custom-check-my-metric", "check-interval-45", "monitor-warn-500", "monitor-alert-800", "timeboard-metric-host")


@pytest.fixture
def version(db: None) -> DefinitionVersion:
    text = (DEFINITIONS / "solutions-engineer-drawn.yaml").read_text("utf-8")
    for old, new in (("my_metric", "metric"), ("45", "interval"), ("800", "alert"), ("500", "warning")):
        assert f"usual: {old}\n" in text
        text = text.replace(f"usual: {old}\n", f"usual: {USUAL[new]}\n")
    return publish(text)[0]


@pytest.fixture
def work(contest: Contest, people: People, tmp_path: Path) -> Submission:
    """Made for what was drawn, checked, and with a row that was asked about."""
    User.objects.filter(pk=people.candidate.pk).update(email="ada@example.com")
    Membership.objects.create(cohort=contest.cohort, user=User.objects.create_user("lena"), role="lead")
    entry = submissions.join(contest.cohort, code="K7", owner=people.candidate)
    documents.take(entry, made(CANDIDATES / "S0" / "submission", tmp_path / "work", DRAWN))
    contests.enter(entry)
    Entry.objects.update(drawn=DRAWN, draw_number=0)
    looked(runs.start(entry, people.candidate))
    looked(runs.start(entry, people.candidate, scope=["check-interval-45"]))
    return Submission.objects.select_related("cohort__version", "owner").get(pk=entry.pk)


def addresses(work: Submission) -> Iterator[str]:
    """Every page that is read for one submission, or one of its checks: each row where it has one."""
    for pattern in urls.urlpatterns:
        wanted = pattern.pattern.converters
        if (
            TABLE[pattern.name][0] != "get"
            or not wanted.keys() & {"submission_id", "run_id"}
            or pattern.name.startswith("live_")
        ):
            continue
        for row in ROWS if "step_key" in wanted else ("",):
            for run in work.runs.values_list("pk", flat=True) if "run_id" in wanted else (0,):
                known = {
                    "submission_id": work.pk,
                    "run_id": run,
                    "step_key": row,
                    "key": work.cohort.key,
                    "name": "answers.md",
                }
                if wanted.keys() <= known.keys():
                    yield reverse(pattern.name, kwargs={name: known[name] for name in wanted})


def told_at(user: User, address: str) -> list[str]:
    """The usual values in the answer, with what stands around them."""
    client = Client()
    client.force_login(user)
    found = []
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(address, headers=headers)
        if answer.status_code != 200:
            continue
        data = b"".join(answer)
        texts = [data.decode("utf-8", "replace")]
        if data.startswith(b"PK"):
            texts = [one.decode("utf-8", "replace") for one in unpacked(data)]
        found += [f"{address}: {around}" for text in texts for around in usual_in(text)]
    return found


def unpacked(data: bytes) -> Iterator[bytes]:
    """All that tells something: not what the challenge asks of everybody, which is there to judge by."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            if inner.startswith(b"PK"):
                yield from unpacked(inner)
            elif "definitions/" not in name:
                yield inner


def usual_in(text: str) -> list[str]:
    text = unescape(text)
    return [text[max(0, one.start() - 60) : one.end() + 40] for one in TOLD.finditer(text)]


@pytest.mark.parametrize(
    "stage", ["practice", "handed in", "with comments", "somebody else's work", "somebody else's, handed in"]
)
def test_no_page_of_an_entry_tells_a_usual_value(work: Submission, people: People, stage: str, tmp_path: Path) -> None:
    if "somebody" in stage:
        documents.take(work, made(CANDIDATES / "S0" / "submission", tmp_path / "copied", OTHERS))
        work.refresh_from_db()
        looked(runs.start(work, people.candidate))
    if "handed in" in stage or "comments" in stage:
        handed_in(work, people)
    if stage == "with comments":
        comments.say(work, people.candidate, "monitor-alert-800", "Is it right?")
        comments.say(work, people.reviewer, "monitor-alert-800", "Look again.")
    seen = set()
    for user in (people.candidate, people.reviewer, User.objects.get(username="lena")):
        for address in addresses(work):
            found = told_at(user, address)
            assert found == []
            seen.add(address)
    assert len(seen) > 30


@pytest.mark.parametrize(
    "text",
    ["named usual_name.", "`min_collection_interval: 45`", "every 45 seconds", "Alert at 800", "must both be 800", "> 800",
     "warns above 500", "thresholds.warning: 500", "every $draw.interval", "my_metric",
     "above 80808.", "interval: 4545", "avg:usual_name{*} > 50505"],
)  # fmt: skip
def test_what_is_searched_for_would_be_found(text: str) -> None:
    assert usual_in(f"Said <b>{text}</b> here")


def test_every_such_page_says_what_was_drawn_where_it_names_the_row(work: Submission, people: People) -> None:
    client = Client()
    client.force_login(people.candidate)
    pages = {address: unescape(b"".join(client.get(address)).decode("utf-8", "replace")) for address in addresses(work)
             if client.get(address).status_code == 200 and not address.endswith("answers.md")}  # fmt: skip
    told = {address for address, text in pages.items() if "790" in text}
    assert {reverse(name, args=[work.pk]) for name in ("steps", "before_hand_in")} <= told


def test_no_bundle_and_no_mail_tells_a_usual_value(
    work: Submission, people: People, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        handed_in(work, people)
        comments.say(work, people.candidate, "monitor-alert-800", "Is it right?")
        comments.say(work, people.reviewer, "monitor-alert-800", "Look again.")
    kept = [path for path in folder(work).rglob("*") if path.is_file() and path.parent.name != "definitions"]
    told = {path.name: usual_in(path.read_text("utf-8", "replace")) for path in kept}
    assert {name: around for name, around in told.items() if around} == {}
    assert [usual_in(f"{letter.subject}\n{letter.body}") for letter in mail.outbox] == [[] for _ in mail.outbox]
    assert "Alert at 790" in "".join(str(letter.subject) for letter in mail.outbox)


def test_the_draft_of_the_feedback_tells_what_was_drawn(work: Submission, people: People) -> None:
    handed_in(work, people)
    work.refresh_from_db()
    client = Client()
    client.force_login(people.reviewer)
    page = unescape(client.get(reverse("write_feedback", args=[work.pk])).content.decode())
    assert "430" in page and "790" in page
    assert feedback.is_closed_to(people.candidate, work) is False


def test_a_row_that_a_text_did_not_ask_is_proposed_by_what_was_drawn(work: Submission, people: People) -> None:
    from django.conf import settings

    from tests.verifier.documents.test_variant import TEXTS

    (settings.VAR / work.document / "README.md").write_text(TEXTS["TW"])
    handed_in(work, people)
    client = Client()
    client.force_login(people.reviewer)
    address = reverse("asked", args=[work.pk])
    page = unescape(client.get(address).content.decode())
    assert "Alert at 790" in page and "another challenge" not in page
    client.post(address, {"variant": "TW"})
    work.refresh_from_db()
    assert {"monitor-alert-800", "monitor-warn-500"} <= set(work.not_asked)
    assert told_at(people.reviewer, address) == []
    assert "Alert at 790" in unescape(client.get(address).content.decode())
