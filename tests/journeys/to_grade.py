"""Run within an installation's environment: a cohort whose submissions are documents alone, and two reviewers of it.

`python -m tests.journeys.to_grade KEY FOLDER NUMBER` -> {"submissions": [ids], "sessions": [of the two reviewers]}.
The folder is handed in by each of them; their checks are started and not waited for.
`python -m tests.journeys.to_grade --open ID` -> the keys of its rows that need a person.
`python -m tests.journeys.to_grade --free ID` -> nobody has it any more.
`python -m tests.journeys.to_grade --empty KEY` -> {"session": of the reviewer} of a cohort that nobody handed in to.
`python -m tests.journeys.to_grade --all KEY` -> {id: those keys}, null while its check is on.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Assignment, Cohort, DefinitionVersion, Membership, Submission
from challenge.selectors.decisions import counting
from challenge.selectors.grading import graded_rows
from challenge.services import documents, runs, submissions
from tests.journeys.deeds import session_of


def handed_in(key: str, folder: Path, number: int) -> dict[str, Any]:
    version = DefinitionVersion.objects.latest("pk")
    cohort = Cohort.objects.create(key=key, name="Documents alone", version=version, practice_visible_to="coach")
    reviewers = [_member(cohort, name, "reviewer") for name in ("Robin", "Sol")]
    made = []
    for index in range(1, number + 1):
        owner = _member(cohort, f"Noor {index}", "candidate")
        submission = submissions.join(cohort, code=f"D{index}", owner=owner)
        documents.take(submission, folder)
        runs.start(submission, None, purpose="own-run")
        Submission.objects.filter(pk=submission.pk).update(handed_in_at=timezone.now())
        made.append(submission.pk)
    return {"submissions": made, "sessions": [session_of(user) for user in reviewers]}


def open_rows(submission_id: int) -> list[str]:
    submission = Submission.objects.get(pk=submission_id)
    rows = graded_rows(submission, counting(submission))
    return [row.step.key for row in rows if row.grade.needs_person]


def free(submission_id: int) -> None:
    Assignment.objects.filter(submission=submission_id, ended_at=None).update(ended_at=timezone.now())


def empty(key: str) -> dict[str, Any]:
    cohort = Cohort.objects.create(key=key, name="Brought in", version=DefinitionVersion.objects.latest("pk"))
    return {"session": session_of(_member(cohort, "Robin", "reviewer"))}


def all_open(key: str) -> dict[int, list[str] | None]:
    works = Submission.objects.filter(cohort__key=key)
    return {work.pk: open_rows(work.pk) if _is_over(work) else None for work in works}


def _is_over(work: Submission) -> bool:
    return work.handed_in_at is not None and work.hand_in_run is not None and work.hand_in_run.state == "finished"


def _member(cohort: Cohort, name: str, role: str) -> User:
    user = User.objects.create_user(f"{cohort.key}-{name}".replace(" ", "-").lower(), first_name=name)
    Membership.objects.create(cohort=cohort, user=user, role=role)
    return user


if __name__ == "__main__":
    first, *rest = sys.argv[1:]
    deeds: dict[str, Callable[[str], Any]] = {
        "--open": lambda word: open_rows(int(word)),
        "--free": lambda word: free(int(word)),
        "--empty": empty,
        "--all": all_open,
    }
    told = deeds[first](rest[0]) if first in deeds else handed_in(first, Path(rest[0]), int(rest[1]))
    print(json.dumps(told))
