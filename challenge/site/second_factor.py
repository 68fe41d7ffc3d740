"""Who looks at other people's work needs a second factor, where the installation says so."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from challenge.access import SEES_ALL, Person
from challenge.models import Membership

OPEN_PATHS = ("/accounts/", "/static/", "/sign-in/", "/sign-out/", "/me/", "/join/", "/try/", "/favicon.ico")
OPEN_PAGES = ("/words/", "/what-we-read/", "/healthz", "/readyz")
"""Where somebody who must set one up first may still go: there, and to what anybody may read."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leads staff without a second factor to the page that sets one up, whatever they asked for."""

    def with_second_factor(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR_FOR_STAFF or _is_open(request.path_info) or not lacks_it(request.user):
            return get_response(request)
        messages.warning(request, _("Reviewers of this installation need a second factor. Set it up to go on."))
        return redirect("mfa_activate_totp")

    return with_second_factor


def lacks_it(user: Person) -> bool:
    """Whether this person is staff and has not set up a second factor."""
    return bool(user.is_authenticated and is_staff(user) and not is_mfa_enabled(user))


def is_staff(user: Person) -> bool:
    """Reviewers and leads of any cohort, and who may enter the administration."""
    if not isinstance(user, User):
        return False
    if user.is_staff or user.is_superuser:
        return True
    return Membership.objects.filter(user_id=user.pk, role__in=SEES_ALL).exists()


def _is_open(path: str) -> bool:
    return path.startswith(OPEN_PATHS) or path in OPEN_PAGES
