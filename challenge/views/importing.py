"""Submissions that a reviewer brings in: pasted, dropped, tried again, and their candidates invited."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import access, selectors
from challenge.forms.review import InviteForm
from challenge.forms.uploads import limit_text, takes_uploads, too_large_text
from challenge.models import Cohort
from challenge.services import importing, invitations, staging
from challenge.services.documents import CannotTake
from challenge.views.parts import by_htmx
from challenge.views.posted import posted

MOST_TOLD = 10


def _page(request: HttpRequest, cohort: Cohort, error: str = "", status: int = 200) -> HttpResponse:
    """error: why nothing was taken; what was pasted is there again."""
    context = {
        "cohort": cohort,
        "page": selectors.imports(request.user, cohort),
        "error": error,
        "links": request.POST.get("links", "") if error and status == 200 else "",
        "limit": limit_text(),
        "here": "cohorts",
    }
    template = "challenge/_imports.html" if by_htmx(request) else "challenge/import_submissions.html"
    return render(request, template, context, status=status)


@login_required
def _too_large(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, access.import_into(request.user, key), too_large_text(), status=413)


@takes_uploads(_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def import_submissions(request: HttpRequest, key: str) -> HttpResponse:
    """What was brought in, and two ways to bring in more; to htmx only how far it is."""
    cohort = access.import_into(request.user, key)
    if request.method != "POST":
        return _page(request, cohort)
    try:
        _tell(request, _given(request, cohort))
    except (importing.CannotImport, CannotTake) as why:
        return _page(request, cohort, str(why))
    return redirect("import_submissions", key)


@posted("import_submissions")
@login_required
def import_again(request: HttpRequest, key: str) -> HttpResponse:
    """What could not be taken, once more."""
    importing.try_again(access.import_into(request.user, key), request.user)
    return redirect("import_submissions", key)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def invite_candidate(request: HttpRequest, key: str, import_id: int) -> HttpResponse:
    """A letter to whoever did imported work; with it they connect machine and account."""
    row = access.imported_for(request.user, key, import_id)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"name": row.name, "cohort": row.cohort, "form": form, "here": "cohorts"}
        return render(request, "challenge/invite_candidate.html", context)
    if invitations.invite_to_imported(row, request.user, **form.cleaned_data):
        messages.success(request, _("The invitation is sent."))
    else:
        messages.warning(request, _("The e-mail could not be sent. Try again later."))
    return redirect("import_submissions", key)


def _given(request: HttpRequest, cohort: Cohort) -> importing.Given:
    files = request.FILES.getlist("files")
    if not files:
        return importing.give_links(cohort, request.user, request.POST.get("links", ""))
    with staging.uploaded(files, request.POST.get("paths", "").splitlines()) as found:
        return importing.give_folders(cohort, request.user, found)


def _tell(request: HttpRequest, given: importing.Given) -> None:
    for line, why in given.refused[:MOST_TOLD]:
        messages.warning(request, f"{line}: {why}")
    if len(given.refused) > MOST_TOLD:
        messages.warning(request, _("%(more)s more lines are no links.") % {"more": len(given.refused) - MOST_TOLD})
    if given.again:
        named = ", ".join(given.again[:MOST_TOLD]) + ("…" if len(given.again) > MOST_TOLD else "")
        messages.info(request, _("Here already, and not taken twice: %(names)s.") % {"names": named})
    if given.new:
        messages.success(request, _("%(new)s to be taken.") % {"new": given.new})
