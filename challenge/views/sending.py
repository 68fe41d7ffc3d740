"""Files that are made while they are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def sent(request: HttpRequest, parts: Iterator[bytes], *, name: str, kind: str) -> StreamingHttpResponse:
    """A download of this name and content type, piece by piece."""
    streamed = _awaited(parts) if isinstance(request, ASGIRequest) else parts
    answer = StreamingHttpResponse(streamed, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


async def _awaited(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """One piece at a time, each made in a thread: a web server that waits for others must not wait for us."""
    one_more = sync_to_async(lambda: next(parts, None))
    while (part := await one_more()) is not None:
        yield part
