"""The sections of an answer by the key of their ask, and the sentences for those that could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.script import Section
from verifier.script.prologue import FORBIDDEN, MISSING, NO_COMMAND, OUTSIDE

_MACOS = "/opt/datadog-agent/etc"
_HOW_TO_ALLOW = (
    (r"sudo:.*not found", "Sudo is not installed: {group}"),
    (r"a password is required", "Let sudo work without a password for this user, or {group}"),
    (
        r"sudo:|sorry, user|may not run sudo",
        "Sudo refuses it: let it work without a password for this user, or {group}",
    ),
    ("", "Allow sudo for this look, or {group}"),
)
"""what sudo said -> what to do about it"""


@dataclass
class Answers:
    """What has arrived. `asked` holds the keys whose sections are complete."""

    sections: dict[str, list[Section]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def add(self, section: Section) -> None:
        self.sections.setdefault(section.key, []).append(section)

    def all(self, key: str) -> tuple[Section, ...]:
        return tuple(self.sections.get(key, ()))

    def one(self, key: str, argument: str | None = None) -> Section | None:
        """The first section of a key (of this argument)."""
        return next((s for s in self.all(key) if argument is None or s.argument == argument), None)

    def text(self, key: str) -> str:
        """What a file or command said when all went well, else ""."""
        section = self.one(key)
        return section.text if section and section.status == 0 and not section.truncated else ""

    def files(self, key: str) -> Iterator[Section]:
        """The files of a folder, without the section that lists them."""
        return (section for section in self.all(key) if not section.argument.endswith("/"))


def lines_kept(text: str) -> str:
    """The text of a `settings` section with every line back at its number."""
    lines: list[str] = []
    for line in text.split("\n"):
        number, colon, rest = line.partition(":")
        if colon and number.isdigit() and len(lines) < int(number) <= 100_000:
            lines += [""] * (int(number) - 1 - len(lines))
            lines.append(rest.rstrip("\r"))
    return "\n".join(lines) + "\n" if lines else ""


def why_unread(section: Section | None, what: str) -> str:
    """One sentence why nothing is known of it ("" = it was read whole)."""
    if section is None:
        return f"{what} was not asked for."
    if section.truncated:
        return f"{what} is longer than we read."
    if section.status == 0:
        return ""
    if section.status == FORBIDDEN or _refused(section.errors):
        return f"{what} may not be read by this user. {_how_to_allow(section.errors, what)}."
    if section.status == MISSING:
        return f"{what} does not exist."
    if section.status == OUTSIDE:
        return f"{what} is a link that leads out of what is looked at, so it was not followed."
    if section.status == NO_COMMAND:
        return f"{what} is not installed."
    if section.status == 124:
        return f"{what} did not finish in time."
    return f"{what} could not be read ({_first_line(section.errors) or f'status {section.status}'})."


def _how_to_allow(errors: str, what: str) -> str:
    sentence = next(told for pattern, told in _HOW_TO_ALLOW if re.search(pattern, errors, re.IGNORECASE))
    group = "admin" if what.startswith(_MACOS) else "dd-agent"
    return sentence.format(group=f"add the user to the group {group}")


def is_missing(section: Section | None) -> bool:
    """It is certain that there is none."""
    return section is not None and section.status in (MISSING, NO_COMMAND) and not _refused(section.errors)


def _refused(errors: str) -> bool:
    return bool(
        re.search(
            r"permission denied|operation not permitted|a password is required|not allowed|sudo:|"
            r"su: (?:must be run|authentication)",
            errors,
            re.IGNORECASE,
        )
    )


def _first_line(errors: str) -> str:
    return errors.strip().split("\n", 1)[0][:200]
