"""Scopes that an application key lacks, as things that a candidate may want to mend. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenge.works.things import Thing
from verifier.verdicts import Source

_LACKS = re.compile(r"\blacks (?P<scope>[a-z][a-z_]+)\b")
MOST_ROWS_NAMED = 6


def one_more_scope(rows: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> tuple[Thing, ...]:
    """Scopes that the application key lacks, each with the rows that it keeps from being looked at.

    rows: title and findings of those that are not proved.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for title, findings in rows:
        said = [str(finding["reason"]) for finding in findings if finding["source"] == Source.ACCOUNT]
        for scope in sorted({match["scope"] for reason in said if (match := _LACKS.search(reason))}):
            found[scope].append(title)
    return tuple(_scope(scope, titles) for scope, titles in sorted(found.items()))


def _scope(scope: str, titles: list[str]) -> Thing:
    named = ", ".join(f"“{title}”" for title in titles[:MOST_ROWS_NAMED])
    more = len(titles) - MOST_ROWS_NAMED
    if more > 0:
        named += " " + ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return Thing(
        "scope",
        scope,
        ngettext(
            "%(count)s row could prove itself: %(named)s.",
            "%(count)s rows could prove themselves: %(named)s.",
            len(titles),
        )
        % {"count": len(titles), "named": named},
        "",
        _(
            "Add the scope to the application key in Datadog. Without it a person looks at your pictures; the same points are possible."
        ),
    )
