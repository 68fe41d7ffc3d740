"""Datadog's sites, and where the API of each one answers."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from verifier.datadog.faults import CouldNotLook

SITES = {
    "US1": "datadoghq.com",
    "US3": "us3.datadoghq.com",
    "US5": "us5.datadoghq.com",
    "EU1": "datadoghq.eu",
    "AP1": "ap1.datadoghq.com",
    "AP2": "ap2.datadoghq.com",
    "UK1": "uk1.datadoghq.com",
    "US1-FED": "ddog-gov.com",
    "US2-FED": "us2.ddog-gov.com",
}
_OWN_APP_HOST = frozenset({"datadoghq.com", "datadoghq.eu", "ddog-gov.com"})


def site_named(text: str) -> str:
    """The site that somebody meant by `text`: its name, its address, or an address of its pages."""
    wanted = text.strip()
    if wanted.upper() in SITES:
        return SITES[wanted.upper()]
    host = re.sub(r"^[a-z]+://", "", wanted.casefold()).split("/", 1)[0]
    for candidate in (host, host.removeprefix("app."), host.removeprefix("api.")):
        if candidate in SITES.values():
            return candidate
    raise CouldNotLook(f"{wanted[:60]!r} is not a Datadog site; the sites are {', '.join(SITES.values())}.")


def app_url(site: str) -> str:
    """Where people look at this site."""
    return f"https://app.{site}" if site in _OWN_APP_HOST else f"https://{site}"


def api_base(site: str, api_url: str = "") -> str:
    """Where the API answers. `api_url` overrides it, on loopback only: keys go nowhere else."""
    if not api_url:
        return f"https://api.{site_named(site)}"
    parts = urlsplit(api_url)
    plain = parts.scheme in ("http", "https") and not (parts.username or parts.query or parts.fragment)
    if not plain or not _is_loopback(parts.hostname or ""):
        raise CouldNotLook("Another API address than Datadog's own is only allowed on loopback.")
    return api_url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
