"""A hand-in by hand: the workers' steps, and what lies in the bundle then."""

from __future__ import annotations

import json
from pathlib import Path

from challenge.models import Run, Submission
from challenge.services import bundles
from challenge.services.handing_in import ask, go_on
from challenge.tasks import collect
from tests.challenge.conftest import People
from verifier.intake.limits import RefusedError


def looked(run: Run) -> None:
    """A worker looks at every source of the run."""
    for pk in run.collections.values_list("pk", flat=True):
        collect(pk)


def nothing_elsewhere(address: str) -> bytes:
    raise RefusedError(f"{address} does not answer.")


def handed_in(work: Submission, people: People) -> Submission:
    run = ask(work, people.candidate).hand_in_run
    assert run is not None
    looked(run)
    go_on(work.pk, fetch=nothing_elsewhere)
    work.refresh_from_db()
    return work


def folder(work: Submission) -> Path:
    found = bundles.folder_of(work)
    assert found is not None
    return found


def told(work: Submission, name: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads((folder(work) / name).read_bytes())
    return answer
