"""How often one address may try a document in an hour. Kept as a keyed digest, and gone with the hour."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from challenge.site import hourly


def blocked_until(request: HttpRequest) -> datetime | None:
    """Counts this one try; when it is one too many, the moment from which there are new ones."""
    return hourly.full_until("try", _network(request), most=settings.TRIES)


def _network(request: HttpRequest) -> str:
    """Who asks. Somebody with IPv6 has a whole network of addresses."""
    given = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        given = request.headers.get("X-Forwarded-For", given).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    bits = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
