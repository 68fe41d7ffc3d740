"""Where to go next: only ever to a path of this site."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def own_path(request: HttpRequest, default: str = "home") -> str:
    """What the request names in `next`, if it is a plain path here; else the default page.

    Browsers drop tabs and line breaks from an address and take a backslash for a slash, so a path
    with any such character is refused before Django judges the rest.
    """
    given = request.POST.get("next", request.GET.get("next", ""))
    if is_own_path(given):
        return given.removesuffix("?")  # a page that asked for nothing
    return resolve_url(default)


def is_own_path(given: str) -> bool:
    """One leading slash, nothing that a browser would read as another host, nothing invisible."""
    if not given.startswith("/") or given.startswith("//") or "\\" in given:
        return False
    if any(unicodedata.category(character).startswith(("C", "Z")) for character in given):
        return False
    if any(unicodedata.normalize("NFKC", character) in ("/", "\\") for character in given if character != "/"):
        return False
    lowered = given.lower()
    if any(lowered.startswith(f"/%{code}") for code in ("09", "0a", "0d", "2f", "5c", "00")):
        return False
    return url_has_allowed_host_and_scheme(given, allowed_hosts=None)
