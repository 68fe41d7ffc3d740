"""Teams and individuals from a pasted list: first what it would do, then the links, which are shown once."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access
from challenge.forms.contest import Entries
from challenge.models import Cohort
from challenge.selectors.cohorts import is_contest
from challenge.services import entering
from challenge.services.cohorts import CannotChange
from challenge.views.grading import person


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def contest_entries(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing is taken before it was shown; what is taken is what was shown."""
    group = access.led_by(request.user, key)
    if not is_contest(group):
        return redirect("contest_settings", key)
    if request.method != "POST":
        return _page(request, group, Entries())
    form = Entries(request.POST)
    if form.is_valid() and request.POST.get("do") == "take":
        return _take(request, group, form)
    return _page(request, group, form)


def _take(request: HttpRequest, group: Cohort, form: Entries) -> HttpResponse:
    data = form.cleaned_data
    try:
        taken = entering.take(
            group, person(request), data["text"], digest=data["digest"], mail=data["mail"], again=data["again"]
        )
    except entering.Changed:
        form.add_error(None, _("Something has changed since this was shown. Look once more; nothing was taken."))
    except CannotChange as why:
        form.add_error(None, str(why))
    else:
        return render(request, "challenge/contest_links.html", {"cohort": group, "taken": taken, "here": "cohorts"})
    return _page(request, group, form)


def _page(request: HttpRequest, group: Cohort, form: Entries) -> HttpResponse:
    plan = entering.plan(group, form.cleaned_data["text"]) if form.is_bound and "text" in form.cleaned_data else None
    context = {"cohort": group, "form": form, "plan": plan, "here": "cohorts"}
    wrong = bool(form.is_bound and form.errors) or bool(plan and plan.faults)
    return render(request, "challenge/contest_entries.html", context, status=422 if wrong else 200)
