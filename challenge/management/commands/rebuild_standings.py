"""Derives anew what the boards say of every submission, after a restore or a change made by hand."""

from __future__ import annotations

from challenge.management.rebuild import Rebuild
from challenge.services import standing_rows


class Command(Rebuild):
    help = "Derive from the events what boards show, and tell how much of it said something else."
    kept, told = "standing", "standings"
    rebuild = staticmethod(standing_rows.rebuild)
