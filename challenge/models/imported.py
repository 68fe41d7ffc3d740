"""A submission that a reviewer brings in: one row a link or folder, from the moment it was given until it is taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from challenge.models.cohort import Cohort
from challenge.models.submission import Submission

IMPORT_KINDS = [("link", "a link"), ("folder", "a folder")]
IMPORT_STATES = [("waiting", "waiting"), ("taking", "taking"), ("taken", "taken"), ("failed", "failed")]


class Import(models.Model):
    """Whoever holds the present `fence` may take it, until `lease_until`.

    key: what it is the same as, a repository's part or a digest of the files; once a cohort. name: for people.
    address: of a link. folder: of a folder, below VAR, until it is taken. reason: why it failed, one sentence.
    submission: what it became, whose owner is a placeholder until joined_at: then the candidate came in by an invitation.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="imports")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=IMPORT_KINDS)
    key = models.CharField(max_length=600)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500, blank=True)
    folder = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=IMPORT_STATES, default="waiting")
    reason = models.CharField(max_length=500, blank=True)
    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="imported"
    )
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["cohort_id", "id"]
        constraints = [models.UniqueConstraint(fields=["cohort", "key"], name="import_once_a_cohort")]
        indexes = [models.Index(fields=["state", "lease_until"], name="import_open")]

    def __str__(self) -> str:
        return f"import {self.pk} into {self.cohort_id}"
