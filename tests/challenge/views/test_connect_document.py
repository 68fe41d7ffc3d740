"""A candidate's document by address and by upload: what fails leaves the earlier one as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from challenge.looks import at_hand
from challenge.models import Event, Submission
from challenge.services import documents, turns
from sandbox.forge.repositories import commit, path_of
from sandbox.forge.server import Forge
from tests.plausible import Plausible
from verifier.facts import SourceState
from verifier.facts.document import Leaks, Origin
from verifier.gather.document import DocumentTarget, look

FORK = "https://github.com/demo-s1/hiring-engineers"


@pytest.fixture
def mine(life: Plausible) -> Submission:
    return life.submissions["C1"]


@pytest.fixture
def owner(knock: Callable[[str], Client], forge: Forge, settings: Settings) -> Client:
    settings.FORGES = {"github.com": forge.base}
    return knock("owner")


def page_of(submission: Submission) -> str:
    return f"/submissions/{submission.pk}/document/"


def send(client: Client, submission: Submission, **data: object) -> str:
    answer = client.post(page_of(submission), data, follow=True)
    assert answer.status_code in (200, 413)
    submission.refresh_from_db()
    return str(answer.content.decode())


def files(**named: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name.replace("__", "."), content) for name, content in named.items()]


def zipped(**named: bytes) -> list[SimpleUploadedFile]:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        for name, content in named.items():
            archive.writestr(f"fork-main/{name.replace('__', '.')}", content)
    return [SimpleUploadedFile("work.zip", box.getvalue())]


def words(submission: Submission) -> str:
    """What the document's file says now."""
    path = at_hand.document_path(submission)
    return (path if path.is_file() else path / "answers.md").read_text("utf-8")


def test_a_fork_is_taken_at_its_commit(owner: Client, mine: Submission, forge: Forge) -> None:
    page = send(owner, mine, part="address", address=FORK)
    assert (mine.document_kind, mine.document_url, len(mine.document_commit)) == ("fork", FORK, 40)
    assert mine.document_taken_at is not None
    assert mine.document_commit[:10] in page and "answers.md" in page and "sandbox" in page
    assert forge.base not in page
    event = Event.objects.filter(kind="document.taken").get()
    assert event.data == {"kind": "fork", "commit": mine.document_commit}
    assert mine.runs.filter(state="waiting").exists()


def test_from_the_taken_document_a_way_leads_to_the_rows_and_to_a_check(owner: Client, mine: Submission) -> None:
    rows, check = f'href="/submissions/{mine.pk}/"', f'action="/submissions/{mine.pk}/check/"'
    page = send(owner, mine, part="address", address=FORK)
    assert (
        "See your rows" in page and page.count(rows) == 3
    )  # in the path, beside the check that is on, and as a button
    assert "follow it beside your rows" in page and check not in page
    mine.runs.filter(state="waiting").update(state="finished")
    page = owner.get(page_of(mine)).content.decode()
    assert "See your rows" in page and check in page


def test_a_later_look_knows_the_fork_and_what_its_history_leaked(owner: Client, mine: Submission, forge: Forge) -> None:
    repository = path_of(forge.root, "demo-s1", "hiring-engineers")
    commit(repository, {"keys.env": b"DD_API_KEY=0123456789abcdef0123456789abcdef\n"}, "Oops")
    commit(repository, {"keys.env": b"# nothing\n"}, "Mended")
    send(owner, mine, part="address", address=FORK)
    path = at_hand.document_path(mine)
    facts = look(DocumentTarget(path, at_hand.leak_key(), taken=at_hand.taken_from(mine, path))).facts
    assert facts.state is SourceState.READ
    origin, leaks = facts.values[Origin], facts.values[Leaks]
    assert isinstance(origin, Origin) and isinstance(leaks, Leaks)
    assert (origin.fork, origin.commit, origin.repository) == (True, mine.document_commit, FORK)
    assert any(leak.place.file == "keys.env" and leak.commit for leak in leaks.items)
    assert "0123456789abcdef0123456789abcdef" not in at_hand.origin_path(path).read_text()
    assert at_hand.origin_path(path).stat().st_mode & 0o077 == 0


def test_what_follows_the_address_is_not_kept(owner: Client, mine: Submission) -> None:
    page = send(owner, mine, part="address", address=f"{FORK}?token=ghp_0123456789#readme")
    mine.refresh_from_db()
    assert mine.document_url == FORK
    path = at_hand.document_path(mine)
    assert "ghp_0123456789" not in page + at_hand.origin_path(path).read_text()


