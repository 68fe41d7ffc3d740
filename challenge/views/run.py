"""Checks of one submission: the one that is on, and those that were."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.live import events
from challenge.services import runs as service
from challenge.views.parts import asked_parts, by_htmx, submission_panel
from challenge.views.posted import posted
from challenge.views.steps import done


@require_safe
@never_cache
@login_required
def runs(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Every check of this submission, newest first."""
    submission = access.results_for(request.user, submission_id)
    page = selectors.submission_steps(request.user, submission)
    return render(request, "challenge/runs.html", {"page": page, "submission": page.submission})


@require_safe
@never_cache
@login_required
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One check: how far each source is, what each row came to, how long it took."""
    row = access.run_for(request.user, run_id)
    after = events.last_id()
    page = selectors.submission_steps(request.user, row.submission)
    context = {
        "progress": selectors.run_progress(request.user, row),
        "submission": page.submission,
        "titles": {section.key: section.title for section in page.sections},
        "live": submission_panel(request, row.submission, after=after),
        "changed": asked_parts(request),
    }
    return render(request, "challenge/_run_changed.html" if by_htmx(request) else "challenge/run.html", context)


@posted("run")
@login_required
def cancel_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a check that is on; what was seen so far is kept."""
    row = access.run_for(request.user, run_id)
    service.cancel(row, request.user)
    return done(request, reverse("steps", args=[row.submission_id]))


@posted("run")
@login_required
def judge_again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Judge a finished check once more with the checks of today, from what was kept of it."""
    row = access.run_for(request.user, run_id)
    service.rejudge(row, request.user)
    return done(request, reverse("run", args=[run_id]))
