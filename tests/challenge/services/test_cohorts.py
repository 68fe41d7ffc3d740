"""Cohorts are copied and changed by their leads; what was promised stands once somebody has begun."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from challenge.models import Cohort, Event, Membership, Submission
from challenge.services import cohorts
from tests.challenge.conftest import People


def test_a_copy_has_the_policy_and_the_reviewers_and_no_dates(cohort: Cohort, people: People, lead: User) -> None:
    cohort.rules, cohort.points, cohort.due_at = {"range_off_by_one": "refuse"}, {"env-host": 3}, timezone.now()
    cohort.save()
    made = cohorts.make(lead, key="winter", name="Winter", like=cohort)
    assert (made.rules, made.points, made.due_at) == ({"range_off_by_one": "refuse"}, {"env-host": 3}, None)
    assert set(made.memberships.values_list("user__username", "role")) == {("reviewer", "reviewer"), ("lena", "lead")}
    event = Event.objects.get(kind="cohort.made")
    assert (event.cohort_id, event.submission_id, event.data) == (made.pk, None, {"from": cohort.pk})


def test_a_key_that_is_taken_is_refused(cohort: Cohort, lead: User) -> None:
    with pytest.raises(ValidationError):
        cohorts.make(lead, key="autumn", name="Again", like=cohort)


def test_what_differs_is_written_and_told_by_name(cohort: Cohort, lead: User) -> None:
    assert cohorts.change(cohort, lead, {"name": "Late autumn", "claims": cohort.claims}) == ["name"]
    assert Event.objects.get(kind="cohort.changed").data == {"fields": ["name"]}


@pytest.mark.parametrize(("field", "value"), [("rules", {"old_system": "refuse"}), ("claims", "none"), ("points", {})])
def test_once_somebody_has_begun_what_they_read_stands(
    field: str, value: object, cohort: Cohort, lead: User, submission: Submission
) -> None:
    cohort.points = {"env-host": 2}
    cohort.save()
    submission.started_at = timezone.now()
    submission.save()
    with pytest.raises(cohorts.CannotChange, match="Somebody has begun"):
        cohorts.change(cohort, lead, {field: value})
    cohorts.change(cohort, lead, {"due_at": timezone.now()})


def test_an_archive_changes_no_more_until_it_is_opened_again(cohort: Cohort, lead: User) -> None:
    cohorts.archive(cohort, lead, archived=True)
    with pytest.raises(cohorts.CannotChange, match="in the archive"):
        cohorts.change(cohort, lead, {"name": "Other"})
    cohorts.archive(cohort, lead, archived=False)
    assert cohorts.change(cohort, lead, {"name": "Other"}) == ["name"]


def test_the_last_lead_and_who_has_work_here_stay(cohort: Cohort, lead: User, submission: Submission) -> None:
    for username in ("lena", "candidate"):
        member = Membership.objects.get(cohort=cohort, user__username=username)
        with pytest.raises(cohorts.CannotChange):
            cohorts.let_go(cohort, lead, member.pk)
    reviewer = Membership.objects.get(cohort=cohort, user__username="reviewer")
    cohorts.let_go(cohort, lead, reviewer.pk)
    assert not Membership.objects.filter(pk=reviewer.pk).exists()


def test_nobody_but_a_lead_changes_anything(cohort: Cohort, people: People) -> None:
    for user in (people.reviewer, people.candidate, people.viewer, people.stranger):
        with pytest.raises(PermissionDenied):
            cohorts.change(cohort, user, {"name": "Mine"})


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_a_date_that_nobody_can_mean_is_refused(cohort: Cohort, lead: User, year: int) -> None:
    with pytest.raises(cohorts.CannotChange, match="2000"):
        cohorts.change(cohort, lead, {"due_at": datetime(year, 6, 1, tzinfo=UTC)})
