"""A document that anybody may try: without an account, and without anything being kept."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenge import selectors, tries
from challenge.forms.uploads import accepted, limit_text, takes_uploads, too_large_text
from challenge.trying import CannotTry, try_address, try_files

LONGEST = 500


def _form(
    request: HttpRequest, error: str = "", *, address: str = "", again: datetime | None = None, status: int = 200
) -> HttpResponse:
    """The form, with what went wrong; files cannot be put back into it, an address can. again: no try before."""
    context = {
        "error": error,
        "again": again,
        "address": address,
        "accepted": accepted(),
        "limit": limit_text(),
        "open": settings.TRIES > 0,
    }
    return render(request, "challenge/try_it.html", context, status=status)


def _too_large(request: HttpRequest) -> HttpResponse:
    return _form(request, too_large_text(), status=413)


@takes_uploads(_too_large)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_it(request: HttpRequest) -> HttpResponse:
    """The form; and after it was sent, every row of what the document shows."""
    if request.method != "POST":
        return _form(request)
    files, address = request.FILES.getlist("files"), request.POST.get("address", "").strip()[:LONGEST]
    if bool(files) == bool(address):
        both = _("Give a file or an address, not both.")
        return _form(request, both if files else _("Choose a file, or paste an address."), address=address)
    if again := tries.blocked_until(request):
        return _form(request, address=address, again=again, status=429)
    try:
        report = try_files(files) if files else try_address(address)
    except CannotTry as why:
        return _form(request, str(why), address=address)
    page = selectors.tried(report)
    return render(request, "challenge/tried.html", {"page": page, "sandbox": page.sandbox, "address": address})
