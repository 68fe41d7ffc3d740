"""Who may ask: keys, sites and scopes. A bad key and a good key of another site are told apart by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers, QueryParams

from sandbox.site.call import Endpoint
from sandbox.site.errors import Refused, forbidden, refused
from sandbox.site.seed import ApplicationKey
from sandbox.site.state import Organisation


def organisation_of(
    organisations: Sequence[Organisation], *, headers: Headers, query: QueryParams, site: str
) -> Organisation:
    """The organisation the API key belongs to, if it lives on the site that was asked."""
    key = headers.get("dd-api-key") or query.get("api_key")
    if not key:
        raise refused(403, "API key required")
    for organisation in organisations:
        if key in organisation.seed.api_keys and organisation.seed.site == site:
            return organisation
    raise forbidden()


def application_key_of(
    organisation: Organisation, endpoint: Endpoint, *, headers: Headers, query: QueryParams
) -> ApplicationKey | None:
    """The application key of the request, when the endpoint asks for one; its scopes must allow the endpoint."""
    if endpoint.keys == "api":
        return None
    sent = headers.get("dd-application-key") or query.get("application_key")
    if not sent:
        raise _no_application_key(endpoint.path)
    key = _find(organisation.seed.application_keys, sent)
    if key is None:
        raise forbidden()
    if not allows(key, endpoint.scope):
        raise missing_scope(endpoint.path)
    return key


def missing_scope(path: str) -> Refused:
    """Version 2 says it with an object, version 1 as it says everything."""
    if path.startswith("/api/v2/"):
        return Refused(403, {"errors": [{"title": "Forbidden"}]})
    return forbidden()


def allows(key: ApplicationKey, scope: str | None) -> bool:
    return scope is None or key.scopes is None or scope in key.scopes


def _find(keys: Iterable[ApplicationKey], sent: str) -> ApplicationKey | None:
    return next((key for key in keys if key.key == sent), None)


def _no_application_key(path: str) -> Refused:
    """Since 2025 some endpoints say 401 where all said 403; the metrics endpoints were the first."""
    metrics = path.startswith(("/api/v1/query", "/api/v1/metrics", "/api/v2/metrics", "/api/v2/query"))
    return refused(401, "Unauthorized") if metrics else forbidden()
