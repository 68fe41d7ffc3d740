"""The page of who leads a contest, and its buttons: each leaves a line, and another press undoes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access
from challenge.forms.contest import Extend
from challenge.live import events
from challenge.models import Cohort
from challenge.selectors.cohorts import is_contest
from challenge.selectors.contest import ContestPage, contest_page
from challenge.services import contest_acts
from challenge.services.cohorts import CannotChange
from challenge.views.grading import person
from challenge.views.parts import by_htmx, lead_panel
from challenge.views.posted import posted


@require_safe
@never_cache
@login_required
def contest(request: HttpRequest, key: str) -> HttpResponse:
    """How far everybody is, and who needs somebody. Where there is no contest yet, its settings make one."""
    group, after = access.led_by(request.user, key), events.last_id()
    if not is_contest(group):
        return redirect("contest_settings", key)
    page = contest_page(request.user, group)
    if by_htmx(request):
        return _changed(request, group, page)
    live = lead_panel(request, group, after=after)
    if not page.lines:
        live = replace(live, parts=f"{live.parts}?empty=1")
    return render(request, "challenge/contest.html", {"page": page, "cohort": group, "live": live, "here": "cohorts"})


@posted("contest")
@login_required
def pause_contest(request: HttpRequest, key: str) -> HttpResponse:
    """Let the clock stand still, or go on."""
    if "go_on" in request.POST:
        return _done(request, key, contest_acts.resume, said=_("It goes on. Everybody has the time that it stood."))
    reason = request.POST.get("reason", "")
    return _done(request, key, contest_acts.pause, said=_("Paused. The clock stands still."), reason=reason)


@posted("contest")
@login_required
def reveal_board(request: HttpRequest, key: str) -> HttpResponse:
    """Show a frozen board as it is now, or freeze it again."""
    revealed = "cover" not in request.POST
    said = _("The board shows how it is now.") if revealed else _("The board is frozen again.")
    return _done(request, key, contest_acts.reveal, said=said, revealed=revealed)


@posted("contest")
@login_required
def extend_entry(request: HttpRequest, key: str, submission_id: int) -> HttpResponse:
    """Give an entry minutes, or take some back."""
    form = Extend(request.POST)
    _of_this(access.led_by(request.user, key), submission_id)
    if not form.is_valid():
        messages.warning(request, _("Say how many minutes, as a whole number, and why."))
        return _back(request, key)
    said = _("Done. They read it on their page, with the reason.")
    return _done(request, key, contest_acts.extend, submission_id, said=said, **form.cleaned_data)


@posted("contest")
@login_required
def hide_entry(request: HttpRequest, key: str, submission_id: int) -> HttpResponse:
    """Take an entry off the board, or put it on."""
    hidden = "show" not in request.POST
    said = _("It is on no board now, and shifts no place.") if hidden else _("It is on the board now.")
    reason = request.POST.get("reason", "")
    return _done(request, key, contest_acts.hide, submission_id, said=said, hidden=hidden, reason=reason)


def _changed(request: HttpRequest, group: Cohort, page: ContestPage) -> HttpResponse:
    """The parts that move; the whole page again with its first entry, or without its last."""
    if bool(page.lines) == ("empty" in request.GET):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "challenge/_contest_changed.html", {"page": page, "cohort": group})


def _of_this(group: Cohort, submission_id: int) -> None:
    if not group.submissions.filter(pk=submission_id).exists():
        raise Http404("There is no such entry here.")


def _done(
    request: HttpRequest, key: str, act: Callable[..., None], *given: int, said: str, **more: Any
) -> HttpResponse:
    group: Cohort = access.led_by(request.user, key)
    for submission_id in given:
        _of_this(group, submission_id)
    try:
        act(group, person(request), *given, **more)
    except CannotChange as why:
        messages.warning(request, str(why))
        return _back(request, key)
    messages.success(request, said)
    return _back(request, key, "taken")


def _back(request: HttpRequest, key: str, *told: str) -> HttpResponse:
    """To the page, or to its script: that it changed, and of a form whether what was typed is taken."""
    if by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Trigger": ", ".join(("changed", *told))})
    return redirect("contest", key)
