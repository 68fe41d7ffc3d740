"""Anybody may try a document: the page says what the terminal checker says, and keeps nothing."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from challenge import trying
from challenge.models import Remembered
from sandbox.forge.server import Forge
from tests.exercise import ROWS

ROOT = Path(__file__).resolve().parents[3]
WORK = ROOT / "sandbox" / "candidates" / "S1" / "submission"
LEAK = "0123456789abcdef" * 2


@pytest.fixture
def client(db: None) -> Client:
    return Client()


def sent(client: Client, *files: tuple[str, bytes], address: str = "", **more: str) -> str:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post("/try/", {"files": given, "address": address}, **more)
    assert answer.status_code in (200, 413, 429), answer
    return str(answer.content.decode())


def zipped(**files: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return box.getvalue()


def whole(folder: Path) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"fork-main/{path.relative_to(folder).as_posix()}")
    return box.getvalue()


def in_terminal(path: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "verifier", "check", str(path), "--json"], cwd=ROOT, capture_output=True
    )
    return json.loads(done.stdout)


def everything_kept() -> tuple[dict[str, int], list[str], list[str]]:
    """Rows of every table but the one where tries are counted, files of VAR, and what lies in the system's temporary folder of ours."""
    rows = {model._meta.label: model._default_manager.count() for model in apps.get_models() if model is not Remembered}
    files = sorted(str(path) for path in settings.VAR.rglob("*"))
    return rows, files, [name for name in os.listdir(tempfile.gettempdir()) if name.startswith(("try-", "submission-"))]


def test_the_page_says_what_the_terminal_says(client: Client, tmp_path: Path) -> None:
    archive = tmp_path / "work.zip"
    archive.write_bytes(whole(WORK))
    page = sent(client, ("work.zip", archive.read_bytes()))
    report = in_terminal(archive)
    assert sum(report["document"]["counts"].values()) == len(report["steps"]) == ROWS
    from django.template.defaultfilters import force_escape

    for step in report["steps"]:
        assert f'id="row-{step["key"]}" data-shown="{report["document"]["steps"][step["key"]]}"' in page
        assert str(force_escape(step["reason"])) in page
    for key, word in (("shown", "shown"), ("picture", "only in pictures"), ("otherwise", "not as asked")):
        assert f"<strong>{report['document']['counts'][key]}</strong> {word}" in page


def test_one_markdown_file_is_enough(client: Client) -> None:
    page = sent(client, ("answers.md", (WORK / "answers.md").read_bytes()))
    assert page.count('class="row"') == ROWS
    assert "answers.md:" in page and "What to do" in page


def test_several_files_lie_beside_each_other(client: Client) -> None:
    text = b"# Answers\n\n## Tags\n\n![tags](shot.png) and ![more](lost.png)\n"
    page = sent(client, ("answers.md", text), ("shot.png", b"\x89PNG\x00"), ("extra.png", b"\x89PNG\x00"))
    missing, unused = page.split("not in what you gave")[1].split("no text refers to them")
    assert "lost.png" in missing and "shot.png" not in missing.split("<ul>")[1]
    assert "extra.png" in unused.split("</ul>")[0]


def test_a_leaked_key_is_told_and_never_shown(client: Client) -> None:
    page = sent(client, ("answers.md", f"# Answers\n\nexport DD_API_KEY={LEAK}\n".encode()))
    assert "Revoke them" in page and "answers.md:3" in page
    assert LEAK not in page


def test_nothing_is_kept(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    before = everything_kept()
    for files in ([("answers.md", b"# Secret thoughts\n")], [("work.zip", whole(WORK))], [("evil.zip", b"PK\x03\x04")]):
        page = sent(client, *files)
        assert page
    assert everything_kept() == before
    assert "Secret thoughts" not in caplog.text
    assert "sessionid" not in client.cookies
    counted = Remembered.objects.get()
    assert counted.value == 3 and re.fullmatch("[0-9a-f]{64}", counted.key)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("evil.zip", zipped(**{"..__..__evil.md": b"x"}), "leads out of it"),
        ("broken.zip", b"PK\x03\x04 broken", "broken, or not what"),
        ("nothing.zip", zipped(answers__png=b"0" * 100), "no Markdown document"),
        ("bomb.zip", zipped(**{"answers.md": b"0" * 8_000_000}), "far more than documents"),
        ("picture.png", b"\x89PNG\x00", "no Markdown document, no folder"),
        ("program.md", b"\x7fELF\x00\x00\x00", "no text"),
        ("old.tar.gz", b"\x1f\x8b nothing", "broken, or not what"),
    ],
)
def test_what_cannot_be_read_costs_one_sentence(client: Client, name: str, content: bytes, sentence: str) -> None:
    page = sent(client, (name, content))
    assert 'role="alert"' in page
    assert sentence in page


