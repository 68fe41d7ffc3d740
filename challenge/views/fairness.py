"""What keeps grading fair: names hidden, two first passes that are settled, and how far reviewers agree."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access
from challenge.forms.review import DecideForm, SettleForm
from challenge.selectors.agreement import cohort_agreement
from challenge.selectors.differing import differing_page
from challenge.services import agreeing, deciding, opened, reviewing
from challenge.views.grading import person
from challenge.views.posted import posted


@posted("grade")
@login_required
def know_person(request: HttpRequest, submission_id: int) -> HttpResponse:
    """ "I know this person": it goes back to the others, and the leads see that it was said."""
    reviewing.know_person(access.graded_by(request.user, submission_id), person(request))
    messages.success(request, gettext("Thank you. It is given back, and the leads see why."))
    return redirect("grade", submission_id)


@posted("pictures")
@login_required
def show_pictures(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The press in front of pictures that may show a name."""
    opened.uncover_pictures(access.results_for(request.user, submission_id), person(request))
    to_grade = request.POST.get("back") == "grade"
    return redirect("grade" if to_grade else "pictures", submission_id)


@require_safe
@never_cache
@login_required
def differ(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The rows that two reviewers decided differently, side by side."""
    page = differing_page(request.user, access.graded_by(request.user, submission_id))
    return render(request, "challenge/differ.html", {"page": page, "submission": page.submission})


@posted("differ")
@login_required
def settle(request: HttpRequest, submission_id: int, step_key: str) -> HttpResponse:
    """One of those rows is decided, for both."""
    submission, form = access.graded_by(request.user, submission_id), DecideForm(request.POST)
    try:
        if not form.is_valid():
            raise reviewing.CannotReview(gettext("This is no decision."))
        said = {name: form.cleaned_data[name] for name in ("kind", "verdict", "reason", "known")}
        agreeing.settle_row(submission, person(request), step_key, **said)
    except (reviewing.CannotReview, deciding.DecidedBefore) as why:
        messages.warning(request, str(why))
    return redirect(f"{reverse('differ', args=[submission_id])}#row-{step_key}")


@posted("differ")
@login_required
def settle_outcome(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The outcome of both, once no row is open; the submission is graded."""
    submission, form = access.graded_by(request.user, submission_id), SettleForm(request.POST)
    try:
        if not form.is_valid():
            raise reviewing.CannotReview(gettext("Choose an outcome first."))
        agreeing.settle_outcome(submission, person(request), **form.cleaned_data)
        messages.success(request, gettext("Graded."))
    except reviewing.CannotReview as why:
        messages.warning(request, str(why))
    return redirect("differ", submission_id)


@require_safe
@never_cache
@login_required
def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """How far the reviewers of a cohort agree, for its leads."""
    group = access.cohort_for(request.user, key)
    context = {"cohort": group, "page": cohort_agreement(request.user, group), "here": "cohorts"}
    return render(request, "challenge/agreement.html", context)
