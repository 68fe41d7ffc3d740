"""The pictures of one submission, for whoever looks through them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors


@require_safe
@never_cache
@login_required
def pictures(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Every picture that the document names, and those that it does not use."""
    submission = access.results_for(request.user, submission_id)
    page = selectors.submission_pictures(request.user, submission)
    return render(request, "challenge/pictures.html", {"page": page, "submission": page.submission})
