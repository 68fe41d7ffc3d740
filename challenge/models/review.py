"""What reviewers add beside the verdicts: who works on a submission, what was decided on a row, and the grade.

A verdict is never changed by any of it; `challenge.rows.decided` says what a row counts as with its decisions.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from challenge.models.submission import Submission

DECISIONS = [
    ("confirm", "confirmed"),
    ("reject", "not shown"),
    ("leave", "left as it is"),
    ("override", "decided otherwise"),
    ("excuse", "excused"),
    ("undo", "taken back"),
]
REVIEW_STATES = [("open", "open"), ("finished", "finished")]


class DecisionsAreForEver(Exception):
    """A decision was about to be changed. It is taken back by another one."""


class Assignment(models.Model):
    """A reviewer has taken a submission, until then. ended_at: it was graded, given back or passed on before."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["submission_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], condition=Q(ended_at=None), name="one_open_assignment_a_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"submission {self.submission_id} is with {self.reviewer_id}"


class Review(models.Model):
    """One reviewer's pass over one submission.

    rubric: key of `challenge.grading.rubric` -> 1 to 4. outcome: one of the cohort's, "" = none yet. edition: rises with each
    save, so that nobody overwrites what they have not seen. knows_person: the reviewer said "I know this person".
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=8, choices=REVIEW_STATES, default="open")
    rubric = models.JSONField(default=dict, blank=True)
    outcome = models.SlugField(blank=True)
    summary = models.TextField(blank=True)
    knows_person = models.BooleanField(default=False)
    edition = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["submission_id", "id"]
        constraints = [models.UniqueConstraint(fields=["submission", "reviewer"], name="one_review_a_reviewer")]

    def __str__(self) -> str:
        return f"review {self.pk} of submission {self.submission_id}"


class Decision(models.Model):
    """What a person decided on a row; append-only. upon: the verdict that stood when it was decided.

    verdict: what the row counts as, of an override. undoes: the decision that an "undo" takes back. bulk: one of
    several that were decided at once. settles: decided over two reviewers who differed.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="decisions")
    step_key = models.SlugField()
    kind = models.CharField(max_length=8, choices=DECISIONS)
    verdict = models.CharField(max_length=10, blank=True)
    upon = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    bulk = models.BooleanField(default=False)
    settles = models.BooleanField(default=False)
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["submission", "step_key"], name="decisions_of_a_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.step_key} of submission {self.submission_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise DecisionsAreForEver("A decision is never changed; take it back and decide anew.")
        super().save(*args, **kwargs)


class InterviewQuestion(models.Model):
    """What a reviewer wants to be asked in the interview. step_key "" = about all of it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="interview_questions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step_key = models.SlugField(blank=True)
    text = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission_id", "id"]

    def __str__(self) -> str:
        return f"interview question {self.pk} of submission {self.submission_id}"
