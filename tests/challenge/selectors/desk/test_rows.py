"""What a row on the desk says: sources on different days have changed, those of one day differ."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge.models import Collection, Judgment, Run, Submission
from challenge.selectors.desk import desk
from tests.challenge.conftest import People

FINDING = {
    "criterion": "check-interval-45",
    "how": "api",
    "rests_on": "observation",
    "note": "",
    "rule": "",
    "lean": "",
}


def finding(source: str, outcome: str) -> dict[str, object]:
    return {**FINDING, "source": source, "outcome": outcome, "reason": f"{source} says so.", "evidence": []}


@pytest.mark.parametrize(("days", "changed"), [(0, False), (6, True)])
def test_a_difference_over_days_is_a_change(days: int, changed: bool, submission: Submission, people: People) -> None:
    now = timezone.now().replace(hour=12)
    before, last = (
        Run.objects.create(
            submission=submission, version=submission.cohort.version, state="finished", deadline_at=now, scope=scope
        )
        for scope in ([], ["check-interval-45"])
    )
    seen = now - timedelta(days=days)
    Collection.objects.create(run=before, source="host", state="read", ended_at=seen)
    Collection.objects.create(run=last, source="account", state="read", ended_at=now)
    Judgment.objects.create(
        run=last,
        step=submission.cohort.version.steps.get(key="check-interval-45"),
        verdict="disagree",
        provisional=False,
        findings=[finding("host", "pass"), finding("account", "fail")],
    )
    (row,) = [placed.row for station in desk(people.reviewer, submission).stations for placed in station.rows]
    assert [one.at for one in row.findings] == [seen, now]
    assert row.changed is changed
    assert "not restarted" in str(row.cause)
