"""The pictures of one submission, for whoever looks through them."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.services.opened import pictures_covered, pictures_opened
from challenge.works.drawings import Busy, drawn
from challenge.works.pictures import LONGEST_SIDE, NoPicture
from challenge.works.showing import picture_bytes, written_bytes

SMALL = 320
TYPES = {".png": "image/png", ".jpg": "image/jpeg"}
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; sandbox"
"""A picture that is opened by itself may do nothing; the browser's own page around it needs its style."""


@require_safe
@never_cache
@login_required
def pictures(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Every picture that the document names, and those that it does not use."""
    submission = access.results_for(request.user, submission_id)
    page = selectors.submission_pictures(request.user, submission)
    pictures_opened(submission, request.user)
    return render(request, "challenge/pictures.html", {"page": page, "submission": page.submission})


@require_safe
@cache_control(private=True, max_age=600)
@login_required
def picture(request: HttpRequest, submission_id: int, name: str) -> HttpResponse:
    """One picture of the submission by its path, drawn anew: never the bytes that somebody sent."""
    submission = access.results_for(request.user, submission_id)
    if pictures_covered(request.user, submission):
        return _covered()
    data = picture_bytes(submission, name)
    if data is None:
        raise Http404("There is no such picture.")
    pictures_opened(submission, request.user)
    small = request.GET.get("size") == "small"
    if not small and written_bytes(submission, name) is not None:
        return _served(request, data, PurePosixPath(name).suffix)  # it was drawn anew when it was kept
    try:
        return _served(request, *drawn(submission, data, longest=SMALL if small else LONGEST_SIDE))
    except Busy:
        headers = {"Retry-After": "5", "Cache-Control": "no-store"}
        return HttpResponse(gettext("Too many pictures at once; come again in a moment."), status=503, headers=headers)
    except NoPicture as fault:
        raise Http404("This picture cannot be opened.") from fault


def _covered() -> HttpResponse:
    """In place of a picture that may show a name: a grey field, kept by no browser."""
    field = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#8888"/></svg>'
    headers = {"Content-Security-Policy": ALONE, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return HttpResponse(field, content_type="image/svg+xml", headers=headers)


def _served(request: HttpRequest, data: bytes, ending: str) -> HttpResponse:
    """Who has it already is told so, and gets no bytes."""
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    answer = HttpResponse(
        data,
        content_type=TYPES[ending],
        headers={
            "ETag": etag,
            "Content-Disposition": f'inline; filename="picture{ending}"',
            "Content-Security-Policy": ALONE,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=answer))
