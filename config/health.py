"""/healthz: this process lives. /readyz: everything a check needs is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ready": True})
