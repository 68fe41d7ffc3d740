"""One request as a handler sees it, and the row of the route table a handler is entered in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from starlette.datastructures import QueryParams
from starlette.responses import Response

from sandbox.site.errors import refused
from sandbox.site.seed import ApplicationKey, User
from sandbox.site.state import Organisation

VND = "application/vnd.api+json"


@dataclass(frozen=True, kw_only=True)
class Call:
    organisation: Organisation
    key: ApplicationKey | None
    now: float
    path: Mapping[str, str]
    query: QueryParams
    body: Any
    url: str

    @property
    def user(self) -> User:
        """Who acts: the owner of the application key."""
        return self.organisation.user(self.key.owner if self.key else "")

    @property
    def fields(self) -> dict[str, Any]:
        """The body as an object; anything else is a 400."""
        if not isinstance(self.body, dict):
            raise refused(400, "Invalid JSON structure")
        return self.body

    def inner(self, *names: str) -> dict[str, Any]:
        """An object inside of the body, empty if it is not there; anything else is a 400."""
        place: Any = self.fields
        for name in names:
            place = place.get(name) or {}
            if not isinstance(place, dict):
                raise refused(400, f"Invalid JSON structure: '{name}' must be an object")
        return dict(place)

    def fields_or_query(self, name: str) -> Any:
        """A parameter that clients send either way."""
        sent = self.body.get(name) if isinstance(self.body, dict) else None
        return self.query.get(name) if sent is None else sent

    def whole(self, name: str, default: int) -> int:
        """A whole number of the query string."""
        text = self.query.get(name)
        if text is None or text == "":
            return default
        try:
            return int(text)
        except ValueError:
            raise refused(400, f"The value provided for parameter '{name}' is invalid") from None

    def listed(self, name: str) -> list[str]:
        """What a parameter lists, separated by commas."""
        return [text.strip() for text in self.query.get(name, "").split(",") if text.strip()]

    def says(self, name: str) -> bool:
        return self.query.get(name, "").lower() in ("true", "1", "yes")


Handler = Callable[[Call], Response]


@dataclass(frozen=True)
class Limit:
    """So many requests in so many seconds, counted for each organisation."""

    name: str
    requests: int
    period: int


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    handle: Handler
    scope: str | None = None
    """The permission that a scoped application key must list."""
    keys: Literal["both", "api"] = "both"
    limit: Limit | None = None


def answer(body: Any, *, status: int = 200, media_type: str = "application/json") -> Response:
    """JSON with the spaces that Datadog's own bodies have not."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(content, status_code=status, media_type=media_type)


def nothing(media_type: str = "application/json") -> Response:
    return Response(status_code=204, media_type=media_type)
