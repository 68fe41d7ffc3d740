"""Draws pictures anew: what somebody else made is decoded within limits, and only what it shows is kept.

Metadata (place, camera, author, comments) and whatever else hides in a file does not come along.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_BYTES = 15_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 4_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


class NoPicture(ValueError):
    """It cannot be kept as a picture; the message is one sentence for the candidate."""


@dataclass(frozen=True)
class Drawn:
    """ending: ".png" or ".jpg"; sha256: of `data`, the file as it is kept."""

    data: bytes
    ending: str
    width: int
    height: int
    sha256: str


def draw_anew(data: bytes, *, longest: int = LONGEST_SIDE) -> Drawn:
    """The picture without anything but its pixels: the first of several, turned upright. Raises NoPicture.

    longest: what is larger is made smaller, in pixels of the longest side.
    """
    if not data:
        raise NoPicture("The file is empty.")
    if len(data) > MOST_BYTES:
        raise NoPicture(f"The picture has more than {MOST_BYTES // 1_000_000} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(data, longest)
    except NoPicture:
        raise
    except Exception as fault:  # decoders raise whatever a broken file makes them stumble over
        raise NoPicture("This is no picture that can be opened (PNG, JPEG, GIF, WebP, BMP and TIFF can).") from fault


def _drawn(data: bytes, longest: int) -> Drawn:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NoPicture(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.")
        photograph = opened.format == "JPEG"
        opened.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(opened)
        plain = upright.convert("RGB" if photograph else "RGBA" if upright.has_transparency_data else "RGB")
    plain.thumbnail((longest, longest))
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    if photograph:
        bare.save(out, "JPEG", quality=90)
    else:
        bare.save(out, "PNG", compress_level=6)
    kept = out.getvalue()
    ending = ".jpg" if photograph else ".png"
    return Drawn(kept, ending, bare.width, bare.height, hashlib.sha256(kept).hexdigest())
