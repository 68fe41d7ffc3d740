"""An archive takes nothing new. Whatever is posted about one is refused here with one sentence, before any view asks.

Where somebody may not even know of it, the view answers as it always does: there is nothing. Services refuse as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from challenge import access

STAYS = frozenset(
    {
        "archive_cohort",  # opens it again
        "copy_cohort",  # what is made is another cohort
        "let_go",  # takes a right away
        "withdraw",
        "forget_keys",
        "forget_contest_keys",
        "machine_forget",  # the candidate's own to take back, at any time
        "take_back_check",
        "cancel_run",  # ends what is on
        "show_pictures",  # opens what is there to somebody who reads
    }
)
"""Addresses that take away, end or only show."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers 409 to what would change an archive."""

    def without_archives(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and _is_about_an_archive(request):
            return render(request, "challenge/archived.html", status=409)
        return get_response(request)

    return without_archives


def _is_about_an_archive(request: HttpRequest) -> bool:
    try:
        asked = resolve(request.path_info)
    except Resolver404:
        return False
    told: dict[str, Any] = asked.kwargs
    if asked.url_name in STAYS or told.keys().isdisjoint(("submission_id", "run_id", "key")):
        return False
    cohort = access.known_cohort(
        request.user, submission_id=told.get("submission_id"), run_id=told.get("run_id"), key=told.get("key")
    )
    return cohort is not None and access.is_archived(cohort)
