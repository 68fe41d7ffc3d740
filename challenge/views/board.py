"""Who stands where, for everybody who may watch."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.views.live import board_ticket
from challenge.views.parts import by_htmx, live_panel


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
    """Ranks, points and strips as of now, or as of the freeze."""
    group = access.cohort_for(request.user, key)
    page = selectors.board(request.user, group)
    ticket = board_ticket(request, group, after=page.last_event_id)
    context = {
        "board": page,
        "sandbox": selectors.shows_sandbox([key]),
        "live": live_panel(request, join=reverse("live_board", args=[key]), key="submission", ticket=ticket),
        "here": "board",
    }
    return render(request, "challenge/_board.html" if by_htmx(request) else "challenge/board.html", context)
