"""What a lead did in a contest while it was on, with the reason that entries and other leads read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from challenge.models.contest import Contest
from challenge.models.submission import Submission

ACTS = [
    ("paused", "paused"),
    ("resumed", "went on"),
    ("extended", "gave minutes"),
    ("hidden", "took off the board"),
    ("shown", "put on the board"),
    ("revealed", "revealed the board"),
    ("covered", "froze the board again"),
    ("unpinned", "forgot the organisation"),
]


class ContestAct(models.Model):
    """submission: the entry that it is about, None = everybody. minutes: of an extension; below zero takes some back.

    Rows are only added: what undoes one is another one.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="acts")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=ACTS)
    minutes = models.IntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} in contest {self.contest_id}"
