"""What the facts of a document tell that are kept: which rows it answers, and where its text and its files differ. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from verifier.documents.files import MARKDOWN
from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.document import Answers, Links, Pictures, Place, ShownChecks, ShownMonitors, Snippets

Values = Mapping[type[Fact], Fact | NotLooked | NotThere]
Found = TypeVar("Found", bound=Fact)

EFFECTIVE = ("instance", "resolved", "top", "init_config", "alone", "words")


def fact(values: Values, kind: type[Found]) -> Found | None:
    """The fact of this kind, None where it was not looked at or is not there."""
    found = values.get(kind)
    return found if isinstance(found, kind) else None


def answered(values: Values) -> Iterator[str]:
    """The rows under whose question stands anything of the candidate's own."""
    answers = fact(values, Answers)
    for passage in answers.items if answers else ():
        if passage.kind in ("own", "restated"):
            yield from passage.place.asked
    lists = (fact(values, Pictures), fact(values, Snippets), fact(values, Links))
    for place in (item.place for found in lists if found for item in found.items):
        yield from place.asked


Told = tuple[str, str, str, str, str]
"""What is spoken of, what the text says and where, what the file says and where."""


def differences(values: Values) -> Iterator[Told]:
    """What the text says of an interval, a metric or a threshold, and a file of the submission otherwise."""
    yield from _intervals(values)
    yield from _metrics(values)
    yield from _thresholds(values)


def _intervals(values: Values) -> Iterable[Told]:
    checks = fact(values, ShownChecks)
    items = [one for one in (checks.intervals if checks else ()) if one.seconds is not None and one.level in EFFECTIVE]
    seen = [(f"{one.seconds:g} s", one.place) for one in items]
    return _differences(_("The collection interval"), seen)


def _metrics(values: Values) -> Iterable[Told]:
    checks = fact(values, ShownChecks)
    seen = [
        (value.name, code.place) for code in (checks.codes if checks else ()) for value in code.values if value.name
    ]
    return _differences(_("The name of the metric"), seen)


def _thresholds(values: Values) -> Iterable[Told]:
    monitors = fact(values, ShownMonitors)
    items = monitors.items if monitors else ()
    warnings = [(f"{one.warning:g}", one.place) for one in items if one.warning is not None]
    alerts = [(f"{one.critical:g}", one.place) for one in items if one.critical is not None]
    return [
        *_differences(_("The warning threshold"), warnings),
        *_differences(_("The alert threshold"), alerts),
    ]


def _differences(what: str, seen: Iterable[tuple[str, Place]]) -> Iterator[Told]:
    """Each value of a file that no text says, where texts say any: who once says the same has only also said another."""
    told: dict[str, Place] = {}
    shown: dict[str, Place] = {}
    for value, place in seen:
        (told if _is_text(place.file) else shown)[value] = place
    if not told or set(told) & set(shown):
        return
    last = next(reversed(told))
    for value, place in shown.items():
        yield what, last, str(told[last]), value, str(place)


def _is_text(file: str) -> bool:
    return any(file.lower().endswith(ending) for ending in MARKDOWN)
