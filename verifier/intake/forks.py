"""Whether a repository is a fork of the exercise's, and which of its commits are the exercise's own.

What strangers once leaked into the exercise's own history must not be told to everybody who forks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from verifier.intake.address import RepositoryAddress
from verifier.intake.git import Git
from verifier.intake.limits import RefusedError

EXERCISE = ("github.com/DataDog/hiring-engineers",)
THEIRS = "refs/exercise/*"
_LITTLE = 10_000


def fork_of(git: Git, commit: str, address: RepositoryAddress, exercise: Sequence[str]) -> bool | None:
    """Fetches the exercise's own branches beside the commit, where they lie on the same host.

    True: a pull request to the exercise, or common commits, or the exercise's name under another owner, which is what a fork
    gets. False: the exercise's own, or no common commit in two whole histories. None: nothing tells.
    """
    own = f"{address.host}/{address.path}".lower()
    if own in {one.lower() for one in exercise}:
        if address.pull:
            _common(git, commit, address)
        return bool(address.pull)
    here = [one.partition("/")[2] for one in exercise if one.partition("/")[0].lower() == address.host]
    answers = [_common(git, commit, replace(address, path=path)) for path in here]
    if True in answers or own.rpartition("/")[2] in {one.lower().rpartition("/")[2] for one in exercise}:
        return True
    return False if answers and None not in answers else None


def _common(git: Git, commit: str, exercise: RepositoryAddress) -> bool | None:
    """Is there a commit that both hold? None: the exercise, or the whole of it, could not be fetched."""
    depth = f"--depth={git.limits.commits}"
    with suppress(RefusedError):
        said = git.run("fetch", "--quiet", depth, "--no-tags", exercise.remote, f"+refs/heads/*:{THEIRS}", most=_LITTLE)
        if said.status == 0:
            if _count(git, commit, "--not", f"--glob={THEIRS}") < _count(git, commit):
                return True
            whole = git.run("rev-parse", "--is-shallow-repository", most=_LITTLE).text.strip() == b"false"
            return False if whole else None
    return None


def _count(git: Git, *words: str) -> int:
    said = git.run("rev-list", "--count", *words, most=_LITTLE).text.strip()
    return int(said) if said.isdigit() else 0
