"""/healthz: this process lives. /readyz: everything that a check of somebody's work needs is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from challenge import vault
from challenge.site import beats
from config.celery import app


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when all parts are well, else 503; each part says "ok" or one sentence, never a detail of the inside."""
    parts = {name: _asked(ask) for name, ask in PARTS.items()}
    ready = all(answer == "ok" for answer in parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)


def _asked(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception as fault:  # whatever is wrong with a part, the others are still told
        return f"does not answer ({type(fault).__name__})"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _broker() -> str:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return "ok"


def _worker() -> str:
    return _alive("worker", "No worker has given a sign of life.")


def _scheduler() -> str:
    return _alive("scheduler", "No scheduler has given a sign of life.")


def _alive(name: str, never: str) -> str:
    seen = beats.last(name)
    if seen is None:
        return never
    silent = timezone.now() - seen
    if silent > timedelta(seconds=4 * settings.SWEEP_SECONDS):
        return f"The last sign of life was {round(silent.total_seconds())} seconds ago."
    return "ok"


def _credentials() -> str:
    closed = vault.unreadable()
    return f"{len(closed)} stored credentials cannot be decrypted." if closed else "ok"


PARTS = {
    "database": _database,
    "broker": _broker,
    "worker": _worker,
    "scheduler": _scheduler,
    "credentials": _credentials,
}
