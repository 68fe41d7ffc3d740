"""Run within an installation's environment: a cohort whose submissions are documents alone, and two reviewers of it.

`python -m tests.journeys.to_grade KEY FOLDER NUMBER` -> {"submissions": [ids], "sessions": [of the two reviewers]}.
The folder is handed in by each of them; their checks are started and not waited for.
`python -m tests.journeys.to_grade --open ID` -> the keys of its rows that need a person.
`python -m tests.journeys.to_grade --free ID` -> nobody has it any more.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.utils import timezone  # noqa: E402

from challenge.models import Assignment, Cohort, DefinitionVersion, Membership, Submission  # noqa: E402
from challenge.selectors.decisions import counting  # noqa: E402
from challenge.selectors.grading import graded_rows  # noqa: E402
from challenge.services import documents, runs, submissions  # noqa: E402
from tests.journeys.deeds import session_of  # noqa: E402


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


def _member(cohort: Cohort, name: str, role: str) -> User:
    user = User.objects.create_user(f"{cohort.key}-{name}".replace(" ", "-").lower(), first_name=name)
    Membership.objects.create(cohort=cohort, user=user, role=role)
    return user


if __name__ == "__main__":
    first, *rest = sys.argv[1:]
    asked = {"--open": open_rows, "--free": free}.get(first)
    told = asked(int(rest[0])) if asked else handed_in(first, Path(rest[0]), int(rest[1]))
    print(json.dumps(told))  # noqa: T201
