"""The page of what went wrong on our side; where only the turn to write did not come, it says so and is no fault."""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

AGAIN_AFTER_SECONDS = 5


def broken(request: HttpRequest) -> HttpResponse:
    """500; 503 where SQLite lets another write longer than one waits for it. Asks the database nothing."""
    fault = sys.exc_info()[1]
    if not (isinstance(fault, OperationalError) and "database is locked" in str(fault)):
        return server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(AGAIN_AFTER_SECONDS)})
