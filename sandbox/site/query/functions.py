"""The functions a query may call. A few are computed; the others are known and hand their series through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar


class HasPoints(Protocol):
    @property
    def points(self) -> Mapping[float, float]: ...


Line = TypeVar("Line", bound=HasPoints)

_PASSED_ON = (
    "anomalies",
    "outliers",
    "forecast",
    "autosmooth",
    "trend_line",
    "robust_trend",
    "piecewise_constant",
    "hour_before",
    "day_before",
    "week_before",
    "month_before",
    "timeshift",
    "calendar_shift",
    "per_second",
    "per_minute",
    "per_hour",
    "dt",
    "derivative",
    "diff",
    "monotonic_diff",
    "rate",
    "ewma_3",
    "ewma_5",
    "ewma_7",
    "ewma_10",
    "ewma_20",
    "median_3",
    "median_5",
    "median_7",
    "median_9",
    "moving_rollup",
    "count_nonzero",
    "count_not_null",
    "default_zero",
    "default",
    "exclude_null",
    "clamp_min",
    "clamp_max",
    "cutoff_min",
    "cutoff_max",
    "fill",
    "integral",
    "log2",
    "log10",
    "eq_over",
    "bottom",
    "top5",
    "top10",
    "bottom5",
    "bottom10",
    "throughput",
    "week_over_week",
)
KNOWN = frozenset({"", "abs", "cumsum", "top", *_PASSED_ON})


def applied(
    function: str, lines: Sequence[Line], numbers: Sequence[float], words: Sequence[str]
) -> Iterator[tuple[Line, Mapping[float, float]]]:
    """Each series with its points after the function."""
    if function == "top" and numbers:
        lines = sorted(lines, key=lambda line: -_mean(line.points))[: int(numbers[0])]
        if words and words[-1] == "asc":
            lines = lines[::-1]
    for line in lines:
        if function == "abs":
            yield line, {at: abs(value) for at, value in line.points.items()}
        elif function == "cumsum":
            yield line, _summed(line.points)
        else:
            yield line, line.points


def _mean(points: Mapping[float, float]) -> float:
    return sum(points.values()) / len(points) if points else 0.0


def _summed(points: Mapping[float, float]) -> dict[float, float]:
    total = 0.0
    summed = {}
    for at, value in sorted(points.items()):
        total += value
        summed[at] = total
    return summed
