"""Static files, sent so that a web server that waits for others need not wait for a disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it comes without types
    @staticmethod
    def serve(static_file: Any, request: Any) -> Any:
        answer = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest) and answer.streaming:
            answer.streaming_content = _awaited(iter(answer.streaming_content))
        return answer


async def _awaited(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    one_more = sync_to_async(lambda: next(parts, None))
    while (part := await one_more()) is not None:
        yield part
