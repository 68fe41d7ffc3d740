"""Handing in, and the receipt of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from challenge import access
from challenge.live import events
from challenge.models import Submission
from challenge.selectors.hand_in import hand_in_page
from challenge.selectors.heads import submission_view
from challenge.selectors.receipt import receipt_of
from challenge.services import handing_in
from challenge.views.parts import by_htmx, submission_panel


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def hand_in(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What will happen, the button that does it, and how far it is; to htmx only that."""
    submission = access.owned_for(request.user, submission_id)
    if request.method == "POST":
        return _ask(request, submission)
    after = events.last_id()
    page = hand_in_page(request.user, submission)
    live = submission_panel(request, submission, after=after) if page.state == "on" or by_htmx(request) else None
    context = {"page": page, "submission": page.submission, "live": live}
    return render(request, "challenge/_hand_in.html" if by_htmx(request) else "challenge/hand_in.html", context)


@require_safe
@never_cache
@login_required
def receipt(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What was handed in, for the candidate and the reviewers; fit to be printed."""
    submission = access.results_for(request.user, submission_id)
    found = receipt_of(submission)
    if found is None:
        raise access.Hidden("It is not handed in.")
    context = {"receipt": found, "submission": submission_view(request.user, submission, None)}
    return render(request, "challenge/receipt.html", context)


def _ask(request: HttpRequest, submission: Submission) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        messages.error(request, gettext("Tick the box first: a hand-in cannot be taken back."))
        return redirect("hand_in", submission.pk)
    try:
        handing_in.ask(submission, request.user)
    except handing_in.CannotHandIn as why:
        messages.error(request, str(why))
    return redirect("hand_in", submission.pk)
