"""Writing the answer to a row in the page: saving, previewing, pictures of all sorts, two windows, and who may."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from challenge.models import Event, Submission, WrittenAnswer, WrittenPicture
from challenge.services import answers
from tests import images
from tests.plausible import Plausible

KEY = "monitor-warn-500"
Knock = Callable[[str], Client]


@pytest.fixture
def mine(life: Plausible) -> Submission:
    return life.submissions["C1"]


def address(submission: Submission) -> str:
    return f"/submissions/{submission.pk}/answers/{KEY}/"


def send(client: Client, submission: Submission, *, pictures: tuple[bytes, ...] = (), **fields: str) -> HttpResponse:
    files = [SimpleUploadedFile(f"shot {number}.png", data) for number, data in enumerate(pictures, start=1)]
    return client.post(address(submission), {"do": "save", "text": "", "seen": "", **fields, "pictures": files})


def seen(client: Client, submission: Submission) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', client.get(address(submission)).content.decode())
    assert found
    return found[1]


def kept(submission: Submission) -> WrittenPicture:
    return WrittenPicture.objects.get(submission=submission)


def test_what_is_saved_comes_back(mine: Submission, knock: Knock) -> None:
    owner = knock("owner")
    assert send(owner, mine, text="I set it to 500.\r\nTwice.").status_code == 302
    assert WrittenAnswer.objects.get(submission=mine, step_key=KEY).text == "I set it to 500.\nTwice."
    assert "I set it to 500." in owner.get(address(mine)).content.decode()
    event = Event.objects.filter(kind="answer.written").get()
    assert (event.submission_id, event.data["step"], set(event.data)) == (mine.pk, KEY, {"step", "sum"})


def test_saving_the_same_again_is_no_event(mine: Submission, knock: Knock) -> None:
    owner = knock("owner")
    send(owner, mine, text="500.")
    send(owner, mine, text="500.", seen=seen(owner, mine))
    assert Event.objects.filter(kind="answer.written").count() == 1


def test_two_windows_never_overwrite_each_other(mine: Submission, knock: Knock) -> None:
    owner = knock("owner")
    both_saw = seen(owner, mine)
    send(owner, mine, text="from the first", seen=both_saw)
    answer = send(owner, mine, text="from the <second>", seen=both_saw)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Changed meanwhile" in page
    assert "from the first" in page and "from the &lt;second&gt;</textarea>" in page
    assert WrittenAnswer.objects.get(submission=mine).text == "from the first"
    now_seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert now_seen
    assert send(owner, mine, text="from both", seen=now_seen[1]).status_code == 302
    assert WrittenAnswer.objects.get(submission=mine).text == "from both"


def test_a_preview_keeps_nothing_and_loses_nothing(mine: Submission, knock: Knock) -> None:
    page = send(knock("owner"), mine, do="preview", text="**bold** <script>alert(1)</script>").content.decode()
    assert "<strong>bold</strong>" in page and "<script>alert" not in page
    assert "**bold** &lt;script&gt;" in page
    assert not WrittenAnswer.objects.exists()


def test_more_than_an_answer_may_have_is_told_and_stays_in_the_page(mine: Submission, knock: Knock) -> None:
    answer = send(knock("owner"), mine, do="preview", text="[" * 40_001)
    assert answer.status_code == 400
    assert "40,001 characters; 40,000 are the most" in answer.content.decode()
    assert answer.context["text"] == "[" * 40_001


def test_a_preview_by_script_is_the_part_alone(mine: Submission, knock: Knock) -> None:
    answer = knock("owner").post(address(mine), {"do": "preview", "text": "**bold**"}, headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith('<div id="answer-preview">')


def test_a_text_that_is_too_long_comes_back(mine: Submission, knock: Knock) -> None:
    answer = send(knock("owner"), mine, text="x" * 40_001)
    assert answer.status_code == 400
    assert "40,001 characters" in answer.content.decode() and "x" * 40_001 in answer.content.decode()
    assert not WrittenAnswer.objects.exists()


def test_a_picture_is_drawn_anew(mine: Submission, knock: Knock, own_var: Path) -> None:
    assert send(knock("owner"), mine, text="Here.", pictures=(images.jpeg_from_a_place(),)).status_code == 302
    picture = kept(mine)
    file = own_var / picture.path
    data = file.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif() and "icc_profile" not in image.info
        assert image.size == (picture.width, picture.height) == (40, 30)
    assert images.SECRET.encode() not in data and b"Exif" not in data
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == file.parent.parent.stat().st_mode & 0o777 == 0o700
    assert picture.name == "shot-1.jpg"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(images.svg(), id="an svg with a script"),
        pytest.param(images.huge_header(), id="a header of billions of pixels"),
        pytest.param(images.bomb(), id="a bomb"),
        pytest.param(images.png()[:60], id="cut off"),
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.4 nothing", id="a pdf"),
        pytest.param(b"<html><script>alert(1)</script></html>", id="a page"),
        pytest.param(b"GIF89a" + b"\x00" * 40, id="a broken gif"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    data: bytes, mine: Submission, knock: Knock, own_var: Path
) -> None:
    answer = send(knock("owner"), mine, text="My text.", pictures=(data,))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert re.search(r'<li class="note note-error">shot 1\.png: [^<]+\.</li>', page)
    assert "My text.</textarea>" in page
    assert not WrittenPicture.objects.exists()
    assert not list(own_var.rglob("*.png"))


@pytest.mark.parametrize("data", [images.moving_gif(), images.gif_and_page()], ids=["moving", "a page behind it"])
def test_of_a_moving_picture_only_the_first_frame_stays(
    data: bytes, mine: Submission, knock: Knock, own_var: Path
) -> None:
    send(knock("owner"), mine, pictures=(data,))
    left = (own_var / kept(mine).path).read_bytes()
    assert b"script" not in left
    with Image.open(io.BytesIO(left)) as image:
        assert image.format == "PNG" and getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Host Map (1).PNG", "Host-Map-1.png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("..\\..\\evil.png", "evil.png"),
        ("image.png", "picture-1.png"),
        ("](javascript:alert(1)).png", "javascript-alert-1.png"),
        ("été.png", "ete.png"),
        ("…….png", "picture-1.png"),
    ],
)
def test_the_name_of_a_picture_becomes_a_plain_one(given: str, name: str, mine: Submission, life: Plausible) -> None:
    assert answers.add_picture(mine, life.candidate, KEY, name=given, data=images.png()).name == name


def test_two_pictures_never_have_the_same_name(mine: Submission, life: Plausible) -> None:
    names = [
        answers.add_picture(mine, life.candidate, KEY, name=name, data=images.png()).name
        for name in ("map.png", "MAP.png", "map.png", "image.png", "image.png")
    ]
    assert names == ["map.png", "MAP-1.png", "map-2.png", "picture-1.png", "picture-2.png"]


def test_there_is_an_end_to_pictures(mine: Submission, life: Plausible, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_PICTURES", 1)
    answers.add_picture(mine, life.candidate, KEY, name="a.png", data=images.png())
    with pytest.raises(answers.CannotWrite, match="delete one first"):
        answers.add_picture(mine, life.candidate, KEY, name="b.png", data=images.png())


def test_a_picture_can_be_deleted_and_its_file_goes(mine: Submission, knock: Knock, own_var: Path) -> None:
    owner = knock("owner")
    send(owner, mine, pictures=(images.png(),))
    picture = kept(mine)
    answer = send(owner, mine, do=f"delete-{picture.pk}", text="still here")
    assert answer.status_code == 302
    assert not WrittenPicture.objects.exists() and not (own_var / picture.path).exists()
    assert WrittenAnswer.objects.get(submission=mine).text == "still here"


def test_nobody_deletes_the_picture_of_another(mine: Submission, life: Plausible, knock: Knock) -> None:
    picture = answers.add_picture(mine, life.candidate, KEY, name="a.png", data=images.png())
    assert send(knock("other"), life.submissions["C2"], do=f"delete-{picture.pk}").status_code == 404
    assert WrittenPicture.objects.filter(pk=picture.pk).exists()


@pytest.mark.parametrize("role", ["stranger", "other", "reviewer", "watcher"])
def test_nobody_writes_for_the_candidate(role: str, mine: Submission, knock: Knock) -> None:
    assert send(knock(role), mine, text="not mine", pictures=(images.png(),)).status_code == 404
    assert not WrittenAnswer.objects.exists() and not WrittenPicture.objects.exists()


def test_a_row_that_does_not_exist_is_no_page(mine: Submission, knock: Knock) -> None:
    assert knock("owner").get(f"/submissions/{mine.pk}/answers/no-such-row/").status_code == 404
    assert knock("owner").post(f"/submissions/{mine.pk}/answers/no-such-row/", {"text": "x"}).status_code == 404


def test_after_the_hand_in_answers_are_read_and_not_written(mine: Submission, knock: Knock) -> None:
    owner = knock("owner")
    send(owner, mine, text="**as it was**", pictures=(images.png(),))
    mine.handed_in_at = timezone.now()
    mine.save()
    page = owner.get(address(mine)).content.decode()
    assert "its answers stay as they were" in page and "<strong>as it was</strong>" in page
    assert "<textarea" not in page and "Delete" not in page
    assert send(owner, mine, text="later").status_code == 400
    assert WrittenAnswer.objects.get(submission=mine).text == "**as it was**"


def test_all_of_it_can_be_forgotten(mine: Submission, knock: Knock, own_var: Path) -> None:
    send(knock("owner"), mine, text="x", pictures=(images.png(), images.png()))
    answers.forget(mine)
    assert not WrittenAnswer.objects.exists() and not WrittenPicture.objects.exists()
    assert not [path for path in (own_var / "written").rglob("*") if path.is_file()]


def test_the_row_leads_its_owner_to_it(mine: Submission, knock: Knock) -> None:
    row = f"/submissions/{mine.pk}/steps/{KEY}/"
    assert address(mine) in knock("owner").get(row).content.decode()
    assert address(mine) not in knock("reviewer").get(row).content.decode()
