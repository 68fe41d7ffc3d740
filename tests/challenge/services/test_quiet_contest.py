"""What a day of a contest in which nothing happens adds to the record: `docs/operating.md` says these numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.contest.sweep_clock import MACHINES_EVERY, stamp_at
from challenge.models import Collection, Contest, Entry, Event, Judgment, Run, Sweep
from challenge.services import collecting, contests, submissions, sweep_looks, sweeps
from sandbox.site import load_seed, running
from tests.challenge.services.looks import UBUNTU, claimed
from tests.shared_site import API_KEY, APP_KEY, seed

ENTRIES, SECONDS = 20, 120


@pytest.mark.django_db(transaction=True)
def test_every_stamp_of_a_quiet_contest_leaves_one_line_and_one_row(contest: Contest, tmp_path: Path) -> None:
    entries = []
    for number in range(ENTRIES):
        submission = submissions.join(contest.cohort, code=f"e{number}", owner=User.objects.create_user(f"e{number}"))
        submissions.set_machine(submission, address=f"192.0.2.{number}", username="ada", password="correct horse")
        entries.append(contests.enter(submission))
    stamp = stamp_at(timezone.now(), SECONDS) - timedelta(hours=1)
    looks = []
    with running([load_seed(seed(*(entry.tag for entry in entries[:3])))], state_dir=tmp_path / "site") as url:
        contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
        counts = []
        for index in range(3 * MACHINES_EVERY):
            sweep = Sweep.objects.create(contest=contest, asked_at=stamp + timedelta(seconds=SECONDS * index))
            asked = sweep_looks.ask(sweep)
            for run in asked:
                collecting.end(claimed(run, "host"), UBUNTU)
            sweeps.go_on(sweep.pk)
            looks.append(len(asked))
            if index + 1 in (2 * MACHINES_EVERY, 3 * MACHINES_EVERY):
                counts.append([table.objects.count() for table in (Event, Sweep, Run, Collection, Judgment)])
    assert looks == [ENTRIES // MACHINES_EVERY] * len(looks)
    assert Entry.objects.exclude(looked_at=None).count() == ENTRIES
    grown = [after - before for before, after in zip(*counts, strict=True)]
    assert grown == [MACHINES_EVERY, MACHINES_EVERY, 0, 0, 0]
