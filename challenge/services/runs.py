"""Starts, stops and judges again. The state machine is the database's; see `services.collecting`."""

from __future__ import annotations

from collections.abc import Sequence

from challenge.access import Person
from challenge.models import Run, Submission


class CannotStart(Exception):
    """A run cannot start now; the message is one sentence for the person who asked."""


def start(submission: Submission, actor: Person | None, scope: Sequence[str] = ()) -> Run:
    """Check now. While a run is open it is returned, so a double click is one run.

    Raises CannotStart while it cools down, or where there is nothing to look at.
    """
    raise NotImplementedError


def cancel(run: Run, actor: Person) -> Run:
    """Stop an open run; one that has ended stays as it is. PermissionDenied for the wrong person."""
    raise NotImplementedError


def rejudge(run: Run) -> Run:
    """Judge a finished run again from what was kept."""
    raise NotImplementedError
