"""A reviewer writes the feedback, and says when the candidate gets it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access
from challenge.models import Submission
from challenge.selectors.drafted import drafted
from challenge.selectors.feedback import feedback_page
from challenge.services import feedback
from challenge.services.reviewing import CannotReview
from challenge.views.grading import person
from challenge.views.parts import by_htmx
from challenge.works.markdown import rendered

WITHOUT_SAVING = ("preview", "draft", "sign")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def write_feedback(request: HttpRequest, submission_id: int) -> HttpResponse:
    """The page, and what its buttons do. A typed text is never lost, and no saved one overwritten unseen."""
    submission, asked = access.graded_by(request.user, submission_id), request.POST.get("do", "save")
    if request.method != "POST":
        draft = feedback_page(request.user, submission).draft
        return _page(request, submission, text=draft or drafted(submission))
    text = request.POST.get("text", "")
    if asked in WITHOUT_SAVING:
        return _unsaved(request, submission, asked, text)
    try:
        messages.success(request, _done(request, submission, asked, text))
    except feedback.DraftChanged as changed:
        return _page(request, submission, text=text, meanwhile=changed, status=409)
    except (feedback.CannotRelease, CannotReview) as why:
        return _page(request, submission, text=text, problem=str(why), status=422)
    return redirect("write_feedback", submission_id)


def _unsaved(request: HttpRequest, submission: Submission, asked: str, text: str) -> HttpResponse:
    """What changes the text in the form alone."""
    if asked == "preview" and by_htmx(request):
        return render(request, "challenge/_feedback_preview.html", {"preview": rendered(text, {}, in_order=True)})
    if asked == "draft":
        text = drafted(submission)
    if asked == "sign":
        text = f"{text.rstrip()}\n\n{feedback_page(request.user, submission).name}\n"
    return _page(request, submission, text=text)


def _done(request: HttpRequest, submission: Submission, asked: str, text: str) -> str:
    """Carry out what was asked; one sentence of what was done."""
    user, given = person(request), request.POST.get("edition", "")
    edition = int(given) if given.isdecimal() and len(given) < 10 else -1
    if asked == "hold":
        feedback.hold(submission, user)
        return gettext("It is not released by itself any more.")
    if asked == "now":
        feedback.release_draft(submission, user, text, edition=edition)
        return gettext("Released: the candidate reads it now.")
    if asked == "outcome":
        feedback.release_later(submission, user, text, edition=edition, on=None)
        return gettext("Saved; it is released with the outcome.")
    if asked == "day":
        on = _day(request.POST.get("on", ""))
        feedback.release_later(submission, user, text, edition=edition, on=on)
        return gettext("Saved; it is released on that day.")
    feedback.save_draft(submission, user, text, edition=edition)
    return gettext("Saved as a draft. The candidate does not see it.")


def _day(text: str) -> date:
    try:
        on = parse_date(text)
    except ValueError:
        on = None
    if on is None:
        raise feedback.CannotRelease(gettext("Choose the day first."))
    return on


def _page(
    request: HttpRequest,
    submission: Submission,
    *,
    text: str,
    problem: str = "",
    meanwhile: feedback.DraftChanged | None = None,
    status: int = 200,
) -> HttpResponse:
    """text: as it stands in the form. Seen from now on: what is saved, where both are shown."""
    submission.refresh_from_db()
    page = feedback_page(request.user, submission)
    seen = request.POST.get("edition", page.edition) if request.method == "POST" and not meanwhile else page.edition
    context = {
        "page": page,
        "submission": page.submission,
        "text": text,
        "edition": seen,
        "saved": text.replace("\r\n", "\n").strip() == page.draft,
        "on": request.POST.get("on") or page.release_on,
        "problem": problem,
        "meanwhile": meanwhile,
        "preview": rendered(text, {}, in_order=True) if text.strip() else None,
    }
    return render(request, "challenge/write_feedback.html", context, status=status)
