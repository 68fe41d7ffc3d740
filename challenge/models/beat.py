"""Signs of life of the worker and scheduler processes, for /readyz."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """name: "scheduler" or "worker"; process tells several of them apart."""

    name = models.CharField(max_length=20)
    process = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "process"], name="one_beat_a_process")]

    def __str__(self) -> str:
        return f"{self.name} {self.process}"
