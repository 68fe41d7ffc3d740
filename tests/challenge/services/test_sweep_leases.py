"""Who may work on a sweep: one at a time, and after a death somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from challenge.models import Cohort, Contest, Entry, Run, Sweep
from challenge.services import sweep_account, sweep_leases, sweeps
from challenge.services.locking import Lost
from tests.challenge.services.organisation import Site

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sweep_is_taken_by_one_alone(contest: Contest) -> None:
    sweep = Sweep.objects.create(contest=contest)
    assert sweep_leases.claim(sweep.pk) is not None
    assert sweep_leases.claim(sweep.pk) is None


def test_who_dies_after_reading_is_followed_by_somebody_who_reads_nothing_again(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    sweep = Sweep.objects.create(contest=contest)
    with site():
        lease = sweep_leases.claim(sweep.pk)
        assert lease is not None
        sweep_account.facts_of(lease)
    Sweep.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweeps.tend()
    sweeps.go_on(sweep.pk)
    sweep.refresh_from_db()
    assert (sweep.state, sweep.tries) == ("read", 2)
    assert Run.objects.count() == 3
    with pytest.raises(Lost):
        sweep_leases.end(lease)


def test_who_dies_between_two_entries_judges_none_twice(contest: Contest, entries: list[Entry], site: Site) -> None:
    sweep = Sweep.objects.create(contest=contest)
    Entry.objects.filter(pk=entries[0].pk).update(looked_at=sweep.asked_at)
    with site():
        sweeps.go_on(sweep.pk)
    assert set(Run.objects.values_list("submission__code", flat=True)) == {"bob", "cy"}


def test_after_three_deaths_a_sweep_is_given_up(contest: Contest) -> None:
    sweep = Sweep.objects.create(contest=contest)
    for _ in range(3):
        assert sweep_leases.claim(sweep.pk) is not None
        Sweep.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        sweeps.tend()
    sweep.refresh_from_db()
    assert (sweep.state, sweep.reason) == ("failed", sweeps.GAVE_UP)
    assert sweep_leases.claim(sweep.pk) is None


def test_a_sweep_that_nobody_took_in_time_is_no_sweep(contest: Contest) -> None:
    sweep = Sweep.objects.create(contest=contest, asked_at=timezone.now() - timedelta(minutes=6))
    sweeps.tend()
    sweep.refresh_from_db()
    assert (sweep.state, sweep.reason) == ("failed", sweeps.TOO_LATE)


def test_an_archived_contest_takes_no_sweep_that_was_asked_for_before(contest: Contest, entries: list[Entry]) -> None:
    sweep = Sweep.objects.create(contest=contest)
    Cohort.objects.update(archived_at=timezone.now())
    assert sweep_leases.claim(sweep.pk) is None
    sweep.refresh_from_db()
    assert (sweep.state, sweep.reason) == ("failed", sweep_leases.ARCHIVED)