def test_an_archive_comes_alone(client: Client) -> None:
    assert "one archive by itself" in sent(client, ("a.zip", whole(WORK)), ("answers.md", b"# x"))


def test_nothing_and_both_are_refused_and_the_address_stays(client: Client) -> None:
    assert "Choose a file, or paste an address" in sent(client)
    page = sent(client, ("answers.md", b"# x"), address="https://github.com/alice/answers")
    assert "not both" in page and 'value="https://github.com/alice/answers"' in page


@pytest.mark.parametrize("address", ["http://github.com/a/b", "https://10.0.0.1/a/b", "--host", "file:///etc/passwd"])
def test_an_address_that_may_not_be_fetched_starts_nothing(client: Client, address: str) -> None:
    page = sent(client, address=address)
    assert 'role="alert"' in page and "data-shown" not in page


def test_what_is_announced_as_too_large_is_not_read(client: Client, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 10_000
    answer = client.post("/try/", {"files": SimpleUploadedFile("answers.md", b"x" * 20_000)})
    assert answer.status_code == 413
    assert "larger than 0.01 MB" in answer.content.decode()


def test_a_hostile_document_is_stopped_and_the_next_one_is_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "SECONDS", 0.05)
    assert "took longer than" in sent(client, ("answers.md", b"# x\n" * 1_000_000))
    monkeypatch.undo()
    assert "data-shown" in sent(client, ("answers.md", b"# x\n"))


def test_when_others_are_at_it_nothing_waits_for_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "PATIENCE", 0.01)
    held = [trying._free.acquire() for _ in range(settings.TRIES_AT_ONCE)]
    try:
        assert "Others are trying" in sent(client, ("answers.md", b"# x\n"))
    finally:
        for _ in held:
            trying._free.release()


def test_an_address_has_so_many_tries_in_an_hour(client: Client, settings: Settings) -> None:
    settings.TRIES = 2
    for _ in range(2):
        assert "no Markdown" in sent(client, ("x.png", b"\x00"))
    answer = client.post("/try/", {"files": SimpleUploadedFile("x.png", b"\x00")})
    assert answer.status_code == 429
    assert "often within an hour" in answer.content.decode()
    assert "no Markdown" in sent(client, ("x.png", b"\x00"), REMOTE_ADDR="203.0.113.9")


def test_behind_a_proxy_the_proxys_word_counts_and_nobody_elses(client: Client, settings: Settings) -> None:
    settings.TRIES = 1
    sent(client, ("x.png", b"\x00"), HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert "often within" in sent(client, ("x.png", b"\x00"), HTTP_X_FORWARDED_FOR="198.51.100.2")
    settings.BEHIND_PROXY = True
    assert "no Markdown" in sent(client, ("x.png", b"\x00"), HTTP_X_FORWARDED_FOR="9.9.9.9, 198.51.100.2")
    assert "often within" in sent(client, ("x.png", b"\x00"), HTTP_X_FORWARDED_FOR="8.8.8.8, 198.51.100.2")
    assert "no Markdown" in sent(client, ("x.png", b"\x00"), HTTP_X_FORWARDED_FOR="2001:db8::1")
    assert "often within" in sent(client, ("x.png", b"\x00"), HTTP_X_FORWARDED_FOR="2001:db8::2")


def test_the_operator_may_close_the_page(client: Client, settings: Settings) -> None:
    settings.TRIES = 0
    page = client.get("/try/").content.decode()
    assert "closed here" in page and 'type="file"' not in page
    assert client.post("/try/", {"address": "https://github.com/a/b"}).status_code == 429


def test_a_form_without_its_token_is_refused(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/try/", {"files": SimpleUploadedFile("answers.md", b"# x")}).status_code == 403


def test_a_fork_is_tried_by_its_address(client: Client, forge: Forge, settings: Settings) -> None:
    settings.FORGES = {"github.com": forge.base}
    page = sent(client, address="https://github.com/demo-s1/hiring-engineers")
    assert page.count('class="row"') == ROWS
    assert 'id="row-submit-fork-pr" data-shown="shown"' in page
    assert 'class="sandbox"' in page
    assert forge.base not in page


@pytest.mark.parametrize("name", ["nobody/nothing", "demo-faults/busy", "DataDog/hiring-engineers/pull/99"])
def test_a_fork_that_does_not_come_says_why(client: Client, forge: Forge, settings: Settings, name: str) -> None:
    settings.FORGES = {"github.com": forge.base}
    page = sent(client, address=f"https://github.com/{name}")
    assert 'role="alert"' in page and f'value="https://github.com/{name}"' in page


def test_a_child_sees_none_of_our_settings(tmp_path: Path) -> None:
    names = set(trying._environment(tmp_path))
    assert names == {"PATH", "HOME", "TMPDIR", "LC_ALL", "PYTHONDONTWRITEBYTECODE"}
