"""Of workers that take what was brought in, one does; what a dead one held is taken back, and old files go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from challenge.models import Cohort, Import, Submission
from challenge.services import importing, importing_workers
from challenge.services.staging import submissions_in
from challenge.tasks import import_one
from tests.challenge.services.bringing_in import folder, take_all

pytestmark = pytest.mark.django_db


def test_of_two_workers_one_takes_it(group: Cohort, tmp_path: Path) -> None:
    folder(tmp_path, "ada")
    importing.give_folders(group, None, submissions_in(tmp_path))
    pk = Import.objects.get().pk
    lease = importing_workers._claim(pk)
    assert lease is not None
    assert importing_workers._claim(pk) is None
    import_one(pk)
    assert Import.objects.get().state == "taking"
    assert not Submission.objects.exists()


def test_a_worker_that_died_loses_nothing_and_comes_too_late(group: Cohort, tmp_path: Path) -> None:
    folder(tmp_path, "ada")
    importing.give_folders(group, None, submissions_in(tmp_path))
    pk = Import.objects.get().pk
    dead = importing_workers._claim(pk)
    assert dead is not None
    Import.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    importing_workers.sweep()
    assert Import.objects.get().state == "waiting"
    take_all()
    row = Import.objects.get()
    assert row.state == "taken"
    importing_workers._end(dead, state="failed", reason="too late")
    with pytest.raises(importing_workers.Lost):
        importing_workers._become(dead, lambda submission: None)
    assert Import.objects.get().state == "taken"
    assert Submission.objects.count() == 1


def test_after_three_workers_died_it_has_failed(group: Cohort, tmp_path: Path) -> None:
    folder(tmp_path, "ada")
    importing.give_folders(group, None, submissions_in(tmp_path))
    for _try in range(importing_workers.MOST_TRIES):
        importing_workers._claim(Import.objects.get().pk)
        Import.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        importing_workers.sweep()
    assert (Import.objects.get().state, Import.objects.get().reason) == ("failed", importing_workers.GAVE_UP)


def test_the_round_rings_for_what_nobody_heard_of(group: Cohort, tmp_path: Path) -> None:
    folder(tmp_path, "ada")
    importing.give_folders(group, None, submissions_in(tmp_path))
    long_ago = timezone.now() - timedelta(minutes=5)
    Import.objects.update(rung_at=long_ago)
    importing_workers.sweep()
    rung = Import.objects.get().rung_at
    assert rung is not None
    assert rung > long_ago
    importing_workers.sweep()
    assert Import.objects.get().rung_at == rung


def test_files_of_what_failed_are_kept_for_two_weeks(group: Cohort, tmp_path: Path) -> None:
    folder(tmp_path, "ada")
    importing.give_folders(group, None, submissions_in(tmp_path))
    Import.objects.update(state="failed", reason="x", ended_at=timezone.now() - timedelta(days=13))
    importing_workers.sweep()
    assert (settings.VAR / Import.objects.get().folder).is_dir()
    Import.objects.update(ended_at=timezone.now() - timedelta(days=15))
    importing_workers.sweep()
    assert (Import.objects.get().folder, Import.objects.get().reason) == ("", importing_workers.GONE)
    assert list((settings.VAR / "imports").iterdir()) == []
    importing_workers.sweep()
