"""A cohort with two candidates, a reviewer and a watcher; its challenge is the real one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Cohort, Contest, DefinitionVersion, Entry, Membership, Submission
from challenge.services import contests, submissions
from challenge.services.definitions import publish

DEFINITION = Path(__file__).resolve().parents[2] / "challenge" / "definitions" / "solutions-engineer.yaml"


@dataclass(frozen=True)
class People:
    candidate: User
    other: User
    reviewer: User
    viewer: User
    stranger: User


def published() -> DefinitionVersion:
    return publish(DEFINITION.read_text("utf-8"))[0]


def autumn(version: DefinitionVersion) -> Cohort:
    return Cohort.objects.create(
        key="autumn", name="Autumn", version=version, has_board=True, practice_visible_to="coach"
    )


def people_of(cohort: Cohort) -> People:
    names = ("candidate", "other", "reviewer", "viewer", "stranger")
    users = {name: User.objects.create_user(name) for name in names}
    roles = {"candidate": "candidate", "other": "candidate", "reviewer": "reviewer", "viewer": "viewer"}
    for name, role in roles.items():
        Membership.objects.create(cohort=cohort, user=users[name], role=role)
    return People(**users)


@pytest.fixture
def version(db: None) -> DefinitionVersion:
    return published()


@pytest.fixture
def cohort(version: DefinitionVersion) -> Cohort:
    return autumn(version)


@pytest.fixture
def people(cohort: Cohort) -> People:
    return people_of(cohort)


@pytest.fixture
def submission(cohort: Cohort, people: People) -> Submission:
    """With a document and a machine that does not exist."""
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    submissions.set_machine(made, address="192.0.2.7", username="ada", password="correct horse")
    made.document = "documents/K7"
    made.save()
    return made


@pytest.fixture
def other_submission(cohort: Cohort, people: People) -> Submission:
    made = submissions.join(cohort, code="K8", owner=people.other)
    made.document = "documents/K8"
    made.save()
    return made


@pytest.fixture
def contest(cohort: Cohort) -> Contest:
    return contests.make(cohort)


@pytest.fixture
def lead(cohort: Cohort) -> User:
    user = User.objects.create_user("lena")
    Membership.objects.create(cohort=cohort, user=user, role="lead")
    return user


@pytest.fixture
def entry(contest: Contest, submission: Submission) -> Entry:
    return contests.enter(submission)


@pytest.fixture
def other_entry(contest: Contest, other_submission: Submission) -> Entry:
    return contests.enter(other_submission)


@pytest.fixture
def handed_in(submission: Submission) -> None:
    """It is no practice any more, so that reviewers may decide."""
    Submission.objects.filter(pk=submission.pk).update(handed_in_at=timezone.now())
