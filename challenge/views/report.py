"""What a reviewer takes along of a graded submission."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import access, signing
from challenge.selectors import evidence_bundle
from challenge.selectors.cohort_csv import lines as cohort_csv_lines
from challenge.selectors.report import report as read_report
from challenge.services import opened
from challenge.views.sending import sent


@require_safe
@never_cache
@login_required
def report(request: HttpRequest, submission_id: int) -> HttpResponse:
    """All of it on one page that can be printed."""
    submission = access.read_by(request.user, submission_id)
    opened.results_opened(submission, request.user)
    page = read_report(request.user, submission)
    context = {"page": page, "submission": page.submission, "now": timezone.now()}
    return render(request, "challenge/report.html", context)


@require_safe
@never_cache
@login_required
def evidence(request: HttpRequest, submission_id: int) -> HttpResponseBase:
    """The frozen bundle with the grade beside it, signed."""
    submission = access.read_by(request.user, submission_id)
    try:
        found = evidence_bundle.evidence(request.user, submission)
    except evidence_bundle.NotAsFrozen as why:
        messages.error(request, str(why))
        return redirect("report", submission_id)
    opened.results_opened(submission, request.user)
    return sent(request, evidence_bundle.zipped(found), name=found.name, kind="application/zip")


@require_safe
@never_cache
@login_required
def cohort_csv(request: HttpRequest, key: str) -> HttpResponseBase:
    """Everybody's work as a table for a spreadsheet."""
    group = access.cohort_for(request.user, key)
    lines = cohort_csv_lines(request.user, group)
    return sent(request, lines, name=f"{group.key}.csv", kind="text/csv; charset=utf-8")


@require_safe
def signing_key(request: HttpRequest) -> HttpResponse:
    """The public key of this installation, for whoever checks a signed bundle."""
    return render(request, "challenge/signing_key.html", {"key": signing.own_key()})
