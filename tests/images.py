"""Pictures for tests: plain ones, and those that somebody made to do harm."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

SECRET = "made-by-somebody"


def png(width: int = 40, height: int = 30, colour: str = "teal") -> bytes:
    """With a comment that must not be kept."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    return _saved(Image.new("RGB", (width, height), colour), "PNG", pnginfo=info)


def jpeg_from_a_place() -> bytes:
    """With the place where it was taken, the camera, and a colour profile."""
    image = Image.new("RGB", (40, 30), "teal")
    exif = image.getexif()
    exif[0x010F] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return _saved(image, "JPEG", exif=exif, icc_profile=SECRET.encode() * 20)


def moving_gif() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def gif_and_page() -> bytes:
    """A GIF that is a page with a script to whoever does not look closely."""
    return moving_gif() + b"<html><script>alert(1)</script></html>"


def huge_header(width: int = 60_000, height: int = 60_000) -> bytes:
    """A header that promises billions of pixels."""
    return _png(width, height, zlib.compress(b"\x00" * 1_000))


def bomb() -> bytes:
    """Few bytes that become 100 million pixels."""
    return _png(10_000, 10_000, zlib.compress(b"\x00" * (10_001 * 10_000), 9), depth=8, colour=0)


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _png(width: int, height: int, data: bytes, *, depth: int = 8, colour: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
