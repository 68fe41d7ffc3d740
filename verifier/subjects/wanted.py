"""What a challenge asks of the objects that are judged, as far as one is chosen among several by it."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.definition.model import USUAL_METRIC, Definition, Parameter


@dataclass(frozen=True)
class Wanted:
    """metric: its name. of_others: names that were drawn for somebody else.
    over_time, window_seconds, alert, warning: of the monitor; None = nothing is asked.

    no_data: it notifies of missing data. database_metrics: so many metrics of the database are on the board.
    """

    metric: str = USUAL_METRIC
    over_time: str | None = "avg"
    window_seconds: int | None = 300
    alert: float | None = 800
    warning: float | None = 500
    no_data: bool = True
    database_metrics: int = 0
    of_others: frozenset[str] = frozenset()


def wanted_by(definition: Definition) -> Wanted:
    """As the parameters of its checks say."""
    given = {name: parameters for criterion in definition.criteria for name, parameters in criterion.checks.items()}
    averages = given.get("account_monitor_averages_the_metric")
    watches = given.get("account_monitor_watches_the_metric", averages or {})
    return Wanted(
        metric=definition.metric,
        over_time="avg" if averages is not None else _text(watches.get("over_time")),
        window_seconds=_whole(watches.get("window_seconds")),
        alert=_number(given.get("account_monitor_alerts_at", {}).get("threshold")),
        warning=_number(given.get("account_monitor_warns_at", {}).get("threshold")),
        no_data="account_monitor_notifies_on_no_data" in given,
        database_metrics=_whole(given.get("account_board_shows_database_metrics", {}).get("minimum")) or 0,
        of_others=definition.metrics_of_others,
    )


def _text(value: Parameter | None) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Parameter | None) -> int | None:
    return value if isinstance(value, int) else None


def _number(value: Parameter | None) -> float | None:
    return value if isinstance(value, int | float) else None
