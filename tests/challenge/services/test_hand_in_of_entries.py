"""The hand-in of a contest's entries: the account's part is what the newest sweep saw of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from challenge import evidence_file
from challenge.looks import at_hand
from challenge.models import AccountLink, Contest, Entry, Run, Submission, Sweep
from challenge.selectors import evidence_bundle
from challenge.services import contests, submissions, sweeps
from sandbox.demo.parts import ROOT
from sandbox.site import load_seed, running
from tests.challenge.conftest import People
from tests.challenge.services.hand_ins import folder, handed_in, told
from tests.shared_site import API_KEY, APP_KEY, seed
from verifier.cli import bundle
from verifier.facts import SourceState
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = ("proof:bbbbbb", "proof:cccccc")


@pytest.fixture
def entry(contest: Contest, work: Submission) -> Entry:
    return contests.enter(work)


def swept(contest: Contest, tag: str, place: Path, **parts: object) -> Sweep:
    with running([load_seed(seed(tag, *OTHERS, **parts))], state_dir=place / "site") as url:
        contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
        sweep = Sweep.objects.create(contest=contest, asked_at=timezone.now())
        sweeps.go_on(sweep.pk)
    sweep.refresh_from_db()
    assert sweep.state == "read"
    return sweep


def verdicts(run: Run | None) -> dict[str, str]:
    assert run is not None
    return dict(run.judgments.values_list("step__key", "verdict"))


def offline(work: Submission) -> dict[str, str]:
    command = [sys.executable, "-m", "verifier", "judge", str(folder(work)), "--json"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False).stdout
    return {step["key"]: step["verdict"] for step in json.loads(answer)["steps"]}


def test_the_last_look_takes_the_account_from_the_newest_sweep(
    contest: Contest, entry: Entry, work: Submission, people: People, tmp_path: Path
) -> None:
    swept(contest, entry.tag, tmp_path)
    sweep = swept(contest, entry.tag, tmp_path, monitors=[])
    by_sweep = verdicts(Run.objects.filter(purpose="sweep").latest("pk"))
    requests = sweep.requests
    handed_in(work, people)
    account = work.hand_in_run.collections.get(source="account")
    assert (account.state, bytes(account.raw)) == ("read", b"")
    assert not [tag for tag in OTHERS if repr(tag) in repr(account.facts["values"])]
    own = verdicts(work.hand_in_run)
    assert {own[key] for key in by_sweep if key.startswith("monitor")} & {"pass"} == set()
    seen = [row for row in work.hand_in_run.judgments.all() if any(place.endswith("/account") for place in row.seen)]
    assert [row for row in seen if row.verdict == "pass"]
    sweep.refresh_from_db()
    assert sweep.requests == requests


def test_the_bundle_has_the_account_and_is_judged_offline_to_the_same_verdicts(
    contest: Contest, entry: Entry, work: Submission, people: People, tmp_path: Path
) -> None:
    swept(contest, entry.tag, tmp_path)
    handed_in(work, people)
    kept = bundle.read(folder(work))
    assert kept.sandbox
    assert kept.sources[Source.ACCOUNT].state is SourceState.READ
    assert offline(work) == verdicts(work.hand_in_run)
    sources = {one["source"]: one["reason"] for one in told(work, "hand-in.json")["sources"]}
    assert sources["account"] == ""
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"".join(evidence_bundle.zipped(evidence_bundle.evidence(people.reviewer, work))))
    found = evidence_file.examine(path)
    assert (found.wrong, found.differ) == ((), ())


def test_where_the_answers_are_not_kept_the_last_share_that_changed_something_is_taken(
    contest: Contest, entry: Entry, work: Submission, people: People, tmp_path: Path
) -> None:
    swept(contest, entry.tag, tmp_path)
    Sweep.objects.update(raw=b"")
    handed_in(work, people)
    before = Run.objects.get(purpose="sweep").collections.get()
    assert work.hand_in_run.collections.get(source="account").facts["values"] == before.facts["values"]


def test_an_entry_that_no_sweep_judged_hands_in_without_an_account(
    contest: Contest, entry: Entry, work: Submission, people: People
) -> None:
    assert at_hand.for_hand_in(work) == [Source.DOCUMENT]
    handed_in(work, people)
    assert list(work.hand_in_run.collections.values_list("source", flat=True)) == ["document"]


def test_an_account_of_its_own_neither_proves_nor_spoils_anything(
    contest: Contest, entry: Entry, work: Submission, people: People, tmp_path: Path
) -> None:
    submissions.set_account(work, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)
    AccountLink.objects.filter(submission=work).update(organisation="another")
    swept(contest, entry.tag, tmp_path)
    handed_in(work, people)
    assert work.hand_in_run.collections.get(source="account").state == "read"
