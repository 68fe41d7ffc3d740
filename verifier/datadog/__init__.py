"""Datadog's API behind a narrow port that can only read. Knows no facts and judges nothing."""

from verifier.datadog.client import over_network
from verifier.datadog.faults import NOT_ASKED, CouldNotLook, refused, told
from verifier.datadog.kept import Book, Interaction, answer_of, from_kept, kept_answers, request_of
from verifier.datadog.masking import masked
from verifier.datadog.pasted import Pasted, pasted
from verifier.datadog.port import Answer, Asking, Params, Port, Request, Transport
from verifier.datadog.recalled import Recall, Seldom, remembered
from verifier.datadog.scopes import scope_of
from verifier.datadog.sites import SITES, api_base, app_url, site_named

__all__ = [
    "NOT_ASKED",
    "SITES",
    "Answer",
    "Asking",
    "Book",
    "CouldNotLook",
    "Interaction",
    "Params",
    "Pasted",
    "Port",
    "Recall",
    "Request",
    "Seldom",
    "Transport",
    "answer_of",
    "api_base",
    "app_url",
    "from_kept",
    "kept_answers",
    "masked",
    "over_network",
    "pasted",
    "refused",
    "remembered",
    "request_of",
    "scope_of",
    "site_named",
    "told",
]
