"""Datadog's API behind a narrow port that can only read. Knows no facts and judges nothing."""

from verifier.datadog.client import over_network
from verifier.datadog.faults import CouldNotLook
from verifier.datadog.port import Answer, Asking, Params, Port, Request, Transport
from verifier.datadog.scopes import scope_of
from verifier.datadog.sites import SITES, api_base, app_url, site_named

__all__ = [
    "SITES",
    "Answer",
    "Asking",
    "CouldNotLook",
    "Params",
    "Port",
    "Request",
    "Transport",
    "api_base",
    "app_url",
    "over_network",
    "scope_of",
    "site_named",
]
