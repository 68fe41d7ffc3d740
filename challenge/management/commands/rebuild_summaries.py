"""Derives anew what the work lists say of every submission, after a restore or a change made by hand."""

from __future__ import annotations

from challenge.management.rebuild import Rebuild
from challenge.services import summaries


class Command(Rebuild):
    help = "Derive what the work list shows anew, and tell how much of it said something else."
    kept, told = "summary", "submissions"
    rebuild = staticmethod(summaries.rebuild)
