"""The buttons of the time box."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from challenge import access
from challenge.forms.door import TrialEnd
from challenge.services import time_box
from challenge.views.own_path import own_path
from challenge.views.posted import posted


@posted("steps")
@login_required
def start_time(request: HttpRequest, submission_id: int) -> HttpResponse:
    """ "Start my time", once."""
    submission = access.owned_for(request.user, submission_id)
    try:
        if time_box.start(submission, request.user):
            messages.success(request, _("Your time has begun."))
    except time_box.NotNow as why:
        messages.warning(request, str(why))
    return _back(request, submission_id)


@posted("steps")
@login_required
def trial_end(request: HttpRequest, submission_id: int) -> HttpResponse:
    """When the trial ends, as the candidate says; or forget it."""
    submission = access.owned_for(request.user, submission_id)
    form = TrialEnd(request.POST)
    try:
        if "forget" in request.POST:
            time_box.trial_ends(submission, None)
        elif form.is_valid():
            time_box.trial_ends(submission, form.last_day())
        else:
            messages.warning(request, " ".join(str(message) for of in form.errors.values() for message in of))
    except time_box.NotNow as why:
        messages.warning(request, str(why))
    return _back(request, submission_id)


def _back(request: HttpRequest, submission_id: int) -> HttpResponse:
    return redirect(own_path(request, default=reverse("steps", args=[submission_id])))
