"""What a run comes to, and since when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from challenge.models import Contest, Entry, Run
from challenge.services.outcomes import when_seen

pytestmark = pytest.mark.django_db


def test_what_a_check_between_two_sweeps_saw_counts_from_the_next_stamp_on(
    contest: Contest, entries: list[Entry]
) -> None:
    contest.sweep_seconds = 120
    contest.save()
    submission = entries[0].submission
    at = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)
    run = Run.objects.create(submission=submission, version=submission.cohort.version, deadline_at=at, state="finished")
    run.collections.create(source="host", state="read", ended_at=at)
    assert when_seen(run) == datetime(2026, 6, 1, 12, 2, tzinfo=UTC)
    entries[0].delete()
    assert when_seen(run) == at
