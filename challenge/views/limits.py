"""How often something may be asked for, counted by allauth: the table is ACCOUNT_RATE_LIMITS."""

from __future__ import annotations

from typing import cast

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse


def too_often(request: HttpRequest, action: str, *, key: str = "", opening_too: bool = False) -> HttpResponse | None:
    """The page that says so, or None. key: for whom, besides the network address. opening_too: a GET counts as well."""
    answer = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, key=key.lower() or None, limit_get=opening_too
    )
    return cast(HttpResponse | None, answer)
