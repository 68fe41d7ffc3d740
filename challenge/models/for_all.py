"""What leads decided for a whole cohort: who, when and why. What is in force stands on the cohort itself, too."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from challenge.models.cohort import Cohort

FOR_ALL = [("excuse", "a row is excused"), ("rule", "a row counts as something else")]


class CohortDecision(models.Model):
    """One of them. upon, verdict: of a rule, what a row stands at and what it counts as instead.

    ended_at: it was taken back. Nothing else of a row ever changes.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=8, choices=FOR_ALL)
    step_key = models.SlugField()
    upon = models.CharField(max_length=10, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind", "step_key"], condition=Q(ended_at=None), name="one_of_a_kind_for_all_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.step_key} in cohort {self.cohort_id}"
