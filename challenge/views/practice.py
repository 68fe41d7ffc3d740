"""Practice for reviewers: graded, then compared with a key."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from challenge import access
from challenge.forms.review import PracticeForm
from challenge.selectors.practising import practice_list, practice_page, practice_work
from challenge.services import practising
from challenge.services.reviewing import CannotReview
from challenge.views.grading import person
from challenge.views.posted import posted


@require_safe
@never_cache
@login_required
def practice(request: HttpRequest, key: str) -> HttpResponse:
    """The pieces of practice of a cohort; a lead may add those that are written."""
    group = access.cohort_for(request.user, key)
    may_add = access.may_run_cohort(request.user, group) and group.archived_at is None
    context = {"cohort": group, "works": practice_list(request.user, group), "may_add": may_add, "here": "cohorts"}
    return render(request, "challenge/practice.html", context)


@posted("practice")
@login_required
def add_practice(request: HttpRequest, key: str) -> HttpResponse:
    """The pieces that are written, into this cohort; as `manage.py add_practice` does."""
    group = access.led_by(request.user, key)
    try:
        made = practising.add_for(group, person(request))
        told = ngettext("%(number)s piece was added.", "%(number)s pieces were added.", made)
        messages.success(request, told % {"number": made} if made else gettext("All of them are here already."))
    except CannotReview as why:
        messages.warning(request, str(why))
    return redirect("practice", key)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def practise(request: HttpRequest, key: str, work: str) -> HttpResponse:
    """One piece: to decide on, and afterwards one's own decisions beside the key."""
    group = access.cohort_for(request.user, key)
    page = practice_page(request.user, group, work)
    if request.method == "POST":
        row, form = practice_work(request.user, group, work), PracticeForm(request.POST)
        try:
            if "again" in request.POST:
                practising.again(row, person(request))
            else:
                practising.finish(row, person(request), **form.given([one.step for one in page.rows]))
            return redirect("practise", key, work)
        except CannotReview as why:
            messages.warning(request, str(why))
    given = request.POST.dict()
    context = {"cohort": group, "page": page, "given": given, "here": "cohorts"}
    return render(request, "challenge/practise.html", context, status=422 if given else 200)
