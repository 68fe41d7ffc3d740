"""Pages that are walked with a cursor, as spans and events of version 2 are. No HTTP in here.

Every page that holds something names the next one, the last page too: recordings show `meta` and `links` on a page of
one where two were asked for, and a bare `{"data": []}` behind it. A cursor tells where its page ended, not how many
came before, so that a window that moves with the clock is walked without loss.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

Place = tuple[float, str]
"""When, in epoch seconds, and the id."""
_Found = TypeVar("_Found")


def page_of(
    found: Mapping[Place, _Found], *, newest_first: bool, limit: int, cursor: Any
) -> tuple[Sequence[_Found], str | None]:
    """The page behind the cursor, and the cursor of the next page, None behind an empty one. ValueError: no cursor."""
    places = sorted(found, reverse=newest_first)
    if cursor:
        end = _place(cursor)
        places = [place for place in places if (place < end if newest_first else place > end)]
    shown = places[:limit]
    return [found[place] for place in shown], _cursor(shown[-1]) if shown else None


def link(endpoint: str, asked: Mapping[str, Any], *, after: str, limit: int) -> str:
    """The address of the next page; what was not asked for (None) is left out."""
    told = {**asked, "page[cursor]": after, "page[limit]": limit}
    return f"{endpoint}?{urlencode(sorted((name, value) for name, value in told.items() if value is not None))}"


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps({"after": place}).encode()).decode()


def _place(cursor: Any) -> Place:
    try:
        at, name = json.loads(base64.urlsafe_b64decode(str(cursor)))["after"]
        return float(at), str(name)
    except (ValueError, TypeError, KeyError):
        raise ValueError("is not a cursor of this search") from None
