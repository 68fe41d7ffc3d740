"""People who hand in one submission together."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from challenge.models.cohort import Cohort


class Team(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teams", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "name"], name="team_name_once_a_cohort")]

    def __str__(self) -> str:
        return self.name
