"""How often one address may try a document in an hour. Kept in the cache alone, as a keyed digest, and gone with the hour."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

HOUR = 3_600


def blocked_until(request: HttpRequest) -> datetime | None:
    """Counts this one try; when it is one too many, the moment from which there are new ones."""
    hour = int(timezone.now().timestamp()) // HOUR
    secret = settings.SECRET_KEY.encode()
    key = f"try:{hour}:{hmac.new(secret, _network(request).encode(), hashlib.sha256).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out between the two: the cache is small, and much is going on
        count = 1
    return datetime.fromtimestamp((hour + 1) * HOUR, UTC) if count > settings.TRIES else None


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