def test_a_pull_request_and_a_branch_are_taken(owner: Client, mine: Submission, forge: Forge) -> None:
    send(owner, mine, part="address", address="https://github.com/DataDog/hiring-engineers/pull/1")
    assert "Robin Vale" in words(mine)
    commit(path_of(forge.root, "demo-s1", "hiring-engineers"), {"answers.md": b"# Other\n"}, "x", branch="work/two")
    send(owner, mine, part="address", address=f"{FORK}.git", reference="work/two")
    assert words(mine) == "# Other\n" and mine.document_url == f"{FORK}@work/two"


@pytest.mark.parametrize(
    ("address", "reference", "sentence"),
    [
        ("https://github.com/nobody/nothing", "", "no public repository"),
        ("https://github.com/demo-faults/busy", "", "no more questions"),
        ("https://github.com/DataDog/hiring-engineers/pull/99", "", "no such pull request"),
        ("https://github.com/DataDog/hiring-engineers", "", "the exercise itself"),
        (FORK, "nowhere", "no such branch"),
        ("https://github.com/DataDog/hiring-engineers/pull/1", "main", "says already which part"),
        (f"{FORK}/tree/main", "main", "says already which part"),
        ("http://169.254.169.254/a/b", "", "as https"),
        ("https://gitlab.com/a/b", "", "from github.com only"),
        ("", "", "Give the address"),
        ("https://github.com/a/" + "b" * 600, "", "too long"),
    ],
)
def test_what_fails_says_why_and_loses_nothing(
    owner: Client, mine: Submission, address: str, reference: str, sentence: str
) -> None:
    send(owner, mine, part="upload", files=files(answers__md=b"# Mine\n"))
    before = mine.document, mine.document_kind, mine.document_taken_at
    page = send(owner, mine, part="address", address=address, reference=reference)
    assert 'role="alert"' in page and sentence in page and "as it was" in page
    assert f'value="{address}"' in page or not address
    assert (mine.document, mine.document_kind, mine.document_taken_at) == before
    assert words(mine) == "# Mine\n"
    assert Event.objects.filter(kind="document.taken").count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (files(answers__md=b"# One\n"), "# One\n"),
        (zipped(answers__md=b"# Two\n", a__png=b"\x89PNG\x00"), "# Two\n"),
        (files(answers__md=b"# Three\n", a__png=b"\x89PNG\x00"), "# Three\n"),
    ],
)
def test_files_are_taken(owner: Client, mine: Submission, given: list[SimpleUploadedFile], said: str) -> None:
    send(owner, mine, part="address", address=FORK)
    for file in given:
        file.seek(0)
    send(owner, mine, part="upload", files=given)
    assert (mine.document_kind, mine.document_url, mine.document_commit) == ("upload", "", "")
    assert words(mine) == said
    assert at_hand.taken_from(mine, at_hand.document_path(mine)) is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (zipped(**{"../evil__md": b"x"}), "leads out of it"),
        (zipped(a__png=b"x"), "no Markdown document"),
        (files(a__png=b"x"), "no Markdown document"),
        (files(a__zip=b"PK broken"), "broken"),
        ([], "Choose a file"),
    ],
)
def test_an_upload_that_is_none_loses_nothing(
    owner: Client, mine: Submission, given: list[SimpleUploadedFile], sentence: str
) -> None:
    send(owner, mine, part="upload", files=files(answers__md=b"# Mine\n"))
    for file in given:
        file.seek(0)
    assert sentence in send(owner, mine, part="upload", files=given)
    assert words(mine) == "# Mine\n"


