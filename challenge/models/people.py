"""Who somebody is to a cohort. The person itself is Django's user."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from challenge.models.cohort import Cohort

ROLES = [
    ("reviewer", "reviewer"),
    ("lead", "lead"),
    ("candidate", "candidate"),
    ("viewer", "viewer"),
]


class Membership(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=ROLES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user", "role"], name="membership_once_a_role")]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.cohort_id}"
