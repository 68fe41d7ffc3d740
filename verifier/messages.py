"""A monitor's message template: which text, variables and handles somebody sees in which state.

The template is cut into pieces, each with the conditions it stands under, so that nothing here recurses.
Kept out: which texts are asked for, and what a variable is filled with when the alert is sent.

Source: Datadog's page on notification variables. A block such as `{{#is_alert}}` is shown in its state,
`{{^is_alert}}` in every other; transitions (`is_alert_to_warning`) and matches (`is_match "a" "b"`) depend on
more than the state, so what they hold is visible *sometimes*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

State = Literal["alert", "warning", "no data"]

MAX_LENGTH = 50_000
MAX_NESTING = 30

_NAME_OF = {"is_alert": "alert", "is_warning": "warning", "is_no_data": "no data"}
_OTHER_STATES = frozenset(
    {"is_recovery", "is_alert_recovery", "is_warning_recovery", "is_no_data_recovery", "is_unknown"}
)
_TRANSITION = re.compile(r"is_(?:alert|warning|no_data|unknown)_to_(alert|warning|no_data)")
_TAG = re.compile(r"([#^/]?)\s*([\w.]*)(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\{\{([^{}]+)\}\}")
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z0-9][A-Za-z0-9._%+-]*(?:@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*)?")
_EMAIL = re.compile(r"@[^@]+@[^@]+\.[A-Za-z0-9-]+")


class MessageError(ValueError):
    """The template's blocks do not match; `str(error)` is one sentence for a candidate."""


@dataclass(frozen=True)
class Condition:
    """`{{#is_alert}}`, or negated `{{^is_alert}}`; `name` is the first word of the tag."""

    name: str
    negated: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of text under some conditions; a variable is text too, spelled `{{host.ip}}`."""

    text: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Message:
    """A template whose blocks match."""

    pieces: tuple[Piece, ...]

    @property
    def conditions(self) -> frozenset[Condition]:
        """Every condition under which some text stands (an empty block shows nothing and is not here)."""
        return frozenset(found for piece in self.pieces for found in piece.conditions)


def parse_message(template: str) -> Message:
    """Cut a template into its pieces. Raises MessageError when a block is never closed, or closed by another name."""
    if len(template) > MAX_LENGTH:
        raise MessageError(f"The message is longer than {MAX_LENGTH:,} characters.")
    pieces: list[Piece] = []
    open_blocks: list[Condition] = []
    for text, tag in _cut(template):
        pieces.append(Piece(text, tuple(open_blocks)))
        mark, name = _read_tag(tag)
        if mark == "/":
            _close(open_blocks, name)
        elif mark:
            open_blocks.append(Condition(name, negated=mark == "^"))
            if len(open_blocks) > MAX_NESTING:
                raise MessageError("The blocks of the message are nested too deeply to be read.")
        elif name == "else" and open_blocks:
            last = open_blocks.pop()
            open_blocks.append(Condition(last.name, not last.negated))
        elif name:
            pieces.append(Piece(f"{{{{{name}}}}}", tuple(open_blocks)))
    if open_blocks:
        raise MessageError(f"The block {{{{#{_shown(open_blocks[-1].name)}}}}} is never closed.")
    return Message(tuple(piece for piece in pieces if piece.text))


def visible_in(message: Message, state: State, *, sometimes: bool = False) -> str:
    """The text that is visible whenever the monitor notifies of this state.

    With `sometimes`, also the text of which more than the state decides whether it is visible.
    Variables in it are spelled without blanks, `{{host.ip}}`.
    """
    wanted = {True, None} if sometimes else {True}
    return "".join(
        piece.text
        for piece in message.pieces
        if all(_holds(condition, state) in wanted for condition in piece.conditions)
    )


def variables_in(text: str) -> frozenset[str]:
    """The names of the variables in a text that `visible_in` gave: {"value", "host.ip"}."""
    return frozenset(_VARIABLE.findall(text))


def handles_in(text: str) -> tuple[str, ...]:
    """Whom a text notifies: ("@ada@example.com", "@slack-ops", "@all").

    An address without leading @ notifies nobody, and neither does an @ in the middle of a word.
    """
    found = (match.rstrip("._%+-") for match in _HANDLE.findall(text))
    return tuple(dict.fromkeys(found))


def email_handles_in(text: str) -> tuple[str, ...]:
    """The handles that are e-mail addresses, with their leading @."""
    return tuple(handle for handle in handles_in(text) if _EMAIL.fullmatch(handle))


def _cut(template: str) -> list[tuple[str, str]]:
    """(text, inside of the tag after it) up to the last text, whose tag is empty. One pass."""
    found = []
    position = 0
    while (end := template.find("}}", position)) >= 0:
        start = template.rfind("{{", position, end)
        if start < 0:
            found.append((template[position : end + 2], ""))
        else:
            found.append((template[position:start], template[start + 2 : end]))
        position = end + 2
    found.append((template[position:], ""))
    return found


def _read_tag(tag: str) -> tuple[str, str]:
    """("#", "is_alert") of `#is_alert`, ("", "host.ip") of ` host.ip `, ("", "") of a comment."""
    inside = tag.strip()
    found = _TAG.fullmatch(inside)
    if not inside or inside.startswith("!") or not found:
        return "", ""
    mark, word, rest = found.groups()
    return (mark, word) if mark else ("", " ".join((word + rest).split()))


def _close(open_blocks: list[Condition], name: str) -> None:
    if not open_blocks:
        raise MessageError(f"{{{{/{_shown(name)}}}}} closes a block that was never opened.")
    opened = open_blocks.pop()
    if opened.name != name:
        raise MessageError(f"The block {{{{#{_shown(opened.name)}}}}} is closed by {{{{/{_shown(name)}}}}}.")


def _holds(condition: Condition, state: State) -> bool | None:
    """Does it hold in this state: always, never, or (None) does more than the state decide?"""
    if condition.name in _NAME_OF:
        return (_NAME_OF[condition.name] == state) != condition.negated
    if condition.name in _OTHER_STATES:
        return condition.negated
    transition = _TRANSITION.fullmatch(condition.name)
    if transition and transition[1].replace("_", " ") != state:
        return condition.negated
    return None


def _shown(name: str) -> str:
    return name[:40] if name.isprintable() else "?"
