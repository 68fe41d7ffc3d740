from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from challenge.works import pictures
from challenge.works.pictures import NoPicture, draw_anew


def picture(form: str, size: tuple[int, int] = (8, 6), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_is_drawn_anew(form: str):
    drawn = draw_anew(picture(form))
    with Image.open(io.BytesIO(drawn.data)) as again:
        assert (again.size, again.format) == ((8, 6), "JPEG" if form == "JPEG" else "PNG")
    assert drawn.ending == (".jpg" if form == "JPEG" else ".png")


def test_nothing_but_the_pixels_comes_along():
    told = PngInfo()
    told.add_text("Comment", "made at home")
    exif = Image.Exif()
    exif[0x010E] = "made at home"
    for data in (picture("PNG", pnginfo=told), picture("JPEG", exif=exif)):
        assert b"made at home" in data
        assert b"made at home" not in draw_anew(data + b"and a secret behind it").data
        assert b"secret" not in draw_anew(data + b"and a secret behind it").data


def test_a_photograph_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = draw_anew(picture("JPEG", exif=exif))
    assert (drawn.width, drawn.height) == (6, 8)


def test_the_same_picture_is_kept_under_the_same_digest():
    assert draw_anew(picture("PNG")).sha256 == draw_anew(picture("PNG")).sha256


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"not a picture", picture("PNG")[:40]], ids=str)
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes):
    with pytest.raises(NoPicture, match=r"\.$|can\)\.$"):
        draw_anew(data)


def test_a_picture_that_is_far_larger_than_its_file_is_refused():
    huge = picture("PNG", (7_000, 6_000), "1")
    assert len(huge) < 100_000
    with pytest.raises(NoPicture, match="million pixels"):
        draw_anew(huge)


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    with pytest.raises(NoPicture, match="MB"):
        draw_anew(picture("PNG"))
