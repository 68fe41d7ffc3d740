"""Writing the answer to a row in the page, with pictures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.models import Submission
from challenge.services import answers
from challenge.views.parts import by_htmx
from challenge.works.markdown import rendered
from challenge.works.pictures import MOST_BYTES

MOST_AT_ONCE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def write_answer(request: HttpRequest, submission_id: int, step_key: str) -> HttpResponse:
    """The page, and what its buttons do: save, preview, add and delete pictures. Text and chosen pictures are never lost."""
    submission = access.owned_for(request.user, submission_id)
    if request.method != "POST":
        return _page(request, submission, step_key)
    asked, text = request.POST.get("do", "save"), request.POST.get("text", "")
    if by_htmx(request) and asked == "preview":
        page = selectors.answer_page(request.user, submission, step_key)
        return render(request, "challenge/_answer_preview.html", {"preview": rendered(text, page.names), "live": True})
    problems = _take_pictures(request, submission, step_key)
    if by_htmx(request):
        page = selectors.answer_page(request.user, submission, step_key)
        return render(request, "challenge/_answer_pictures.html", {"page": page, "problems": problems})
    try:
        if asked.startswith("delete-") and asked[7:].isdecimal() and len(asked) < 26:
            answers.remove_picture(submission, request.user, int(asked[7:]))
        if asked == "preview":
            answers.refuse_too_long(text.replace("\r\n", "\n"))
            return _page(request, submission, step_key, text=text, problems=problems)
        answers.write(submission, request.user, step_key, text, seen=request.POST.get("seen", ""))
    except answers.ChangedMeanwhile as fault:
        return _page(request, submission, step_key, text=text, problems=problems, meanwhile=fault, status=409)
    except answers.CannotWrite as fault:
        return _page(request, submission, step_key, text=text, problems=[*problems, str(fault)], status=400)
    if problems:
        return _page(request, submission, step_key, problems=problems, status=400)
    messages.success(request, gettext("Saved. The next check reads it as a part of your document."))
    return redirect("write_answer", submission_id, step_key)


def _page(
    request: HttpRequest,
    submission: Submission,
    step_key: str,
    *,
    text: str | None = None,
    problems: list[str] | None = None,
    meanwhile: answers.ChangedMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    """text: what somebody typed and what is not saved yet; None = the saved one. Seen from now on: what is saved."""
    page = selectors.answer_page(request.user, submission, step_key)
    shown = page.text if text is None else text
    seen = page.version if text is None or meanwhile else request.POST.get("seen", "")
    context = {
        "page": page,
        "submission": page.submission,
        "text": shown,
        "seen": seen,
        "problems": problems or [],
        "meanwhile": meanwhile,
        "preview": rendered(shown, page.names) if shown.strip() else None,
    }
    return render(request, "challenge/write_answer.html", context, status=status)


def _take_pictures(request: HttpRequest, submission: Submission, step_key: str) -> list[str]:
    """Keep the pictures that came along; one sentence for each that cannot be kept."""
    problems = []
    for number, file in enumerate(request.FILES.getlist("pictures")):
        name = file.name or ""
        try:
            if number >= MOST_AT_ONCE:
                raise answers.CannotWrite(gettext("Only %(most)s pictures are taken at once.") % {"most": MOST_AT_ONCE})
            if (file.size or 0) > MOST_BYTES:
                raise answers.CannotWrite(
                    gettext("The picture has more than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}
                )
            answers.add_picture(submission, request.user, step_key, name=name, data=file.read())
        except answers.CannotWrite as fault:
            problems.append(f"{name[:80]}: {fault}")
    return problems
