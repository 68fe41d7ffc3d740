"""What all processes remember together for a while: how often something was asked for, and by whom it is being done."""

from __future__ import annotations

from django.db import models


class Remembered(models.Model):
    """One entry of the cache (`challenge.site.shared_cache`). key: a keyed digest; until: from then on it is not there."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "remembered"

    def __str__(self) -> str:
        return self.key
