"""Which text did they get? A reviewer sees the guess and its reasons, and sets it by one press."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.services import asking, reviewing
from challenge.views.grading import person


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def asked(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The text that the candidate got, and the rows that it did not ask for."""
    submission = access.graded_by(request.user, submission_id)
    if request.method == "POST":
        return _set(request, submission_id)
    page = selectors.asked_page(request.user, submission)
    return render(request, "challenge/asked.html", {"page": page, "submission": page.submission})


def _set(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = access.graded_by(request.user, submission_id)
    try:
        if "everything" in request.POST:
            asking.ask_everything(submission, person(request))
        else:
            asking.leave_out(submission, person(request), request.POST.get("variant", ""))
        messages.success(request, gettext("Saved."))
    except reviewing.CannotReview as why:
        messages.warning(request, str(why))
    return redirect("asked", submission_id)
