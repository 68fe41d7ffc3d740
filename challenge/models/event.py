"""The append-only record: live feed, audit trail and source of the standings in one.

Rows outlive what they speak of (no foreign keys), so that personal data can be deleted while the
chain of digests stays; `data` holds ids and outcomes only. `services.events` alone writes.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class EventsAreForEver(Exception):
    """An event was about to be changed or deleted."""


class Event(models.Model):
    """`at`: when it was written (freeze, stream). `effective_at`: when it became true (ties)."""

    kind = models.CharField(max_length=40)
    cohort_id = models.BigIntegerField(null=True, db_index=True)
    submission_id = models.BigIntegerField(null=True, db_index=True)
    run_id = models.BigIntegerField(null=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)
    effective_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise EventsAreForEver("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise EventsAreForEver("An event is never deleted.")
