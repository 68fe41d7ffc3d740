"""Points over time as lines that a template draws, and as numbers for whoever reads a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

WIDTH, HEIGHT, EDGE = 640, 200, 6
MOMENTS = 6
MOST_LINES = 8

Gain = tuple[datetime, float]


@dataclass(frozen=True)
class Line:
    """One entry. path: as SVG draws it, "" = not drawn. points: at each of the moments.

    style: which of the strokes it is drawn with, from 1; it stays the same when places change.
    """

    name: str
    path: str
    y: float
    points: tuple[float, ...]
    style: int = 0


@dataclass(frozen=True)
class Graph:
    """top: what the highest line of the grid is worth."""

    lines: tuple[Line, ...]
    moments: tuple[datetime, ...]
    top: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def drawn(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.path)


def graph(
    gains: Sequence[tuple[str, Iterable[Gain]]], *, since: datetime, until: datetime, numbers: Sequence[int] = ()
) -> Graph:
    """name -> its gains, in the order of the board; the first few are drawn.

    numbers: of the entries, in the same order; strokes go by them, so that whoever is overtaken keeps theirs.
    """
    told = [(name, sorted(each)) for name, each in gains]
    drawn = (numbers or range(len(told)))[:MOST_LINES]
    styles = {number: style for style, number in enumerate(sorted(drawn), start=1)}
    whole = max((until - since).total_seconds(), 1.0)
    moments = tuple(since + (until - since) * number / (MOMENTS - 1) for number in range(MOMENTS))
    top = max((sum(worth for _at, worth in each) for _name, each in told), default=0.0) or 1.0

    def x(at: datetime) -> float:
        share = min(max((at - since).total_seconds() / whole, 0.0), 1.0)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def y(points: float) -> float:
        return round(HEIGHT - EDGE - points / top * (HEIGHT - 2 * EDGE), 1)

    def line(number: int, name: str, each: list[Gain]) -> Line:
        sums = list(accumulate(worth for _at, worth in each))
        steps = "".join(f"H{x(at):g}V{y(total):g}" for (at, _worth), total in zip(each, sums, strict=True))
        path = f"M{x(since):g} {y(0):g}{steps}H{x(until):g}" if number < MOST_LINES else ""
        at_moments = tuple(sum(worth for at, worth in each if at <= moment) for moment in moments)
        style = styles[drawn[number]] if path else 0
        return Line(name, path, y(sums[-1] if sums else 0.0), at_moments, style)

    return Graph(tuple(line(number, *one) for number, one in enumerate(told)), moments, top)
