"""Serving one picture: drawn anew, to those who may, and nothing that is no picture of this submission."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from challenge.models import Event, Submission
from challenge.services import answers, documents, withdrawing
from challenge.services.freezing import file_reader
from challenge.works import drawings
from challenge.works.showing import handed_in
from tests import images
from tests.plausible import Plausible

Knock = Callable[[str], Client]


@pytest.fixture
def mine(life: Plausible, own_var: Path) -> Submission:
    """With a document of a folder, and things around it that nobody may read."""
    submission = life.submissions["C1"]
    folder = own_var / "documents" / "week-49" / "C1"
    (folder / "shots").mkdir(parents=True)
    (folder / "answers.md").write_text("![map](shots/01 map.png)")
    (folder / "shots" / "01 map.png").write_bytes(images.png(900, 600))
    (folder / "place.jpg").write_bytes(images.jpeg_from_a_place())
    (folder / "evil.png").write_bytes(images.gif_and_page())
    (folder / "vector.svg").write_bytes(images.svg())
    (folder / "script.png").write_bytes(b"<script>alert(1)</script>")
    (own_var / "outside.png").write_bytes(images.png())
    (own_var / "credential_key").write_bytes(b"secret")
    (folder / "link.png").symlink_to(own_var / "outside.png")
    (folder / "key.png").symlink_to(own_var / "credential_key")
    submission.document = "documents/week-49/C1"
    submission.save()
    return submission


def show(client: Client, submission: Submission, name: str, size: str = "") -> tuple[int, bytes]:
    answer = client.get(f"/submissions/{submission.pk}/pictures/{name}", {"size": size} if size else {})
    return answer.status_code, answer.content


def test_a_picture_is_served_alone_and_may_do_nothing(mine: Submission, knock: Knock) -> None:
    answer = knock("owner").get(f"/submissions/{mine.pk}/pictures/shots/01%20map.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "script-src" not in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert "private" in answer["Cache-Control"]
    assert images.SECRET.encode() not in answer.content


def test_a_small_one_is_small(mine: Submission, knock: Knock) -> None:
    _status, data = show(knock("owner"), mine, "shots/01 map.png", "small")
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (320, 213)


@pytest.mark.parametrize("name", ["place.jpg", "evil.png"])
def test_nothing_but_pixels_leaves(name: str, mine: Submission, knock: Knock) -> None:
    status, data = show(knock("owner"), mine, name)
    assert status == 200
    assert b"script" not in data and images.SECRET.encode() not in data and b"Exif" not in data


@pytest.mark.parametrize(
    "name",
    [
        "answers.md",
        "vector.svg",
        "script.png",
        "nothing.png",
        "link.png",
        "key.png",
        "../../../outside.png",
        "%2e%2e/%2e%2e/%2e%2e/outside.png",
        "shots/../../../../outside.png",
        "..%2f..%2f..%2foutside.png",
        "/outside.png",
        "%00.png",
        "answers-on-proofboard/nothing.png",
        "answers-on-proofboard/../outside.png",
        "x" * 5_000 + ".png",
    ],
)
def test_what_is_no_picture_of_the_submission_is_not_there(name: str, mine: Submission, knock: Knock) -> None:
    assert show(knock("owner"), mine, name)[0] == 404


def test_an_absolute_path_is_not_there(mine: Submission, knock: Knock, own_var: Path) -> None:
    assert show(knock("owner"), mine, str(own_var / "outside.png"))[0] == 404


def test_pictures_of_an_archive_are_served(mine: Submission, knock: Knock, own_var: Path) -> None:
    place = own_var / "documents" / "week-49" / "work.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("work/answers.md", "![map](map.png)")
        archive.writestr("work/map.png", images.png())
    mine.document = "documents/week-49/work.zip"
    mine.save()
    owner = knock("owner")
    assert show(owner, mine, "map.png")[0] == show(owner, mine, "work/map.png")[0] == 200
    assert show(owner, mine, "../map.png")[0] == 404


def test_a_written_picture_is_served_to_those_who_may_see_results(
    mine: Submission, life: Plausible, knock: Knock
) -> None:
    answers.add_picture(mine, life.candidate, "metric-range", name="mine.png", data=images.png())
    name = "answers-on-proofboard/mine.png"
    assert show(knock("owner"), mine, name)[0] == show(knock("reviewer"), mine, name)[0] == 200
    assert show(knock("other"), mine, name)[0] == show(knock("watcher"), mine, name)[0] == 404
    assert show(knock("other"), life.submissions["C2"], name)[0] == 404
    life.cohort.practice_visible_to = "candidate"
    life.cohort.save()
    assert show(knock("reviewer"), mine, name)[0] == 404


def test_after_the_hand_in_the_pictures_that_were_kept_are_served(
    mine: Submission, knock: Knock, own_var: Path
) -> None:
    folder = own_var / "bundles" / "week-49" / "C1-frozen"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "abc.png").write_bytes(images.png())
    (folder / "pictures.json").write_text(
        json.dumps([{"target": "https://example.org/a.png", "file": "pictures/abc.png"}, {"target": "b", "file": ""}])
    )
    assert handed_in(mine) == {}
    mine.bundle = "bundles/week-49/C1-frozen"
    mine.save()
    assert handed_in(mine) == {"https://example.org/a.png": "handed-in/pictures/abc.png"}
    owner = knock("owner")
    assert show(owner, mine, "handed-in/pictures/abc.png")[0] == 200
    assert show(owner, mine, "handed-in/../../../outside.png")[0] == 404
    assert show(owner, mine, "handed-in/nothing.png")[0] == 404


def test_a_picture_that_was_dropped_in_the_page_is_frozen(mine: Submission, life: Plausible) -> None:
    answers.add_picture(mine, life.candidate, "metric-range", name="mine.png", data=images.png())
    with file_reader(mine) as inside:
        assert inside("answers-on-proofboard/mine.png") and inside("place.jpg")
        assert inside("answers-on-proofboard/other.png") is None


def opened() -> list[int | None]:
    return list(Event.objects.filter(kind="pictures.opened").values_list("actor_id", flat=True))


def test_who_opened_the_pictures_is_remembered_once_an_hour(mine: Submission, life: Plausible, knock: Knock) -> None:
    reviewer = knock("reviewer")
    for _ in range(3):
        show(reviewer, mine, "shots/01 map.png")
        reviewer.get(f"/submissions/{mine.pk}/pictures/")
    assert opened() == [life.reviewer.pk]
    later = timezone.now() + timedelta(minutes=61)
    with mock.patch("django.utils.timezone.now", return_value=later):
        show(reviewer, mine, "shots/01 map.png")
    assert opened() == [life.reviewer.pk] * 2


def test_the_candidates_own_looks_are_not_told(mine: Submission, knock: Knock) -> None:
    knock("owner").get(f"/submissions/{mine.pk}/pictures/")
    show(knock("owner"), mine, "shots/01 map.png")
    assert opened() == []


def test_only_so_many_are_drawn_at_once(mine: Submission, knock: Knock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "WAIT_SECONDS", 0.01)
    client, address = knock("owner"), f"/submissions/{mine.pk}/pictures/place.jpg"
    with drawings.DRAWING, drawings.DRAWING:
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "no-store" in answer["Cache-Control"]
    assert client.get(address).status_code == 200


def test_a_picture_that_was_drawn_when_it_was_kept_is_served_as_it_is(mine: Submission, knock: Knock) -> None:
    step = mine.cohort.version.steps.first()
    assert step is not None and mine.owner is not None
    kept = answers.add_picture(mine, mine.owner, step.key, name="a.png", data=images.png(30, 20))
    with drawings.DRAWING, drawings.DRAWING:
        status, data = show(knock("owner"), mine, f"answers-on-proofboard/{kept.name}")
    assert (status, len(data)) == (200, kept.bytes)


def kept(submission: Submission, own_var: Path) -> list[Path]:
    return sorted(path for path in (own_var / "drawn" / str(submission.pk)).rglob("*") if path.is_file())


@pytest.mark.parametrize("size", ["", "small"])
def test_a_picture_is_drawn_once_for_all_who_look(mine: Submission, knock: Knock, own_var: Path, size: str) -> None:
    first = show(knock("owner"), mine, "place.jpg", size)
    with drawings.DRAWING, drawings.DRAWING:  # nothing can be drawn any more
        assert (
            show(knock("owner"), mine, "place.jpg", size) == show(knock("reviewer"), mine, "place.jpg", size) == first
        )
    (file,) = kept(mine, own_var)
    assert file.read_bytes() == first[1] and images.SECRET.encode() not in first[1]
    assert (file.stat().st_mode & 0o077, file.parent.stat().st_mode & 0o077) == (0, 0)


def test_who_has_it_already_gets_no_bytes(mine: Submission, knock: Knock) -> None:
    client, address = knock("owner"), f"/submissions/{mine.pk}/pictures/place.jpg"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in again["Cache-Control"] and again["ETag"] == first["ETag"]
    assert knock("other").get(address, headers={"If-None-Match": first["ETag"]}).status_code == 404
    assert client.get(address, {"size": "small"}, headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_picture_under_the_same_name_is_another_one(mine: Submission, knock: Knock, own_var: Path) -> None:
    client, place = knock("owner"), own_var / "documents" / "week-49" / "C1" / "shots" / "01 map.png"
    first = show(client, mine, "shots/01 map.png")
    place.write_bytes(images.png(30, 20, "red"))
    assert show(client, mine, "shots/01 map.png") != first


def _removed(mine: Submission, tmp_path: Path) -> None:
    picture = answers.add_picture(mine, mine.owner, "metric-range", name="mine.png", data=images.png())
    answers.remove_picture(mine, mine.owner, picture.pk)


def _replaced(mine: Submission, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Other")
    documents.take(mine, tmp_path / "other.md")


def _withdrawn(mine: Submission, tmp_path: Path) -> None:
    withdrawing.withdraw(mine, mine.owner, code=mine.code)
    withdrawing.sweep()


@pytest.mark.parametrize("delete", [_removed, _replaced, _withdrawn])
def test_what_was_drawn_goes_with_what_it_was_drawn_from(
    mine: Submission, knock: Knock, own_var: Path, tmp_path: Path, delete: Callable[[Submission, Path], None]
) -> None:
    show(knock("owner"), mine, "place.jpg")
    assert len(kept(mine, own_var)) == 1
    delete(mine, tmp_path)
    assert kept(mine, own_var) == []


def test_a_disk_that_is_full_costs_no_picture(mine: Submission, knock: Knock, own_var: Path) -> None:
    (own_var / "drawn").write_text("in the way")
    assert show(knock("owner"), mine, "place.jpg")[0] == 200
