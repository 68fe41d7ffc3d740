"""What a lead decides for a whole cohort: a page shows what would change, and a form of it has it so."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access
from challenge.forms.again import ForAllForm
from challenge.selectors.for_all import decided_for_all, excuse_preview, taking_back_preview
from challenge.services import for_all
from challenge.services.cohorts import CannotChange
from challenge.views.grading import person

Write = Callable[..., object]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def excuse_for_all(request: HttpRequest, key: str) -> HttpResponse:
    """A row counts for nobody against. step: in the address."""
    group, step, number = access.led_by(request.user, key), request.GET.get("step", ""), request.GET.get("page", "")
    trouble = _write(request, lambda **said: for_all.excuse(group, person(request), step, **said))
    if request.method == "POST" and not trouble:
        messages.success(request, _("The row is excused for everybody."))
        return _to_the_list(key)
    preview = excuse_preview(request.user, group, step, number=number) if step else None
    context = {"steps": decided_for_all(request.user, group).steps, "preview": preview, "trouble": trouble}
    return _page(request, "challenge/excuse_for_all.html", context | {"cohort": group})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def take_back_for_all(request: HttpRequest, key: str, kind: str, step_key: str) -> HttpResponse:
    """An excused row, or a rule of the cohort's own."""
    group, number = access.led_by(request.user, key), request.GET.get("page", "")
    trouble = _write(request, lambda **said: for_all.take_back(group, person(request), kind, step_key, **said))
    if request.method == "POST" and not trouble:
        messages.success(request, _("Taken back."))
        return _to_the_list(key)
    preview = taking_back_preview(request.user, access.led_by(request.user, key), kind, step_key, number=number)
    context = {"preview": preview, "trouble": trouble, "cohort": group}
    return _page(request, "challenge/take_back_for_all.html", context)


def _write(request: HttpRequest, write: Write) -> str:
    """What was refused, for people; "" = it is written, or nothing was sent."""
    if request.method != "POST":
        return ""
    form = ForAllForm(request.POST)
    if not form.is_valid():
        return _("Say why.")
    try:
        write(**form.cleaned_data)
    except CannotChange as why:
        return str(why)
    return ""


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    status = 422 if context["trouble"] else 200
    more = {"typed": request.POST.get("reason", ""), "here": "cohorts"}
    return render(request, template, context | more, status=status)


def _to_the_list(key: str) -> HttpResponse:
    return redirect(reverse("cohort_settings", args=[key]) + "#for-all")
