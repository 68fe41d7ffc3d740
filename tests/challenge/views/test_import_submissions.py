"""The page where reviewers bring in submissions."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from challenge.models import Import, Submission
from challenge.tasks import import_one
from sandbox.forge.server import Forge
from tests.plausible import Plausible

Knock = Callable[[str], Client]
PAGE = "/cohorts/week-49/import/"
FORK = "https://github.com/demo-s1/hiring-engineers"


def packed(**files: str) -> SimpleUploadedFile:
    """A zip; a name's underscores are slashes."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".md", text)
    return SimpleUploadedFile("week.zip", body.getvalue())


@pytest.fixture
def client(life: Plausible, knock: Knock) -> Client:
    return knock("reviewer")


def said(client: Client, data: dict[str, object]) -> str:
    return client.post(PAGE, data, follow=True).content.decode()


def test_links_are_given_and_what_becomes_of_them_is_shown(client: Client, forge: Forge, settings) -> None:
    settings.FORGES = {"github.com": forge.base}
    page = said(client, {"links": f"{FORK}\nnonsense\n{FORK}/pull/3\n{FORK}.git"})
    assert "2 to be taken." in page
    assert "nonsense: " in page
    assert "Here already, and not taken twice: demo-s1/hiring-engineers." in page
    assert "demo-s1/hiring-engineers #3" in page
    assert "every 2s" in page
    assert "Look again" in page


def test_what_was_pasted_is_there_again_where_nothing_of_it_could_be_taken(client: Client) -> None:
    page = said(client, {"links": "\n".join(["x"] * 1 + [f"https://github.com/a/b{n}" for n in range(400)])})
    assert "more than 300 lines" in page
    assert "https://github.com/a/b399" in page
    assert "Paste the links first" in said(client, {"links": ""})
    assert not Import.objects.exists()


def test_a_zip_of_folders_is_a_submission_each(client: Client) -> None:
    page = said(client, {"files": packed(ada__answers="# Ada", bo__answers="# Bo"), "paths": ""})
    assert "2 to be taken." in page
    assert set(Import.objects.values_list("name", flat=True)) == {"ada", "bo"}


def test_a_dropped_folder_comes_with_the_paths_of_its_files(client: Client) -> None:
    names = ["week/ada/answers.md", "week/bo/answers.md", "week/bo/code/app.md"]
    files = [SimpleUploadedFile(name.rpartition("/")[2], f"# {name}".encode()) for name in names]
    assert "2 to be taken." in said(client, {"files": files, "paths": "\n".join(names)})
    assert set(Import.objects.values_list("name", flat=True)) == {"ada", "bo"}


@pytest.mark.parametrize("path", ["../../evil.md", "/etc/evil.md", "a/../../evil.md"])
def test_paths_that_lead_out_are_refused(client: Client, path: str, settings) -> None:
    file = SimpleUploadedFile("evil.md", b"# Evil")
    page = said(client, {"files": [file], "paths": path})
    assert 'role="alert"' in page
    assert not Import.objects.exists()
    assert not list(Path(settings.VAR).rglob("evil.md"))


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (SimpleUploadedFile("week.zip", b"no zip"), "broken"),
        (packed(), "no Markdown document"),
        (SimpleUploadedFile("a.png", b"x"), "no Markdown document"),
    ],
)
def test_what_is_no_submission_is_one_sentence(client: Client, files: SimpleUploadedFile, why: str) -> None:
    files.seek(0)
    page = said(client, {"files": files})
    assert why in page.split('role="alert"')[1].split("</p>")[0]


def test_what_is_announced_as_too_large_is_not_read(client: Client, settings) -> None:
    settings.UPLOAD_LIMIT = 100
    answer = client.post(PAGE, {"files": packed(ada__answers="# Ada" * 100)})
    assert answer.status_code == 413
    assert "larger than" in answer.content.decode()


def test_to_a_script_it_tells_how_far_it_is(client: Client) -> None:
    said(client, {"files": packed(ada__answers="# Ada")})
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section id="imports"')
    assert "1 waiting" in part
    Import.objects.update(state="failed", reason="It is gone.")
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "1 could not be taken" in part
    assert "It is gone." in part
    assert "hx-trigger" not in part
    client.post(f"{PAGE}again/")
    assert Import.objects.get().state == "waiting"


def test_its_candidate_is_invited(client: Client, life: Plausible) -> None:
    said(client, {"files": packed(ada__answers="# Ada")})
    import_one(Import.objects.get().pk)
    made = Submission.objects.get(imported__isnull=False)
    address = reverse("invite_candidate", args=["week-49", made.imported.pk])
    assert address in client.get(PAGE).content.decode()
    assert "Enter a valid email" in client.post(address, {"email": "nobody"}).content.decode()
    assert "The invitation is sent." in client.post(address, {"email": "a@example.com"}, follow=True).content.decode()
    assert "/join/" in str(mail.outbox[-1].body)
    assert "Invite again" in client.get(PAGE).content.decode()
    life.cohort.names_hidden = True
    life.cohort.save()
    page = client.get(PAGE).content.decode()
    assert address in page, "whom to invite is no secret; which work is theirs is"
    assert made.code not in page.split('id="imports"')[1]
    assert made.code not in client.get(address).content.decode()
    Import.objects.update(joined_at=made.created_at)
    assert client.get(address).status_code == 404
    assert "has joined" in client.get(PAGE).content.decode()


def test_nobody_else_invites(client: Client, life: Plausible, knock: Knock) -> None:
    said(client, {"files": packed(ada__answers="# Ada")})
    import_one(Import.objects.get().pk)
    address = reverse("invite_candidate", args=["week-49", Import.objects.get().pk])
    assert {knock(role).get(address).status_code for role in ("stranger", "other", "owner", "watcher")} == {404}


def test_in_an_archive_nothing_is_brought_in(client: Client, life: Plausible) -> None:
    life.cohort.archived_at = life.cohort.due_at
    life.cohort.save()
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/cohorts/week-49/").content.decode()
