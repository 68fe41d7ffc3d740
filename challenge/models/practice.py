"""Made-up work that reviewers grade to compare themselves with a key. It is no submission: no list, count or e-mail knows it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from challenge.models.cohort import Cohort


class PracticeWork(models.Model):
    """One piece of practice in a cohort. content: as `challenge.grading.practice` reads it, kept so that a pass stays comparable."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="practice")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField()

    class Meta:
        ordering = ["cohort_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["cohort", "key"], name="practice_once_a_cohort")]

    def __str__(self) -> str:
        return f"practice {self.key} of {self.cohort_id}"


class PracticePass(models.Model):
    """One reviewer's try at it. decisions: row -> kind. finished_at: the key was shown."""

    work = models.ForeignKey(PracticeWork, on_delete=models.CASCADE, related_name="passes")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_passes")
    decisions = models.JSONField(default=dict, blank=True)
    rubric = models.JSONField(default=dict, blank=True)
    outcome = models.SlugField(blank=True)
    finished_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["work_id", "id"]
        constraints = [models.UniqueConstraint(fields=["work", "reviewer"], name="one_practice_pass_a_reviewer")]

    def __str__(self) -> str:
        return f"pass of practice {self.work_id} by {self.reviewer_id}"
