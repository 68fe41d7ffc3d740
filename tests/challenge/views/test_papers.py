"""PDFs and drawings that a candidate hands in: files to keep, never what runs."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from challenge.models import Submission
from challenge.services import documents, runs
from tests.challenge.services.hand_ins import looked
from tests.plausible import Plausible

Knock = Callable[[str], Client]

pytestmark = pytest.mark.usefixtures("handed_in")


@pytest.fixture
def work(life: Plausible) -> Submission:
    return life.submissions["C2"]


def at(name: str, work: Submission, *more: str) -> str:
    return reverse(name, args=[work.pk, *more])


def test_a_pdf_is_a_download_and_nothing_else(
    work: Submission, knock: Knock, tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path / "var"
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "answers.md").write_text("# Answers\n")
    (folder / 'no"tes.pdf').write_bytes(b"%PDF-1.4 \x00")
    (folder / "shots").mkdir()
    (folder / "shots" / "board.pdf").write_bytes(b"%PDF-1.\x00" * 256)
    (folder / "plain.pdf").write_bytes(b"%PDF-1.4 and no more")
    documents.take(work, folder)
    looked(runs.start(work, None, purpose="own-run"))
    client = knock("reviewer")
    page = client.get(at("grade", work)).content.decode()
    tray = page[page.index('<ul class="papers">') :]
    assert "Download no&quot;tes.pdf</a>" in tray and "10 bytes" in unescape(tray).replace("\xa0", " ")
    assert "Download plain.pdf</a>" in tray
    assert "Download board.pdf</a>" in tray and "2.0 KB · in shots" in unescape(tray).replace("\xa0", " ")
    assert f'href="{at("paper", work, "shots/board.pdf")}" download' in tray
    answer = client.get(at("paper", work, 'no"tes.pdf'))
    assert answer.content == b"%PDF-1.4 \x00"
    assert answer["Content-Disposition"] == 'attachment; filename="C2-no-tes.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(at("paper", work, "answers.md")).status_code == 404
    assert client.get(at("paper", work, "../../other.pdf")).status_code == 404


HOSTILE_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n"
HOSTILE_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><foreignObject><body '
    b'xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://elsewhere.example/"/></body></foreignObject>'
    b'<image href="https://elsewhere.example/x.png"/></svg>'
)


@pytest.mark.parametrize("name", ["notes.pdf", "x.PDF", "drawing.svg", "drawing.png", "drawing.svg.pdf", "page.html"])
@pytest.mark.parametrize("content", [HOSTILE_PDF, HOSTILE_SVG], ids=["a pdf", "an svg"])
def test_what_could_run_is_never_given_as_what_runs(
    name: str, content: bytes, work: Submission, knock: Knock, tmp_path: Path, settings: Settings
) -> None:
    """Whatever it calls itself: as a file to keep, or not at all."""
    settings.VAR = tmp_path / "var"
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "answers.md").write_text(f"# Answers\n\n![shown]({name})\n")
    (folder / name).write_bytes(content)
    documents.take(work, folder)
    client = knock("reviewer")
    for address in ("paper", "picture"):
        answer = client.get(at(address, work, name))
        if answer.status_code == 404:
            continue
        assert answer["Content-Type"] == "application/octet-stream" and answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith('attachment; filename="C2-')
        assert "sandbox" in answer["Content-Security-Policy"] and "script-src" not in answer["Content-Security-Policy"]
        assert address == "paper"


def test_a_pdf_opens_by_the_same_press_as_pictures_to_who_must_not_read_the_name_in_it(
    life: Plausible, work: Submission, knock: Knock, tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path / "var"
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "answers.md").write_text("# Answers\n")
    (folder / "notes.pdf").write_bytes(HOSTILE_PDF)
    documents.take(work, folder)
    life.cohort.names_hidden = True
    life.cohort.save()
    client = knock("reviewer")
    assert client.get(at("paper", work, "notes.pdf")).status_code == 404
    assert at("paper", work, "notes.pdf") not in client.get(at("grade", work)).content.decode()
    client.post(reverse("show_pictures", args=[work.pk]))
    answer = client.get(at("paper", work, "notes.pdf"))
    assert answer.content == HOSTILE_PDF and "X-Proofboard-Veiled" not in answer
    assert answer["Content-Disposition"] == 'attachment; filename="C2-notes.pdf"'
