"""What is judged, and what could be judged instead: everything of its kind that the last look saw."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from challenge import access
from challenge.access import Person
from challenge.looks import kept
from challenge.models import Submission
from challenge.rows.asked import asked_of
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.home import judged_objects
from challenge.selectors.rows import open_runs
from challenge.services.choosing import seen_objects
from challenge.words import SUBJECTS

LINKED = ("board", "monitor")


@dataclass(frozen=True)
class Choosable:
    """One object to choose. id: what is kept of the choice."""

    id: str
    name: str
    chosen: bool
    judged: bool


@dataclass(frozen=True)
class SubjectChoice:
    """One question of the page. because: why the present one is judged. takes_link: an address can be pasted instead.

    found: by best match, when nobody chose.
    """

    subject: str
    label: str | Promise
    name: str
    because: str
    best_match: bool
    takes_link: bool
    objects: tuple[Choosable, ...]


@dataclass(frozen=True)
class JudgedObjects:
    """may_choose: this person may change something now. looked: a whole look at the account has come back."""

    submission: SubmissionView
    subjects: tuple[SubjectChoice, ...]
    may_choose: bool
    looked: bool
    wanted_metric: str


def choosable_objects(user: Person, submission: Submission) -> JudgedObjects:
    """Hidden unless the results of the submission are for this person."""
    if not access.may_see_results(user, submission):
        raise access.Hidden("Its results are not for you yet.")
    seen = seen_objects(kept.newest_facts(submission.pk, submission.cohort.version))
    judged = judged_objects(submission)
    return JudgedObjects(
        submission=submission_view(user, submission, open_runs([submission.pk]).get(submission.pk)),
        subjects=tuple(
            _subject(subject, submission.choices.get(subject, ""), judged.get(subject, {}), seen[subject])
            for subject in SUBJECTS
        ),
        may_choose=access.may_choose_judged(user, submission),
        looked=any(seen.values()),
        wanted_metric=asked_of(submission).metric,
    )


def _subject(subject: str, choice: str, judged: dict[str, str], seen: list[tuple[str, str]]) -> SubjectChoice:
    known = dict(seen)
    if choice and choice not in known:
        seen = [(choice, choice), *seen]
    return SubjectChoice(
        subject=subject,
        label=SUBJECTS[subject],
        name=judged.get("name", ""),
        because=judged.get("because", ""),
        best_match=not choice,
        takes_link=subject in LINKED,
        objects=tuple(Choosable(id_, name, id_ == choice, id_ == judged.get("id")) for id_, name in seen),
    )
