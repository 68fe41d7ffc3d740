"""How a scrubbed raw answer is kept: compressed, or not at all where it is larger than we keep."""

from __future__ import annotations

import gzip

from django.conf import settings


def pack(raw: bytes) -> bytes:
    """Half an answer could not be read again, so a larger one is left out; its facts stay."""
    return gzip.compress(raw, mtime=0) if 0 < len(raw) <= settings.RAW_LIMIT_BYTES else b""


def unpack(packed: bytes | memoryview) -> bytes:
    return gzip.decompress(bytes(packed)) if packed else b""
