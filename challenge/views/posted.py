"""What changes something is asked with POST alone; a GET of its address leads to the page whose form it is.

Somebody arrives there by reloading, by the address bar, or through the door when their session was over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def posted(page: str) -> Callable[[View], View]:
    """page: the name of the address that has the form; it takes of the view's numbers those that it needs."""

    def from_the_form(view: View) -> View:
        @wraps(view)
        def only_post(request: HttpRequest, **given: int) -> HttpResponse:
            return view(request, **given) if request.method == "POST" else _to_the_form(page, given)

        guarded: View = require_http_methods(["POST", "GET", "HEAD"])(only_post)
        return guarded

    return from_the_form


def _to_the_form(page: str, given: dict[str, int]) -> HttpResponse:
    for numbers in (given, dict(list(given.items())[:1])):
        try:
            return HttpResponseRedirect(reverse(page, kwargs=numbers))
        except NoReverseMatch:
            continue
    return HttpResponseRedirect(reverse(page))
