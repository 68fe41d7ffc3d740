"""Who works on a submission: taken, given back, passed on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.forms.review import PassOnForm
from challenge.services import reviewing
from challenge.views.grading import person
from challenge.views.own_path import own_path
from challenge.views.posted import posted


@posted("grade")
@login_required
def take(request: HttpRequest, submission_id: int) -> HttpResponse:
    """It is this reviewer's for a while."""
    submission = access.graded_by(request.user, submission_id)
    try:
        reviewing.take(submission, person(request))
    except reviewing.CannotReview as why:
        messages.warning(request, str(why))
    return redirect(own_path(request, reverse("cohort", args=[submission.cohort.key])))


@posted("grade")
@login_required
def give_back(request: HttpRequest, submission_id: int) -> HttpResponse:
    """It is nobody's again."""
    submission = access.graded_by(request.user, submission_id)
    reviewing.give_back(submission, person(request))
    return redirect(own_path(request, reverse("cohort", args=[submission.cohort.key])))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def pass_on(request: HttpRequest, submission_id: int) -> HttpResponse:
    """To whom; then it is theirs."""
    submission, form = access.graded_by(request.user, submission_id), PassOnForm(request.POST)
    if request.method != "POST":
        page = selectors.passing_on(request.user, submission)
        return render(request, "challenge/pass_on.html", {"page": page, "here": "cohorts"})
    try:
        reviewing.pass_on(submission, person(request), form.cleaned_data["to"] if form.is_valid() else None)
        messages.success(request, gettext("It is passed on."))
    except reviewing.CannotReview as why:
        messages.warning(request, str(why))
    return redirect("cohort", submission.cohort.key)
