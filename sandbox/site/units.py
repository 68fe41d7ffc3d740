"""Units as query answers spell them out."""

from __future__ import annotations

from sandbox.site.metadata import said_of
from sandbox.site.state import Document, Organisation

_UNITS: dict[str, tuple[int, str, str, float, str]] = {
    # name: id, family, short name, scale, plural
    "bit": (1, "bytes", "b", 0.125, "bits"),
    "byte": (2, "bytes", "B", 1.0, "bytes"),
    "kibibyte": (3, "bytes", "KiB", 1024.0, "kibibytes"),
    "mebibyte": (4, "bytes", "MiB", 1048576.0, "mebibytes"),
    "gibibyte": (5, "bytes", "GiB", 1073741824.0, "gibibytes"),
    "nanosecond": (8, "time", "ns", 1e-9, "nanoseconds"),
    "microsecond": (9, "time", "μs", 1e-6, "microseconds"),
    "millisecond": (10, "time", "ms", 0.001, "milliseconds"),
    "second": (11, "time", "s", 1.0, "seconds"),
    "minute": (12, "time", "min", 60.0, "minutes"),
    "percent": (17, "percentage", "%", 1.0, "percent"),
    "fraction": (18, "percentage", "frac", 100.0, "fractions"),
    "connection": (20, "network", "conn", 1.0, "connections"),
    "request": (19, "network", "req", 1.0, "requests"),
    "query": (50, "db", "query", 1.0, "queries"),
    "hit": (39, "cache", "hit", 1.0, "hits"),
    "error": (38, "system", "err", 1.0, "errors"),
}


def unit_of(organisation: Organisation, metric: str) -> list[Document | None] | None:
    """`[unit, per unit]`, or None when the metric has no unit."""
    metadata = said_of(organisation, metric)
    name = metadata.unit if metadata else _of_a_trace(metric)
    if name is None:
        return None
    return [_spelled(name), _spelled(metadata.per_unit) if metadata and metadata.per_unit else None]


def _of_a_trace(metric: str) -> str | None:
    if not metric.startswith("trace."):
        return None
    return {"hits": "hit", "errors": "error", "duration": "second"}.get(metric.rpartition(".")[2])


def _spelled(name: str) -> Document:
    number, family, short, scale, plural = _UNITS.get(name, (0, "general", name, 1.0, f"{name}s"))
    return {
        "family": family,
        "scale_factor": scale,
        "name": name,
        "short_name": short,
        "plural": plural,
        "id": number,
    }
