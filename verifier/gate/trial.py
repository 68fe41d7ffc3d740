"""One trial of one check, and a file of them as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1
MAX_BYTES = 20_000_000

Facts = Mapping[str, Any]
"""Name of a fact -> its entry, as `verifier.recording` writes the values of kept facts."""


class TrialError(ValueError):
    """The trials cannot be read; one sentence."""


NONE = {"not_there": "There is none."}


@dataclass(frozen=True)
class Change:
    """What is put in place of what stands at this path in the facts that pass: names of fields and places in lists.

    because: why nothing that is there could make the check fail, so that this one takes it away; "" = it is a wrong value.
    """

    path: tuple[str | int, ...]
    to: Any
    because: str = ""

    @property
    def takes_away(self) -> bool:
        """Nothing stands there afterwards, where a wrong value could."""
        return self.to is None or self.to in ("", [], {}) or (isinstance(self.to, Mapping) and "not_there" in self.to)


@dataclass(frozen=True)
class Trial:
    """criterion, check: of the definition. fails: "not as asked", or "nothing there"."""

    criterion: str
    check: str
    passes: Facts
    fails: Facts
    change: Change

    @property
    def changed(self) -> Facts:
        """The facts that pass, with the change. Raises TrialError where its path leads nowhere."""
        try:
            found: Facts = put(self.passes, self.change.path, self.change.to)
        except (KeyError, IndexError, TypeError) as fault:
            raise TrialError("its change leads nowhere.") from fault
        return found


def dump(trials: Iterable[Trial]) -> str:
    """A file of trials."""
    return json.dumps({"trials": FORMAT, "items": [_item(trial) for trial in trials]}, indent=1, ensure_ascii=False)


def load(text: str) -> tuple[Trial, ...]:
    """The trials of a file. Raises TrialError."""
    if len(text.encode()) > MAX_BYTES:
        raise TrialError(f"A file of trials has at most {MAX_BYTES:,} bytes.")
    try:
        data = json.loads(text)
        if data["trials"] != FORMAT:
            raise TrialError(f"These are trials of format {data['trials']!r}; this program reads {FORMAT}.")
        return tuple(_trial(item) for item in data["items"])
    except TrialError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise TrialError(f"This is no file of trials: {type(fault).__name__}.") from fault


def _item(trial: Trial) -> dict[str, Any]:
    item = asdict(trial)
    if not trial.change.because:
        del item["change"]["because"]
    return item


def _trial(item: Mapping[str, Any]) -> Trial:
    change = Change(tuple(item["change"]["path"]), item["change"]["to"], str(item["change"].get("because", "")))
    passes, fails = dict(item["passes"]), dict(item["fails"])
    return Trial(str(item["criterion"]), str(item["check"]), passes, fails, change)


def put(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """The value with something else at this path. Raises KeyError, IndexError or TypeError where it leads nowhere."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, first: put(value[first], rest, new)}
    if not isinstance(value, list) or not isinstance(first, int):
        raise TypeError(type(value).__name__)
    return [*value[:first], put(value[first], rest, new), *value[first + 1 :]]
