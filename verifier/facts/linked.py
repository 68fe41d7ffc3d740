"""What a document points at in the account: told by the document, needed to judge the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifier.facts.base import Fact
from verifier.verdicts import Source


@dataclass(frozen=True)
class LinkedObjects(Fact):
    """Ids in links of the document. boards: "abc-def-ghi" (or an old number), in order; monitors: ids."""

    source: ClassVar[Source] = Source.DOCUMENT
    boards: tuple[str, ...]
    monitors: tuple[int, ...]


@dataclass(frozen=True)
class BoardScript:
    """A script that creates a board. title "" = computed or missing; queries as written; client: "datadog", "curl" …"""

    title: str
    queries: tuple[str, ...]
    client: str
    where: str


@dataclass(frozen=True)
class BoardScripts(Fact):
    """Every script of the submission that creates a board through the API, in document order."""

    source: ClassVar[Source] = Source.DOCUMENT
    items: tuple[BoardScript, ...]
