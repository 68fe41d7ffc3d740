"""Where a candidate says which document is theirs: a fork, a pull request, or files."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.forms.uploads import accepted, limit_text, takes_uploads, too_large_text
from challenge.models import Submission
from challenge.services import documents, runs
from verifier.verdicts import Source

LONGEST_REFERENCE = 200


def _page(
    request: HttpRequest, submission: Submission, error: str = "", *, again: datetime | None = None, status: int = 200
) -> HttpResponse:
    """error: why nothing was taken; what was typed is there again. again: from when on it may be tried."""
    page = selectors.connected_document(request.user, submission)
    context = {
        "page": page,
        "submission": page.submission,
        "sandbox": page.sandbox,
        "error": error,
        "again": again,
        "address": request.POST.get("address", "") if error and status != 413 else page.url,
        "reference": request.POST.get("reference", "") if error and status != 413 else "",
        "accepted": accepted(),
        "limit": limit_text(),
    }
    return render(request, "challenge/connect_document.html", context, status=status)


@login_required
def _too_large(request: HttpRequest, submission_id: int) -> HttpResponse:
    return _page(request, access.owned_for(request.user, submission_id), too_large_text(), status=413)


@takes_uploads(_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def connect_document(request: HttpRequest, submission_id: int) -> HttpResponse:
    """What is connected now, and the two ways to give another one."""
    submission = access.owned_for(request.user, submission_id)
    if request.method != "POST":
        return _page(request, submission)
    try:
        _take(request, submission)
    except documents.CannotTake as why:
        return _page(request, submission, str(why), again=why.again, status=429 if why.again else 200)
    messages.success(request, _("Your document is taken."))
    with suppress(runs.CannotStart):  # it cools down; the page says that nobody has looked at this document yet
        runs.start(submission, request.user, sources=[Source.DOCUMENT])
    return redirect("connect_document", submission_id)


def _take(request: HttpRequest, submission: Submission) -> None:
    part, files = request.POST.get("part", ""), request.FILES.getlist("files")
    if part == "again" and submission.document_kind == "fork":
        documents.take_from_address(submission, request.user, submission.document_url)
    elif part == "address":
        documents.take_from_address(submission, request.user, _address(request))
    elif files:
        documents.take_upload(submission, request.user, files)
    else:
        raise documents.CannotTake(_("Choose a file, or give an address."))


def _address(request: HttpRequest) -> str:
    """With the branch or commit that stands in a field of its own."""
    address, reference = (request.POST.get(name, "").strip() for name in ("address", "reference"))
    if not address:
        raise documents.CannotTake(_("Give the address of your fork, or of your pull request."))
    if not reference:
        return address
    if "@" in address or len(reference) > LONGEST_REFERENCE or not documents.takes_reference(address):
        raise documents.CannotTake(
            _("The address says already which part is meant. Leave the field for the branch or commit empty.")
        )
    return f"{address.rstrip('/').removesuffix('.git')}@{reference}"
