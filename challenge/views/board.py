"""Who stands where, for everybody who may watch."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_safe

from challenge import access, selectors
from challenge.live import tickets
from challenge.live.shown import Shown, shown
from challenge.live.stream import PATH
from challenge.models import Cohort
from challenge.selectors import board_files, watchers
from challenge.selectors.watching import PUBLIC
from challenge.views.live import board_ticket


@require_safe
@never_cache
@login_required
def board_list(request: HttpRequest) -> HttpResponse:
    """The boards somebody may watch; straight to it if there is just one."""
    cohorts = [card for card in selectors.list_cohorts(request.user) if card.has_board]
    if len(cohorts) == 1:
        return redirect("board", cohorts[0].key)
    return render(request, "challenge/board_list.html", {"cohorts": cohorts, "here": "board"})


@require_safe
@never_cache
@login_required
def board(request: HttpRequest, key: str) -> HttpResponse:
    """Places, bars and what happened last, as of now or as of the freeze. view=wall: for a projector."""
    group = access.cohort_for(request.user, key)
    now = _now(request, group)
    own = group.submissions.filter(access.own_submissions(request.user)).values_list("pk", flat=True)
    context = _context(request, group, now, join=reverse("live_board", args=[key]))
    return render(request, "challenge/board.html", {**context, "own": list(own), "here": "board"})


@require_safe
@never_cache
def public_board(request: HttpRequest, token: str) -> HttpResponse:
    """The same for people without an account who were given this address."""
    group = watchers.public_cohort(token)
    context = _context(request, group, shown(group, PUBLIC), join=reverse("live_public_board", args=[token]))
    return render(request, "challenge/public_board.html", context)


@require_safe
@never_cache
@login_required
def board_entry(request: HttpRequest, key: str, submission_id: int) -> HttpResponse:
    """What one entry proved, and when."""
    group = access.cohort_for(request.user, key)
    now = _now(request, group)
    profile = watchers.profile_for(request.user, group, submission_id, now.board)
    context = _context(request, group, now, join=reverse("live_board", args=[key]))
    return render(request, "challenge/board_entry.html", {**context, "profile": profile, "here": "board"})


@require_safe
@never_cache
@login_required
@conditional_page
def board_json(request: HttpRequest, key: str) -> JsonResponse:
    group = access.cohort_for(request.user, key)
    told = board_files.as_json(_now(request, group).board)
    return JsonResponse({**told, "sandbox": selectors.shows_sandbox([group.key])})


@require_safe
@never_cache
@login_required
@conditional_page
def board_csv(request: HttpRequest, key: str) -> HttpResponse:
    group = access.cohort_for(request.user, key)
    text = board_files.as_csv(_now(request, group).board)
    headers = {"Content-Disposition": f'attachment; filename="{group.key}-board.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _now(request: HttpRequest, group: Cohort) -> Shown:
    """As this person may watch it."""
    return shown(group, watchers.level_for(request.user, group))


def _context(request: HttpRequest, group: Cohort, now: Shown, *, join: str) -> dict[str, Any]:
    ticket = board_ticket(request, group.pk, now.board.level, after=now.board.last_event_id)
    return {
        "board": now.board,
        "fragment": now.html,
        "digest": now.digest,
        "live": {"stream": PATH, "join": join, "ticket": tickets.issue(ticket)},
        "sandbox": selectors.shows_sandbox([group.key]),
        "wall": request.GET.get("view") == "wall",
    }
