"""Static files by a web server that serves many at once."""

from __future__ import annotations

import warnings
from pathlib import Path

from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import AsyncClient

SHEET = "css/proofboard.css"


def test_a_static_file_is_sent_whole_and_without_a_warning() -> None:
    async def fetched() -> bytes:
        answer = await AsyncClient().get(f"/static/{SHEET}")
        assert answer.status_code == 200 and answer.is_async
        return b"".join([part async for part in answer])

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert async_to_sync(fetched)() == (Path(settings.STATICFILES_DIRS[0]) / SHEET).read_bytes()


def test_what_the_browser_has_already_is_not_sent_again() -> None:
    async def asked_twice() -> int:
        client = AsyncClient()
        first = await client.get(f"/static/{SHEET}")
        again = await client.get(f"/static/{SHEET}", headers={"If-Modified-Since": first["Last-Modified"]})
        return int(again.status_code)

    assert async_to_sync(asked_twice)() == 304
