"""Whether an address tells that the repository is a fork of the exercise's."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.intake.address import RepositoryAddress

EXERCISE = ("datadog/hiring-engineers",)


def fork_of(address: RepositoryAddress, exercise: Sequence[str]) -> bool | None:
    """True: a pull request to the exercise, or somebody's repository under the exercise's name, which is what a fork gets.
    False: the exercise's own. None: a fork can be renamed, so another name tells nothing."""
    path = address.path.lower()
    if path in exercise:
        return bool(address.pull)
    return True if path.rpartition("/")[2] in {own.rpartition("/")[2] for own in exercise} else None
