"""What to look at before the hand-in, for the candidate alone. It blocks nothing."""

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
def before_hand_in(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Everything that was found, by kind."""
    submission = access.owned_for(request.user, submission_id)
    page = selectors.before_page(request.user, submission)
    return render(request, "challenge/before_hand_in.html", {"page": page, "submission": page.submission})
