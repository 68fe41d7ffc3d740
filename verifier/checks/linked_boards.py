"""Boards that a document links, held against the list of the account: an address alone is quickly made up."""

from __future__ import annotations

from verifier.checks.told import place_evidence
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Boards
from verifier.facts.document import Link
from verifier.subjects.linked import BOARD
from verifier.verdicts import Finding, RestsOn, unknown

KnownBoards = Boards | NotLooked | NotThere


def is_foreign(link: Link, boards: KnownBoards) -> bool:
    """Is it a board that is not in the account? Only a complete list can tell; old numbers and public links cannot be told."""
    ids = BOARD.findall(link.target)
    if not isinstance(boards, Boards) or not boards.complete or not ids or ids[0].isdigit():
        return False
    return all(board.id != ids[0] for board in boards.items)


def foreign(link: Link) -> Finding:
    """It may have been deleted since, or lie in another account: a person looks."""
    seen = place_evidence("link", link.target, link.place, wanted="a dashboard of the account")
    return unknown("The linked dashboard is not in the account that was looked at.", seen, rests_on=RestsOn.TEXT)
