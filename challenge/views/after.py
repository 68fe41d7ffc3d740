"""Questions about rows, feedback, one's own data, and its deletion."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from challenge import access
from challenge.selectors import export as exporting
from challenge.selectors import feedback as feedbacks
from challenge.selectors.heads import submission_view
from challenge.selectors.talk import talk
from challenge.services import comments, withdrawing
from challenge.views.sending import sent
from challenge.works.markdown import rendered


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def ask(request: HttpRequest, submission_id: int, step_key: str) -> HttpResponse:
    """What was said about a row, and a word more; a reviewer sees this of a row whose results are still private."""
    submission = access.submission_for(request.user, submission_id)
    page = talk(request.user, submission, step_key)
    text = error = ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            comments.say(submission, request.user, step_key, text)
        except comments.CannotSay as why:
            error = str(why)
        else:
            messages.success(request, gettext("Sent."))
            there = "step" if page.may_open_row else "ask"
            return redirect(f"{reverse(there, args=[submission_id, step_key])}#talk")
    context = {"talk": page, "submission": {"id": submission_id}, "text": text, "error": error}
    return render(request, "challenge/ask.html", context, status=422 if error else 200)


@require_safe
@never_cache
@login_required
def feedback(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What the reviewers wrote, once they released it."""
    submission = access.owned_for(request.user, submission_id)
    page = feedbacks.feedback(request.user, submission)
    context = {"page": page, "submission": page.submission, "text": rendered(page.text, {}, in_order=True)}
    return render(request, "challenge/feedback.html", context)


@require_safe
@never_cache
@login_required
def export(request: HttpRequest, submission_id: int) -> HttpResponseBase:
    """Everything that is kept about one's own work, as a zip, sent while it is made."""
    submission = access.owned_for(request.user, submission_id)
    parts = exporting.zipped(request.user, submission)
    return sent(request, parts, name=exporting.file_name(submission), kind="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def withdraw(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What is deleted and what stays; deleted it is when the code of the work is typed in."""
    submission = access.owned_for(request.user, submission_id)
    code = error = ""
    if request.method == "POST":
        code = request.POST.get("code", "")
        try:
            withdrawing.withdraw(submission, request.user, code=code)
        except withdrawing.CannotWithdraw as why:
            error = str(why)
        else:
            return redirect("withdraw", submission_id)
    head = submission_view(request.user, submission, None)
    context = {"submission": head, "code": code, "error": error}
    return render(request, "challenge/withdraw.html", context, status=422 if error else 200)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of every 404; who deleted their own work is told so in its place."""
    if isinstance(exception, access.Withdrawn):
        return render(request, "challenge/withdrawn.html", status=410)
    return render(request, "404.html", status=404)
