"""What each submission has on a board, one row each: written with the events that change it, read by whoever shows places."""

from __future__ import annotations

from django.db import models

from challenge.models.submission import Submission


class StandingRow(models.Model):
    """`challenge.board.tallied` says what each column means; `services.standing_rows` alone writes it, and can derive it anew.

    proofs: [{step, worth, bonus, first, last}]. latest: step -> verdict. hatched: step -> how it is known. left_out: rows
    that count nowhere. rule: digest of what the cohort counted by; with another one the row is not read. Places are made at reading.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    points = models.FloatField(default=0)
    bonus = models.FloatField(default=0)
    passes = models.PositiveSmallIntegerField(default=0)
    last_gain = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    proofs = models.JSONField(default=list, blank=True)
    latest = models.JSONField(default=dict, blank=True)
    hatched = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    rule = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"standing of submission {self.submission_id}"
