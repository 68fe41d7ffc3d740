"""Everything about one row: what each source says, and what it goes by."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, selectors
from challenge.live import events
from challenge.models import Run
from challenge.selectors.talk import talk
from challenge.views.parts import by_htmx, submission_panel


@require_safe
@never_cache
@login_required
def step(request: HttpRequest, submission_id: int, step_key: str) -> HttpResponse:
    """The evidence of one row as it stands, or of one check that `run` names."""
    submission = access.results_for(request.user, submission_id)
    after = events.last_id()
    page = selectors.step_evidence(request.user, submission, step_key, _asked_run(request))
    run_id = page.past_run_id or page.step.run_id
    looked = access.run_for(request.user, run_id) if run_id else None
    context = {
        "places": selectors.run_progress(request.user, looked).sources if looked else (),
        "page": page,
        "submission": page.submission,
        "step": page.step,
        "talk": talk(request.user, submission, step_key),
        "live": submission_panel(request, submission, after=after),
        "may_grade": access.may_grade(request.user, submission),
    }
    return render(request, "challenge/_evidence.html" if by_htmx(request) else "challenge/step.html", context)


def _asked_run(request: HttpRequest) -> Run | None:
    given = request.GET.get("run", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise access.Hidden("There is no such check.")
    return access.run_for(request.user, int(given))
