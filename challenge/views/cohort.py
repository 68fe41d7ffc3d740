"""A group and its people."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.live import events
from challenge.selectors.work_filters import Asked
from challenge.views.live import cohort_ticket
from challenge.views.parts import asked_parts, by_htmx, live_panel


@require_safe
@never_cache
@login_required
def cohort_list(request: HttpRequest) -> HttpResponse:
    """The cohorts somebody belongs to, and the work they hand in."""
    own = selectors.own_submission_cards(request.user)
    context = {
        "cohorts": selectors.list_cohorts(request.user),
        "own": own,
        "sandbox": selectors.shows_sandbox(card.cohort_key for card in own),
        "author": access.may_write_challenges(request.user),
        "here": "cohorts",
    }
    return render(request, "challenge/cohort_list.html", context)


@require_safe
@never_cache
@login_required
def cohort(request: HttpRequest, key: str) -> HttpResponse:
    """The work list; to htmx only its counts and the lines that it names."""
    group, after = access.cohort_for(request.user, key), events.last_id()
    only = asked_parts(request) if by_htmx(request) else None
    page = selectors.work_list(request.user, group, Asked.of(request.GET.dict()), only=only)
    shown, leads = ",".join(map(str, page.followed)), access.may_run_cohort(request.user, group)
    context = {
        "cohort": group,
        "sandbox": selectors.shows_sandbox([key]),
        "page": page,
        "leads": leads,
        "contest": leads and selectors.is_contest(group),
        "live": live_panel(
            request,
            join=f"{reverse('live_cohort', args=[key])}?shown={shown}",
            key="submission",
            ticket=cohort_ticket(request, group, page.followed, after=after),
        ),
        "here": "cohorts",
    }
    return render(request, "challenge/_cohort_changed.html" if by_htmx(request) else "challenge/cohort.html", context)


@require_safe
@never_cache
@login_required
def house_rules(request: HttpRequest, key: str) -> HttpResponse:
    """What the cohort asks and how it decides open cases, for everybody in it."""
    group = access.cohort_for(request.user, key)
    context = {
        "cohort": group,
        "sandbox": selectors.shows_sandbox([key]),
        "asked": selectors.what_is_asked(group),
        "here": "cohorts",
    }
    return render(request, "challenge/house_rules.html", context)


@require_safe
@never_cache
@login_required
def likeness(request: HttpRequest, key: str) -> HttpResponse:
    """What submissions of a cohort share that is unusual, side by side."""
    group = access.cohort_for(request.user, key)
    context = {
        "cohort": group,
        "sandbox": selectors.shows_sandbox([key]),
        "page": selectors.cohort_likeness(request.user, group),
        "here": "cohorts",
    }
    return render(request, "challenge/likeness.html", context)
