"""Who looked: the record of a candidate's secrets and work, for the candidate."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access
from challenge.selectors.access_log import access_log


@require_safe
@never_cache
@login_required
def who_looked(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Newest first, a page at a time."""
    submission = access.owned_for(request.user, submission_id)
    log = access_log(request.user, submission, request.GET.get("page", ""))
    return render(request, "challenge/who_looked.html", {"log": log, "submission": log.submission})
