"""Choosing what is judged."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.forms.pages import ChooseJudged
from challenge.services import choosing


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def choose_judged(request: HttpRequest, submission_id: int) -> HttpResponse:
    """For each kind of object: the best match, one of those that were seen, or a pasted address."""
    submission = access.results_for(request.user, submission_id)
    form = ChooseJudged(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = choosing.choose(submission, request.user, form.choices())
        except choosing.CannotChoose as why:
            form.add_error(None, str(why))
        else:
            told = (
                gettext("What is judged has changed, and so may your rows.") if changed else gettext("Nothing changed.")
            )
            messages.success(request, told)
            return redirect("steps", submission_id)
    page = selectors.choosable_objects(request.user, submission)
    context = {"page": page, "submission": page.submission, "form": form}
    return render(request, "challenge/choose_judged.html", context, status=400 if form.errors else 200)
