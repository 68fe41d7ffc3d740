"""When a contest is swept, and which of its entries are judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from challenge.models import Cohort, Contest, Entry, Run, Submission, Sweep
from challenge.services import contests, sweep_account, sweep_entries, sweep_leases, sweeps, withdrawing
from tests.challenge.services.organisation import Site, swept
from tests.shared_site import API_KEY, APP_KEY

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def with_keys(contest: Contest) -> Contest:
    contest.sweep_seconds = 1  # whose stamp is always due
    contest.save()
    return contests.set_account(contest, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)


def test_an_open_contest_is_swept_once_a_stamp(with_keys: Contest) -> None:
    (first,) = sweeps.ask()
    assert sweeps.ask() == []
    assert first.asked_at <= timezone.now()
    Sweep.objects.update(state="read", asked_at=first.asked_at - timedelta(seconds=2))
    assert len(sweeps.ask()) == 1


@pytest.mark.parametrize(
    ("dates", "told", "extra", "asks"),
    [
        ({}, {}, 0, 1),
        ({"opens_at": NOW - HOUR, "due_at": NOW + HOUR}, {}, 0, 1),
        ({"opens_at": NOW + HOUR}, {}, 0, 0),
        ({"due_at": NOW - HOUR}, {}, 0, 0),
        ({"due_at": NOW - HOUR}, {}, 90, 1),
        ({"archived_at": NOW}, {}, 0, 0),
        ({}, {"paused_at": NOW}, 0, 0),
    ],
    ids=["no dates", "open", "not yet", "over", "somebody has longer", "archived", "paused"],
)
def test_a_contest_is_swept_while_it_is_on(
    with_keys: Contest, entries: list[Entry], dates: dict[str, Any], told: dict[str, Any], extra: int, asks: int
) -> None:
    Cohort.objects.update(**dates)
    Contest.objects.update(**told)
    Entry.objects.filter(pk=entries[1].pk).update(extra_minutes=extra)
    assert len(sweeps.ask()) == asks


def test_who_has_no_more_time_gains_nothing_while_somebody_has_longer(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    Cohort.objects.update(due_at=timezone.now() - HOUR)
    Entry.objects.filter(pk=entries[0].pk).update(extra_minutes=90)
    with site():
        swept(contest)
    assert set(Run.objects.values_list("submission__code", flat=True)) == {"ada"}


def test_whose_own_hours_are_over_gains_nothing(contest: Contest, entries: list[Entry], site: Site) -> None:
    Cohort.objects.update(time_box_hours=2)
    for entry, hours in zip(entries, (1, 3), strict=False):
        Submission.objects.filter(entry=entry.pk).update(started_at=timezone.now() - hours * HOUR)
    with site():
        swept(contest)
    codes = set(Run.objects.values_list("submission__code", flat=True))
    assert "ada" in codes and entries[1].submission.code not in codes


def test_a_contest_that_ends_at_the_end_of_all_days_stops_no_other(with_keys: Contest, entries: list[Entry]) -> None:
    Cohort.objects.update(due_at=datetime.max.replace(tzinfo=UTC))
    Entry.objects.update(extra_minutes=600)
    other = contests.make(Cohort.objects.create(key="other", name="Other", version=with_keys.cohort.version))
    Contest.objects.filter(pk=other.pk).update(sweep_seconds=1)
    contests.set_account(other, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)
    assert other.pk in [sweep.contest_id for sweep in sweeps.ask()], "and the first one where its stamp has come"


def test_who_deletes_their_work_while_it_is_judged_takes_the_look_from_nobody(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    """Before its turn, and between its judging and its writing."""
    sweep = Sweep.objects.create(contest=contest)
    with site():
        lease = sweep_leases.claim(sweep.pk)
        assert lease is not None
        facts = sweep_account.facts_of(lease)
    assert facts is not None
    tags = {entry.pk: entry.tag for entry in entries}
    seen = sweep_entries.judge(entries[0].pk, facts, tags, lease.asked_at)
    assert seen is not None
    gone = entries[0].submission
    assert gone.owner is not None
    withdrawing.withdraw(gone, gone.owner, code=gone.code)
    assert sweep_entries.judge(entries[0].pk, facts, tags, lease.asked_at) is None
    with transaction.atomic():
        assert sweep_entries.write(seen, lease.asked_at) == []
    sweeps.go_on(sweep.pk)
    assert not Run.objects.filter(submission=gone).exists()
