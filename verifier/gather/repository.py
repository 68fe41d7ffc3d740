"""A submission from a public Git repository: its files as of a folder, where it comes from, and the leaks of its history."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from verifier.documents.reader import Submission
from verifier.gather.folder import may_hold_secrets, read_folder
from verifier.intake import history
from verifier.intake.repository import Rules, fetch


def read_repository(address: str, leak_key: bytes, rules: Rules) -> Submission:
    """Raises RefusedError, or what `read_folder` raises."""
    key = leak_key or secrets.token_bytes(32)  # without one of the installation, to tell what is the same, this once
    with TemporaryDirectory(prefix="submission-") as private:
        fetched = fetch(address, Path(private), rules)
        submission = read_folder(fetched.tree, key, preferred=fetched.document)
        past = history.search(fetched.git, fetched.origin.commit, key=key)
    here = {leak.digest for leak in submission.leaks}
    leaks = (*submission.leaks, *(leak for leak in past.leaks if leak.digest not in here))
    left = [f"{name} (in the history)" for name in past.binaries if may_hold_secrets(name)]
    left += [] if past.complete else [f"the history before its last {past.commits} commits"]
    return replace(
        submission,
        complete=True,
        leaks=leaks if leak_key else tuple(replace(leak, digest="") for leak in leaks),
        unread=(*submission.unread, *fetched.elsewhere),
        origin=fetched.origin,
        history=(f"the history ({past.commits} commits)",),
        history_left=tuple(left),
    )
