"""The words of choosing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choices:
    """What a person picked; "" = not picked. Host, metric and service by name, board and monitor by id."""

    host: str = ""
    board: str = ""
    monitor: str = ""
    service: str = ""
    metric: str = ""


@dataclass(frozen=True)
class Subject:
    """The judged object: `name` for people, `id` ("" = there is none), why it was taken, what was left out."""

    name: str = ""
    id: str = ""
    because: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """host_reports_here: the machine that was looked at reports to this account; None = cannot be told."""

    host: Subject = Subject()
    board: Subject = Subject()
    monitor: Subject = Subject()
    service: Subject = Subject()
    metric: Subject = Subject()
    host_reports_here: bool | None = None
