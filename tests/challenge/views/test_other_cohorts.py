"""Addresses that name two things, of which one is another cohort's: there is no such page, whoever leads either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge import urls
from challenge.models import Cohort, Event, Import, Membership, Rejudging, Submission, Target
from challenge.services import contest_policy, contests, practising
from tests.challenge.views.test_access import TABLE, got
from tests.plausible import Plausible

CONVERTERS = {str(pattern.name): pattern.pattern.converters for pattern in urls.urlpatterns}
OWN = ("target_id", "membership_id", "import_id", "rejudging_id", "submission_id", "step_key", "work")
"""What belongs to a cohort or a submission."""
SAID = {("decide", "step_key"), ("settle", "step_key")}
"""A row that is not asked is no secret: the reviewer reads a sentence on the page of the form."""
EVERY = [(name, two) for name, them in CONVERTERS.items() for two in list(them)[1:] if two in OWN]
PAIRS = [pair for pair in EVERY if pair not in SAID]
FIRST = {"key", "submission_id", "run_id"}


@pytest.fixture
def elsewhere(life: Plausible) -> dict[str, Any]:
    """What the other cohort has, whose lead knocks: a contest of its own, with somebody's work in it."""
    lead, ada = User.objects.create_user("other-lead"), User.objects.create_user("other-candidate")
    cohort = Cohort.objects.create(key="elsewhere", name="Elsewhere", version=life.cohort.version, has_board=True)
    Membership.objects.create(cohort=cohort, user=lead, role="lead")
    member = Membership.objects.create(cohort=cohort, user=ada, role="candidate")
    submission = Submission.objects.create(cohort=cohort, code="C1", owner=ada, handed_in_at=timezone.now())
    contest_policy.found(cohort, lead)
    return {
        "key": cohort.key,
        "submission_id": submission.pk,
        "target_id": Target.objects.create(submission=submission, primary=True, address="192.0.2.8").pk,
        "membership_id": member.pk,
        "import_id": Import.objects.create(cohort=cohort, submission=submission, name="C1", state="taken").pk,
        "rejudging_id": Rejudging.objects.create(cohort=cohort, state="ready").pk,
        "step_key": "no-such-row",
        "work": "no-such-work",
    }


@pytest.fixture
def here(life: Plausible, handed_in: None) -> dict[str, Any]:
    practising.add(life.cohort)
    contests.make(life.cohort)
    mine = life.submissions["C1"]
    return {
        "key": life.cohort.key,
        "submission_id": mine.pk,
        "run_id": life.runs["C1"].pk,
        "target_id": mine.targets.get().pk,
        "membership_id": life.cohort.memberships.earliest("pk").pk,
        "import_id": Import.objects.create(cohort=life.cohort, submission=mine, name="C1", state="taken").pk,
        "rejudging_id": Rejudging.objects.create(cohort=life.cohort, state="ready").pk,
        "step_key": "check-interval-45",
        "work": "interval",
        "kind": "excuse",
        "version_id": life.cohort.version_id,
        "draft_id": 1,
        "token": "no-such-token",
        "name": "answers.pdf",
    }


@pytest.mark.parametrize(("name", "second"), PAIRS)
def test_what_is_another_cohorts_is_not_found_beside_ones_own(
    name: str, second: str, here: dict[str, Any], elsewhere: dict[str, Any], knock: Callable[[str], Client]
) -> None:
    values = {one: elsewhere[one] if one == second else here[one] for one in CONVERTERS[name]}
    for role in ("lead", "owner"):
        browser, before = knock(role), Event.objects.count()
        for method in ("get", "post") if TABLE[name][0] == "get" else ("post",):
            assert got(browser, method, reverse(name, kwargs=values)) in (404, 405), (role, method)
        assert Event.objects.count() == before


@pytest.mark.parametrize("name", [name for name, them in CONVERTERS.items() if FIRST & set(them) and name != "sign_up"])
def test_a_lead_of_another_cohort_finds_nothing_here(
    name: str, here: dict[str, Any], elsewhere: dict[str, Any]
) -> None:
    browser, before = Client(), Event.objects.count()
    browser.force_login(User.objects.get(username="other-lead"))
    for second in (here, {**here, **{one: elsewhere[one] for one in OWN[:4]}}):
        kwargs = {one: second[one] for one in CONVERTERS[name]}
        for method in ("get", "post") if TABLE[name][0] == "get" else ("post",):
            assert got(browser, method, reverse(name, kwargs=kwargs)) in (404, 405), method
    assert Event.objects.count() == before