def test_too_much_is_not_read(owner: Client, mine: Submission, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 5_000
    page = send(owner, mine, part="upload", files=files(answers__md=b"x" * 9_000))
    assert "larger than" in page and not mine.document_kind


def test_a_push_is_shown_and_not_taken(owner: Client, mine: Submission, forge: Forge) -> None:
    send(owner, mine, part="address", address=FORK)
    first, said = mine.document_commit, words(mine)
    later = commit(path_of(forge.root, "demo-s1", "hiring-engineers"), {"answers.md": b"# Later\n"}, "Later")
    cache.clear()
    page = owner.get(page_of(mine)).content.decode()
    assert f"it is at commit {later[:10]}, and {first[:10]} is what was taken" in page
    assert words(mine) == said
    send(owner, mine, part="again")
    assert (words(mine), mine.document_commit) == ("# Later\n", later)


def test_after_the_hand_in_it_stays_and_says_so(owner: Client, mine: Submission, forge: Forge) -> None:
    send(owner, mine, part="address", address=FORK)
    Submission.objects.filter(pk=mine.pk).update(hand_in_asked_at=timezone.now())
    later = commit(path_of(forge.root, "demo-s1", "hiring-engineers"), {"answers.md": b"# Later\n"}, "Later")
    cache.clear()
    page = owner.get(page_of(mine)).content.decode()
    assert (
        f"moved on since the hand-in: it is at commit {later[:10]}. What counts is {mine.document_commit[:10]}" in page
    )
    assert 'type="file"' not in page and "Take it again" not in page
    before = words(mine)
    for data in ({"part": "again"}, {"part": "address", "address": FORK}, {"files": files(answers__md=b"# x")}):
        assert "is the one that counts" in send(owner, mine, **data)
    assert words(mine) == before


def test_a_forge_that_is_away_takes_nothing_back(owner: Client, mine: Submission, settings: Settings) -> None:
    send(owner, mine, part="address", address=FORK)
    settings.FORGES = {"github.com": "http://127.0.0.1:1"}
    cache.clear()
    page = owner.get(page_of(mine)).content.decode()
    assert "could not be told" in page and mine.document_commit[:10] in page


def test_nobody_else_can_take_it(knock: Callable[[str], Client], mine: Submission) -> None:
    for role in ("other", "reviewer", "watcher", "stranger"):
        data = {"files": files(answers__md=b"# Theirs\n")}
        assert knock(role).post(page_of(mine), data).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mine.owner)
    assert strict.post(page_of(mine), {"files": files(answers__md=b"# x")}).status_code == 403


def test_a_hand_in_that_comes_meanwhile_wins(mine: Submission, tmp_path: Path) -> None:
    source = tmp_path / "answers.md"
    source.write_text("# Mine\n")
    documents.take(mine, source)
    Submission.objects.filter(pk=mine.pk).update(hand_in_asked_at=timezone.now())
    with pytest.raises(documents.CannotTake):
        documents.take_upload(mine, mine.owner, files(answers__md=b"# Late\n"))
    mine.refresh_from_db()
    assert words(mine) == "# Mine\n"


def taken() -> int:
    return Event.objects.filter(kind="document.taken").count()


def test_a_person_gives_so_many_in_an_hour_and_is_told_from_when_there_are_more(
    owner: Client, mine: Submission, settings: Settings
) -> None:
    settings.DOCUMENTS_AN_HOUR = 2
    for number in range(2):
        send(owner, mine, part="upload", files=files(answers__md=b"# Number %d\n" % number))
    refused = owner.post(page_of(mine), {"part": "address", "address": FORK})
    page = refused.content.decode()
    assert refused.status_code == 429 and taken() == 2
    assert "as many documents within an hour" in page and "You can give one again from <time" in page
    assert "as it was" in page and f'value="{FORK}"' in page
    assert words(mine) == "# Number 1\n"
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=1)):
        send(owner, mine, part="upload", files=files(answers__md=b"# Later\n"))
    assert words(mine) == "# Later\n"


def test_what_cannot_be_an_address_costs_nothing(owner: Client, mine: Submission, settings: Settings) -> None:
    settings.DOCUMENTS_AN_HOUR = 1
    for address in ("http://169.254.169.254/a/b", "https://gitlab.com/a/b", "https://github.com/a/" + "b" * 600, ""):
        send(owner, mine, part="address", address=address)
    send(owner, mine, part="address", address=FORK)
    assert mine.document_kind == "fork"


def test_one_at_a_time_is_taken_for_a_submission(owner: Client, mine: Submission, life: Plausible) -> None:
    with turns.turn(mine, life.reviewer):
        page = send(owner, mine, part="upload", files=files(answers__md=b"# Mine\n"))
        assert "being taken for this work at this moment" in page and taken() == 0
    send(owner, mine, part="upload", files=files(answers__md=b"# Mine\n"))
    assert taken() == 1


def test_whoever_died_at_it_does_not_hold_it_for_ever(owner: Client, mine: Submission) -> None:
    held = turns.turn(mine, mine.owner)
    held.__enter__()
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(seconds=121)):
        send(owner, mine, part="upload", files=files(answers__md=b"# Mine\n"))
    assert taken() == 1
