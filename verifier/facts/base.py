"""What all facts share: the marker class, the two ways of missing, and the facts of one source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from verifier.verdicts import How, Source


@dataclass(frozen=True)
class Fact:
    """Base of every fact. `source` says which source can tell it."""

    source: ClassVar[Source]


@dataclass(frozen=True)
class NotLooked:
    """We could not look. `reason` is one sentence that a candidate understands."""

    reason: str
    wait_seconds: int | None = None


@dataclass(frozen=True)
class NotThere:
    """We looked, and there is nothing to see. `reason` is one sentence."""

    reason: str


class SourceState(StrEnum):
    """How far the reading of a source got. `READING` is only ever seen while a run is on."""

    READING = "reading"
    READ = "read"
    PARTLY = "partly"
    NOT_READ = "not-read"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class SourceFacts:
    """Everything one collection made known.

    values: fact type -> the fact, or why it is missing. While `state` is READING a type that is
    not in `values` is not known yet; once it ended, it is as good as NotLooked(reason).
    taken_at: ISO 8601 in UTC, when the reading ended (or the last part arrived).
    origin: what was looked at, for people ("ubuntu@203.0.113.7", "datadoghq.eu, organisation X").
    in_part: a sentence, where what was looked at is longer than what was read of it: whatever follows may say otherwise.
    """

    source: Source
    how: How
    state: SourceState
    reason: str = ""
    taken_at: str = ""
    origin: str = ""
    values: Mapping[type[Fact], Fact | NotLooked | NotThere] = field(default_factory=dict)
    in_part: str = ""
