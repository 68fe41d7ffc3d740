"""Run within the demo's environment: tells as JSON what its reviewers meet."""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User

from challenge.models import Cohort, Import, Submission
from challenge.rows.passes import differing
from challenge.selectors.work_filters import needing


def receipts() -> dict[str, dict[str, Any]]:
    """Of each who handed in: the points and how many pictures were kept."""
    rows = Submission.objects.filter(cohort__key="demo", handed_in_at__isnull=False)
    return {
        row.code: {"points": row.receipt["points"], "pictures": row.receipt["pictures_kept"]}
        for row in rows.order_by("code")
    }


def waiting() -> dict[str, dict[str, int]]:
    """Reviewer -> cohort -> how many submissions wait for them."""
    cohorts = dict(Cohort.objects.values_list("pk", "key"))
    reviewers = User.objects.filter(memberships__role="reviewer").distinct().order_by("pk")
    return {one.username: {cohorts[pk]: number for pk, number in needing(one, cohorts).items()} for one in reviewers}


def unlike() -> dict[str, int]:
    """Of each that was brought in: how many rows its two reviewers decided differently."""
    rows = Import.objects.select_related("submission__cohort").order_by("name")
    return {row.name: len(differing(row.submission)) for row in rows if row.submission}


if __name__ == "__main__":
    print(json.dumps({"receipts": receipts(), "needing": waiting(), "differing": unlike()}))
