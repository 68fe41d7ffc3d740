"""What the work list shows, filters and sorts by, one row a submission: kept where verdicts and decisions are written."""

from __future__ import annotations

from django.db import models

from challenge.models.submission import Submission


class Summary(models.Model):
    """`challenge.rows.summed` says what each number counts; `services.summaries` alone writes it, and can derive it anew.

    verdicts: step -> where it stands. checked_run, checked_at: of the last check that ended.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, primary_key=True, related_name="summary")
    verdicts = models.JSONField(default=dict, blank=True)
    proved = models.PositiveSmallIntegerField(default=0)
    needs = models.PositiveSmallIntegerField(default=0)
    differ = models.PositiveSmallIntegerField(default=0)
    claimed = models.PositiveSmallIntegerField(default=0)
    unknown = models.PositiveSmallIntegerField(default=0)
    pictures = models.PositiveSmallIntegerField(default=0)
    questions = models.PositiveSmallIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True, blank=True)
    checked_run = models.BigIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"summary of submission {self.submission_id}"
