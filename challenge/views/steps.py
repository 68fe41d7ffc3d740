"""One candidate's steps by section, and the buttons that check them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors, words
from challenge.forms.pages import CheckNow
from challenge.live import events
from challenge.models import Submission
from challenge.selectors.counted import counted_of
from challenge.selectors.entry import entry_view
from challenge.selectors.heads import submission_view
from challenge.services import opened, queueing, runs, time_box
from challenge.views.own_path import own_path
from challenge.views.parts import asked_parts, by_htmx, submission_panel
from challenge.views.posted import posted


@require_safe
@never_cache
@login_required
def steps(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The candidate's home, or what reviewers see of it; to htmx only the rows that it names."""
    submission = access.results_for(request.user, submission_id)
    if by_htmx(request) and request.GET.get("only") == "contest":
        return _contest(request, submission)
    opened.results_opened(submission, request.user)
    after = events.last_id()
    page = selectors.submission_steps(request.user, submission)
    latest = access.run_for(request.user, page.runs[0].id) if page.runs else None
    context = {
        "page": page,
        "progress": selectors.run_progress(request.user, latest) if latest else None,
        "live": submission_panel(request, submission, after=after),
        "changed": asked_parts(request),
        "show": words.known(request.GET.get("show", "")),
        "counted": counted_of(request.user, submission),
        **_seen_by(request, submission, page),
    }
    return render(request, "challenge/_steps_changed.html" if by_htmx(request) else "challenge/steps.html", context)


def _contest(request: HttpRequest, submission: Submission) -> HttpResponse:
    """What a member's page says of the contest, and nothing else of it; nothing where there is none any more."""
    context = {
        "entry": entry_view(request.user, submission),
        "submission": submission_view(request.user, submission, None),
    }
    return render(request, "challenge/_entry_changed.html", context)


def _seen_by(request: HttpRequest, submission: Submission, page: selectors.SubmissionSteps) -> dict[str, Any]:
    """What the candidate's own page has more, and what a reviewer's has less."""
    if not page.submission.is_owner:
        return {"submission": page.submission, **reviewing(request, submission)}
    if request.GET.get("as") == "reviewer":
        return {"submission": selectors.as_reviewer(page.submission), "preview": True}
    own: dict[str, Any] = {"submission": page.submission, "home": selectors.home(request.user, submission, page)}
    own["entry"] = entry_view(request.user, submission)
    if not by_htmx(request):
        own["things"] = len(selectors.things_before(submission))
    return own


def reviewing(request: HttpRequest, submission: Submission) -> dict[str, bool]:
    """Which of the reviewers' pages about this submission are open to this person."""
    return {
        "may_grade": access.may_grade(request.user, submission),
        "may_report": access.may_read_grade(request.user, submission),
    }


@posted("steps")
@login_required
def check_now(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Start a check of everything, of one source or of one row, or queue it. While one is on, that one is shown."""
    submission = access.results_for(request.user, submission_id)
    form = CheckNow(request.POST)
    try:
        queueing.start_or_queue(submission, request.user, form.scope(), sources=form.sources())
        time_box.begin(submission, request.user)
    except runs.CannotStart as why:
        messages.warning(request, str(why))
    return done(request, reverse("steps", args=[submission_id]))


@posted("steps")
@login_required
def take_back_check(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Forget the check that waits for the end of the cool-down."""
    submission = access.results_for(request.user, submission_id)
    queueing.take_back(submission, request.user)
    return done(request, reverse("steps", args=[submission_id]))


def done(request: HttpRequest, page: str) -> HttpResponse:
    """Back to the page: by a redirect, or by telling the script there to fetch its parts."""
    if by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "changed"})
    return redirect(own_path(request, default=page))
