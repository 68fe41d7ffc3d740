"""A reviewer works through a submission: decisions on rows, and the grade."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.review_forms import DecideForm, GradeForm
from challenge.services import deciding, opened, reviewing
from challenge.views.posted import posted


@require_safe
@never_cache
@login_required
def grade(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What needs a person first; what stands by itself is folded."""
    submission = access.graded_by(request.user, submission_id)
    opened.results_opened(submission, request.user)
    page = selectors.grading_page(request.user, submission)
    return render(request, "challenge/grade.html", {"page": page, "submission": page.submission})


@posted("grade")
@login_required
def decide(request: HttpRequest, submission_id: int, step_key: str) -> HttpResponse:
    """One decision on one row."""
    submission, form = access.graded_by(request.user, submission_id), DecideForm(request.POST)
    try:
        if not form.is_valid():
            raise reviewing.CannotReview(gettext("This is no decision."))
        deciding.decide(
            submission,
            person(request),
            step_key,
            form.cleaned_data["kind"],
            verdict=form.cleaned_data["verdict"],
            reason=form.cleaned_data["reason"],
            known=form.cleaned_data["known"],
        )
    except (reviewing.CannotReview, deciding.DecidedBefore) as why:
        messages.warning(request, str(why))
    return redirect(f"{reverse('grade', args=[submission_id])}#row-{step_key}")


@posted("grade")
@login_required
def undo_decision(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take back this reviewer's newest decision."""
    submission = access.graded_by(request.user, submission_id)
    if deciding.undo(submission, person(request)) is None:
        messages.info(request, gettext("There is nothing to take back."))
    return redirect("grade", submission_id)


@posted("grade")
@login_required
def save_grade(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Keep the grade, and finish it where that button was pressed."""
    submission, form = access.graded_by(request.user, submission_id), GradeForm(request.POST)
    try:
        if not form.is_valid():
            raise reviewing.CannotReview(gettext("This could not be saved: the summary may be too long."))
        reviewing.save(submission, person(request), rubric=form.rubric(), **form.cleaned_data)
        if "finish" in request.POST:
            reviewing.finish(submission, person(request))
        messages.success(request, gettext("Saved."))
    except (reviewing.CannotReview, reviewing.SavedBefore) as why:
        messages.warning(request, str(why))
    return redirect("grade", submission_id)


def person(request: HttpRequest) -> User:
    """Who is signed in, behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user
