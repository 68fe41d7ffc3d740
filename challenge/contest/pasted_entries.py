"""Reads a pasted list of entries: "Otter: ann@example.com, bob@example.com", or one e-mail alone. Pure: no database.

Names that somebody may take for one another are refused, also those of teams that are there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from challenge.names.lookalikes import glance

MOST_LINES, LONGEST_NAME, MOST_PEOPLE, LONGEST_EMAIL = 300, 60, 20, 254
BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Pasted:
    """A line that is not empty. name: of the team; of one e-mail alone, what stands before the @. fault: one sentence, or ""."""

    number: int
    text: str
    name: str
    emails: tuple[str, ...]
    fault: str = ""


def pasted(text: str, *, existing: Sequence[str] = ()) -> tuple[Pasted, ...]:
    """The lines of a list, each with what is wrong with it. existing: the names of teams that are there."""
    names = {glance(name): (name, 0) for name in existing}
    emails: dict[str, int] = {}
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        row = _read(number, line)
        fault = row.fault or _taken(row, names, emails)
        found.append(Pasted(number, row.text, row.name, row.emails, fault))
        names.setdefault(glance(row.name), (row.name, number))
        if names[glance(row.name)] == (row.name, 0):
            names[glance(row.name)] = (row.name, number)
        for email in row.emails:
            emails.setdefault(email, number)
        if len(found) == MOST_LINES:
            break
    return tuple(found)


def _read(number: int, line: str) -> Pasted:
    before, colon, after = line.partition(":")
    emails = tuple(part.lower() for part in BETWEEN.split(after if colon else line) if part)
    name = " ".join(before.split()) if colon else (emails[0].partition("@")[0] if emails else "")
    return Pasted(number, line.strip(), name, emails, _fault(name, emails, named=bool(colon)))


def _fault(name: str, emails: tuple[str, ...], *, named: bool) -> str:
    if not emails:
        return _("There is no e-mail address after the name.")
    if not named and len(emails) > 1:
        return _("Write the name of the team and a colon before the addresses.")
    for email in emails:
        if not _is_email(email):
            return _("“%(text)s” is no e-mail address.") % {"text": email[:60]}
    if len(set(emails)) < len(emails):
        return _("An address stands twice in this line.")
    if len(emails) > MOST_PEOPLE:
        return _("A team has %(number)s people at most.") % {"number": MOST_PEOPLE}
    if not glance(name) or len(name) > LONGEST_NAME:
        return _("The name of the team has 1 to %(number)s letters.") % {"number": LONGEST_NAME}
    if any(unicodedata.category(letter)[0] == "C" for letter in name):
        return _("The name has letters in it that nobody can see.")
    return ""


def _taken(row: Pasted, names: dict[str, tuple[str, int]], emails: dict[str, int]) -> str:
    other, line = names.get(glance(row.name), (row.name, 0))
    if other != row.name and line:
        return _("“%(name)s” looks like “%(other)s” in line %(line)s.") % {
            "name": row.name,
            "other": other,
            "line": line,
        }
    if other != row.name:
        return _("“%(name)s” looks like “%(other)s”, which is there already.") % {"name": row.name, "other": other}
    if line:
        return _("“%(name)s” stands in line %(line)s already.") % {"name": row.name, "line": line}
    for email in row.emails:
        if email in emails:
            return _("%(email)s stands in line %(line)s already.") % {"email": email, "line": emails[email]}
    return ""


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL
