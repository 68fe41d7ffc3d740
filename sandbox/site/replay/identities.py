"""Which of our ids stands for which recorded one: what a recording creates gets another id here, and so do cursors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.site.replay.recording import Interaction

_NAMES = ("id", "new_id", "uuid", "id_str")


def identities(answer: Any) -> Iterator[tuple[str, Any]]:
    """Every id in an answer with its path."""
    yield from _walk(answer, "")


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in _NAMES and isinstance(inner, int | str) and not isinstance(inner, bool):
                yield f"{path}.{key}", inner
            else:
                yield from _walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{place}]")


def _cursors(answer: Any) -> list[str]:
    """The one that leads to the next page, if any."""
    meta: Any = (answer.get("meta") or {}) if isinstance(answer, Mapping) else {}
    found = [(meta.get("page") or {}).get("after"), (meta.get("pagination") or {}).get("next_cursor")]
    return [cursor for cursor in found if isinstance(cursor, str)]


@dataclass
class Ids:
    """Recorded id to ours, as text."""

    ours: dict[str, str] = field(default_factory=dict)

    def learn(self, interaction: Interaction, answer: Any) -> None:
        """After a creation: ids at the same place of both answers belong together. Cursors do so always."""
        for recorded, own in zip(_cursors(interaction.answer), _cursors(answer), strict=False):
            self.ours[recorded] = own
        if interaction.method != "POST" or not interaction.ok:
            return
        mine = dict(identities(answer))
        for path, recorded in identities(interaction.answer):
            if path in mine and str(recorded) != str(mine[path]):
                self.ours.setdefault(str(recorded), str(mine[path]))

    def in_path(self, path: str) -> str:
        return "/".join(self.ours.get(part, part) for part in path.split("/"))

    def in_body(self, value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            return {name: self.in_body(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.in_body(inner, key) for inner in value]
        if isinstance(value, bool) or not isinstance(value, int | str) or not key.endswith(("id", "ids", "cursor")):
            return value
        ours = self.ours.get(str(value))
        if ours is None:
            return value
        return int(ours) if isinstance(value, int) else ours
