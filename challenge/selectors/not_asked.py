"""Which text the candidate got, as their README tells, and the rows that it did not ask for."""

from __future__ import annotations

from dataclasses import dataclass

from challenge import access
from challenge.access import Person
from challenge.models import Submission
from challenge.rows.asked import as_asked, asked_of, definition_of
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import is_asked, open_runs, steps_of
from challenge.works.readme import readme_of
from verifier.definition import load
from verifier.definition.load import DEFINITIONS
from verifier.documents.variant import Variant, variant_of


@dataclass(frozen=True)
class RowNotAsked:
    """reason: "" = it was set and this text does not say why."""

    key: str
    title: str
    section: str
    reason: str


@dataclass(frozen=True)
class AskedPage:
    """readme: there is one. variant: the text that it is, "" = none that we know; title: its name for people.

    elsewhere: it is the text of another challenge (its key, or "none").
    proposed: rows of this cohort's challenge that it did not ask for. left_out: rows that are not asked now.
    """

    submission: SubmissionView
    readme: bool
    variant: str
    title: str
    elsewhere: str
    proposed: tuple[RowNotAsked, ...]
    left_out: tuple[RowNotAsked, ...]

    @property
    def as_proposed(self) -> bool:
        return {row.key for row in self.proposed} == {row.key for row in self.left_out}


def asked_page(user: Person, submission: Submission) -> AskedPage:
    """Hidden unless this person may grade it."""
    if not access.may_grade(user, submission):
        raise access.Hidden("This is for its reviewers.")
    readme = readme_of(submission)
    variant = variant_of(readme)
    reasons = not_asked_by(variant, submission)
    steps = as_asked(steps_of(submission.cohort.version), asked_of(submission))
    rows = [RowNotAsked(step.key, step.title, step.section.title, reasons.get(step.key, "")) for step in steps]
    return AskedPage(
        submission=submission_view(user, submission, open_runs([submission.pk]).get(submission.pk)),
        readme=bool(readme),
        variant=variant.key if variant else "",
        title=variant.title if variant else "",
        elsewhere=(variant.challenge or "none") if variant and not _is_of(variant, submission) else "",
        proposed=tuple(row for row in rows if row.key in reasons),
        left_out=tuple(row for row in rows if not is_asked(submission, row.key)),
    )


def not_asked_by(variant: Variant | None, submission: Submission) -> dict[str, str]:
    """Row -> why, of the rows of this cohort's challenge that the text did not ask for."""
    if variant is None or not _is_of(variant, submission):
        return {}
    return {one.key: one.reason for one in variant.not_asked}


def _is_of(variant: Variant, submission: Submission) -> bool:
    """Whether the text asks for the rows of this cohort's challenge: it is the text's own, or one with the same rows, as where
    numbers and names are drawn.
    """
    version = submission.cohort.version
    if not variant.challenge or variant.challenge == version.challenge.key:
        return bool(variant.challenge)
    rows = {step.key for step in load(DEFINITIONS / f"{variant.challenge}.yaml").steps}
    return rows == {step.key for step in definition_of(version).steps}
