"""A submission from a public Git repository: its files as of a folder, where it comes from, and the leaks of its history.

It may be taken now and read later: what only the repository could tell is then kept beside the folder, as JSON.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from verifier.documents.reader import Submission
from verifier.facts.document import Origin, Place, ShownLeak
from verifier.gather.folder import may_hold_secrets, read_folder
from verifier.intake import history
from verifier.intake.limits import RefusedError
from verifier.intake.repository import Rules, fetch


@dataclass(frozen=True)
class Provenance:
    """What a folder does not tell of the repository it was taken from. document: the file or folder that the address named.

    leaks: those of the history, with digests by the key that was given. elsewhere: parts that were not fetched.
    """

    origin: Origin
    document: str
    leaks: tuple[ShownLeak, ...]
    history: tuple[str, ...]
    history_left: tuple[str, ...]
    elsewhere: tuple[str, ...]


def read_repository(address: str, leak_key: bytes, rules: Rules) -> Submission:
    """Raises RefusedError, or what `read_folder` raises."""
    key = leak_key or secrets.token_bytes(32)  # without one of the installation, to tell what is the same, this once
    with TemporaryDirectory(prefix="submission-") as private:
        tree = Path(private) / "taken"
        submission = read_taken(tree, key, take_repository(address, key, rules, tree))
    if leak_key:
        return submission
    return replace(submission, leaks=tuple(replace(leak, digest="") for leak in submission.leaks))


def take_repository(address: str, leak_key: bytes, rules: Rules, into: Path) -> Provenance:
    """Puts the files into a new folder `into`. Raises RefusedError."""
    with TemporaryDirectory(prefix="submission-", dir=into.parent) as private:
        fetched = fetch(address, Path(private), rules)
        past = history.search(fetched.git, fetched.origin.commit, key=leak_key)
        fetched.tree.rename(into)
    left = [f"{name} (in the history)" for name in past.binaries if may_hold_secrets(name)]
    left += [] if past.complete else [f"the history before its last {past.commits} commits"]
    return Provenance(
        fetched.origin,
        fetched.document,
        past.leaks,
        (f"the history ({past.commits} commits)",),
        tuple(left),
        fetched.elsewhere,
    )


def read_taken(folder: Path, leak_key: bytes, taken: Provenance, *, stand_in: str = "") -> Submission:
    """The submission, as if it were read from its repository. stand_in: as `read_folder` takes it."""
    submission = read_folder(folder, leak_key, preferred=taken.document, stand_in=stand_in)
    here = {leak.digest for leak in submission.leaks}
    return replace(
        submission,
        complete=True,
        leaks=(*submission.leaks, *(leak for leak in taken.leaks if leak.digest not in here)),
        unread=(*submission.unread, *taken.elsewhere),
        origin=taken.origin,
        history=taken.history,
        history_left=taken.history_left,
    )


def dump(taken: Provenance) -> str:
    return json.dumps(asdict(taken))


def load(text: str) -> Provenance:
    """What `dump` wrote. Raises RefusedError."""
    try:
        kept = json.loads(text)
        return Provenance(
            Origin(**kept["origin"]),
            str(kept["document"]),
            tuple(_leak(leak) for leak in kept["leaks"]),
            tuple(kept["history"]),
            tuple(kept["history_left"]),
            tuple(kept["elsewhere"]),
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise RefusedError("What was kept of the repository cannot be read.") from fault


def _leak(kept: dict[str, Any]) -> ShownLeak:
    place = kept["place"] | {"asked": tuple(kept["place"]["asked"])}
    return ShownLeak(**(kept | {"place": Place(**place)}))
