"""What changed between accepted and present judgments, grouped so that one cause reads as one change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill

from tests.recorded.corpus import Json

WIDTH = 116
SHOWN = 5
"""So many different changes of one step are told in a failed test; `python -m tests.recorded diff` tells all."""
ACCEPT = (
    "If this is as it should be, `make accept` takes it: it writes tests/recorded/results, never the facts, "
    "and `git diff` shows it to whoever reviews."
)
WHOLE = "the recording as a whole"
Groups = dict["Change", list[str]]


@dataclass(frozen=True)
class Change:
    """One step of one recording. was, now: the verdict; None = no such step, "-" = not judged yet. lines: the rest."""

    was: str | None
    now: str | None
    lines: tuple[str, ...]


def told(accepted: Mapping[str, Json], judged: Mapping[str, Json], *, most: int = SHOWN) -> str:
    """Every difference, for people; "" = there is none."""
    both = [name for name in judged if name in accepted]
    groups = _groups({name: (accepted[name], judged[name]) for name in both})
    said = [*_unmatched(accepted, judged), *(_step(place, found, most) for place, found in groups.items())]
    if groups:
        changed = {name for found in groups.values() for names in found.values() for name in names}
        said.insert(
            0, _wrapped(f"Judged differently: {len(changed)} of {len(judged)} recordings, in ", [*groups], "  ")
        )
    return "\n\n".join([*said, ACCEPT]) if said else ""


def _unmatched(accepted: Mapping[str, Json], judged: Mapping[str, Json]) -> Iterator[str]:
    new, gone = [n for n in judged if n not in accepted], [n for n in accepted if n not in judged]
    if new:
        yield _wrapped(f"Without a result ({len(new)}): ", new, "")
    if gone:
        yield _wrapped(f"Results without a recording ({len(gone)}): ", gone, "")


def _groups(pairs: Mapping[str, tuple[Json, Json]]) -> dict[str, Groups]:
    """Step -> the same change -> the recordings that have it. Steps in the order of the definition."""
    found: dict[str, Groups] = {}
    places = dict.fromkeys(key for _, now in pairs.values() for key in now["steps"])
    places |= dict.fromkeys(key for was, _ in pairs.values() for key in was["steps"])
    for key in places:
        for name, (was, now) in pairs.items():
            before, after = was["steps"].get(key), now["steps"].get(key)
            if before != after:
                change = Change(_verdict(before), _verdict(after), tuple(_lines(before or {}, after or {})))
                found.setdefault(key, {}).setdefault(change, []).append(name)
    for name, (was, now) in pairs.items():
        lines = tuple(_lines(_about(was, was["steps"] == now["steps"]), _about(now, was["steps"] == now["steps"])))
        if lines:
            found.setdefault(WHOLE, {}).setdefault(Change("", "", lines), []).append(name)
    return found


def _about(result: Json, with_points: bool) -> Json:
    """What is not of one step. Points follow from the steps, so a change of theirs is told where no step changed."""
    points = {kind: result[kind] for kind in ("points", "bonus")} if with_points else {}
    judged = {f"judged {name}": words for name, words in result["judged"].items()}
    return {**points, "host reports here": str(result["host reports here"]), **judged, "banners": result["banners"]}


def _verdict(step: Json | None) -> str | None:
    return None if step is None else step["verdict"] or "-"


def _lines(was: Json, now: Json) -> Iterator[str]:
    """The fields that differ, as a diff. Of lists, only what came and went."""
    for field in dict.fromkeys([*was, *now]):
        before, after = _listed(was.get(field)), _listed(now.get(field))
        if field == "verdict" or before == after:
            continue
        yield from (f"{field} - {line}" for line in before if line not in after)
        yield from (f"{field} + {line}" for line in after if line not in before)
        if sorted(before) == sorted(after):
            yield f"{field} in another order"


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _step(place: str, groups: Groups, most: int) -> str:
    """A step's header with every turn of its verdict, then its changes, those of most recordings first."""
    turns: dict[str, int] = {}
    for change, names in groups.items():
        turns[_turn(change)] = turns.get(_turn(change), 0) + len(names)
    header = ", ".join(f"{turn} in {number}" for turn, number in sorted(turns.items(), key=lambda turn: -turn[1]))
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    said = [f"{place}: {header}"]
    for change, names in ordered[:most]:
        said += [_wrapped(f"  {_turn(change)}: ", names, "    "), *(f"    {line}" for line in change.lines)]
    if left := [name for _, names in ordered[most:] for name in names]:
        said.append(_wrapped(f"  {len(ordered) - most} changes more (python -m tests.recorded diff): ", left, "    "))
    return "\n".join(said)


def _turn(change: Change) -> str:
    if change.was is None or change.now is None:
        return f"new, {change.now}" if change.was is None else f"gone, was {change.was}"
    if change.was == change.now:
        return f"still {change.now}, told differently" if change.now else "differs"
    return f"{change.was} -> {change.now}"


def _wrapped(head: str, words: Sequence[str], indent: str) -> str:
    return fill(head + ", ".join(words), WIDTH, subsequent_indent=indent, break_on_hyphens=False)
