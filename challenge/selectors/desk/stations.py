"""Where a reviewer stops: at each picture with the rows that it may settle, then at each passage that no picture shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from challenge.selectors.desk.passages import PassageView
from challenge.selectors.desk.rows import DeskRow
from challenge.selectors.pictures import PictureView
from verifier.verdicts import RestsOn


@dataclass(frozen=True)
class PlacedRow:
    """also: it has its own place at another picture, and is only repeated here. id: of the part on the page.

    by_picture: a picture is shown beside it; else its passage. unseen: pictures that it may go by, and that are not here.
    """

    row: DeskRow
    id: str
    also: bool
    by_picture: bool
    unseen: tuple[PictureView, ...] = ()


@dataclass(frozen=True)
class Station:
    """picture: None where there is none; then the passages stand in its place. picture_number: of the pictures."""

    number: int
    picture: PictureView | None
    picture_number: int
    passages: tuple[PassageView, ...]
    rows: tuple[PlacedRow, ...]

    @property
    def claims(self) -> tuple[DeskRow, ...]:
        """The claims that can be confirmed at once."""
        return tuple(placed.row for placed in self.rows if placed.row.claimed)

    @property
    def is_open(self) -> bool:
        return any(placed.row.is_open and not placed.also for placed in self.rows)


def stations_of(rows: Sequence[DeskRow], pictures: Sequence[PictureView]) -> tuple[Station, ...]:
    """Every row that somebody has to look into has one place of its own, and is repeated at the other pictures."""
    wanted = {row.key: row for row in rows if row.looked_into}
    shown = [picture for picture in pictures if picture.file and any(key in wanted for key, _title in picture.settles)]
    own = {row.key: place for row in wanted.values() if (place := _own_place(row, shown)) is not None}
    unseen = {
        key: tuple(one for one in pictures if not one.file and any(key == settled for settled, _title in one.settles))
        for key in wanted
    }
    found: list[Station] = []
    for index, picture in enumerate(shown):
        settles = {key for key, _title in picture.settles}
        placed = [row for row in wanted.values() if row.key in settles]
        number = len(found) + 1
        found.append(Station(number, picture, index + 1, (), _placed(placed, number, own, index, unseen)))
    for passages, group in _by_passage([row for row in wanted.values() if row.key not in own]).items():
        number = len(found) + 1
        shown_here = () if isinstance(passages, str) else passages
        found.append(Station(number, None, 0, shown_here, _placed(group, number, {}, -1, unseen)))
    return tuple(found)


def open_keys(stations: Sequence[Station]) -> list[str]:
    """The rows that need somebody, in the order in which they are met."""
    return [placed.row.key for station in stations for placed in station.rows if placed.row.is_open and not placed.also]


def next_open(stations: Sequence[Station], after: str) -> str:
    """The open row that follows this one, from the beginning again after the last; "" = there is none."""
    order = [placed.row.key for station in stations for placed in station.rows if not placed.also]
    start = order.index(after) + 1 if after in order else 0
    still = set(open_keys(stations))
    return next((key for key in (*order[start:], *order[:start]) if key in still), "")


def _own_place(row: DeskRow, pictures: Sequence[PictureView]) -> int | None:
    """The first picture that a finding goes by, else the first that stands under the row's question."""
    goes_by = {
        line.where for one in row.findings if one.finding.rests_on == RestsOn.PICTURE for line in one.finding.evidence
    }
    settles = [n for n, picture in enumerate(pictures) if any(key == row.key for key, _title in picture.settles)]
    return next((n for n in settles if pictures[n].where in goes_by), settles[0] if settles else None)


def _placed(
    rows: Sequence[DeskRow],
    number: int,
    own: Mapping[str, int],
    index: int,
    unseen: Mapping[str, tuple[PictureView, ...]],
) -> tuple[PlacedRow, ...]:
    placed = [(row, own.get(row.key, index) != index) for row in rows]
    placed.sort(key=lambda one: one[1])
    return tuple(
        PlacedRow(row, f"also-{number}-{row.key}" if also else f"row-{row.key}", also, index >= 0, unseen[row.key])
        for row, also in placed
    )


def _by_passage(rows: Sequence[DeskRow]) -> Mapping[tuple[PassageView, ...] | str, list[DeskRow]]:
    found: dict[tuple[PassageView, ...] | str, list[DeskRow]] = {}
    for row in rows:
        found.setdefault(row.passages or row.key, []).append(row)
    return found
