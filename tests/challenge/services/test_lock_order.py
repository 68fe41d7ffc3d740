"""Who locks what in which order: two at once wait one after the other, and never for each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

import challenge
from challenge.models import (
    AccountLink,
    Cohort,
    Contest,
    Entry,
    Event,
    Invitation,
    Submission,
    Sweep,
    Target,
    Team,
)
from challenge.services import (
    cohorts,
    collecting,
    contest_acts,
    contest_policy,
    contests,
    deciding,
    entering,
    events,
    invitations,
    machines,
    submissions,
    sweeps,
    withdrawing,
)
from challenge.services.locking import Lost
from challenge.services.runs import start
from sandbox.site import load_seed, running
from tests.challenge.conftest import People
from tests.challenge.services.crossing import crossed
from tests.challenge.services.looks import AT, UBUNTU, claimed
from tests.shared_site import API_KEY, APP_KEY, seed
from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.account import Organisation
from verifier.gather import Reading
from verifier.verdicts import How, Source

pytestmark = pytest.mark.django_db(transaction=True)

RECORD = "pg_advisory_xact_lock"
"""The last lock of all. SQLite has none, and there the first is done before the second begins."""


def well(got: list[object]) -> bool:
    faults = [one for one in got if isinstance(one, Exception)]
    assert not faults, faults
    return True


def word_of(cohort: Cohort, email: str, team: Team | None = None) -> str:
    _row, link = invitations.invite(cohort, email, team=team)
    return link.rstrip("/").rpartition("/")[2]


def test_every_lock_of_a_row_lets_others_point_at_it() -> None:
    """A row that is held whole cannot be pointed at; who does so learns of it at the commit, and holds the record then."""
    root = Path(challenge.__file__).parent
    wrong = [f"{path.name}:{line}" for path in sorted(root.rglob("*.py")) for line in _whole_locks(path)]
    assert wrong == []


def _whole_locks(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "select_for_update"
        ) and not any(one.arg == "no_key" for one in node.keywords):
            yield node.lineno


def test_somebody_joins_while_a_lead_saves_the_settings(cohort: Cohort, lead: User) -> None:
    word = word_of(cohort, "new@example.org")
    save = partial(cohorts.change, cohort, lead, {"name": "Winter"})
    assert well(crossed(save, partial(invitations.accept, word, None), before=RECORD))
    assert Submission.objects.filter(cohort=cohort).count() == 1


def test_somebody_joins_while_a_lead_pauses_the_contest(contest: Contest, cohort: Cohort, lead: User) -> None:
    word = word_of(cohort, "new@example.org")
    pause = partial(contest_acts.pause, cohort, lead)
    assert well(crossed(pause, partial(invitations.accept, word, None), before=RECORD))
    assert Entry.objects.filter(submission__cohort=cohort).count() == 1


def test_somebody_joins_while_a_lead_takes_a_list_that_moves_them(contest: Contest, cohort: Cohort, lead: User) -> None:
    """The link of before is good for the team that they were moved to, or they were moved after they came."""
    plan = entering.plan(cohort, "Otters: ada@example.org")
    entering.take(cohort, lead, "Otters: ada@example.org", digest=plan.digest)
    link = word_of(cohort, "ada@example.org", team=Team.objects.get(name="Otters"))
    text = "Lynxes: bob@example.org\nHerons: ada@example.org"
    plan = entering.plan(cohort, text)
    assert not plan.faults
    got = crossed(
        partial(entering.take, cohort, lead, text, digest=plan.digest),
        partial(invitations.accept, link, None),
        before='UPDATE "challenge_invitation"',
    )
    assert well(got)
    ada = User.objects.get(email="ada@example.org")
    assert [team.name for team in ada.teams.all()] == ["Herons"]
    assert Invitation.objects.filter(used_by=ada).count() == 1


def test_a_contest_is_made_while_its_account_is_set(
    contest: Contest, submission: Submission, cohort: Cohort, lead: User
) -> None:
    Cohort.objects.update(has_board=False)
    own = partial(contests.set_account, contest, site="datadoghq.eu", api_key="a" * 32, app_key="b" * 40)
    assert well(crossed(own, partial(contest_policy.found, cohort, lead), before=RECORD))
    assert Entry.objects.filter(submission=submission).count() == 1


def test_another_account_is_set_while_the_one_before_is_read(contest: Contest, entry: Entry, tmp_path: Path) -> None:
    with running([load_seed(seed(entry.tag, "proof:other1", "proof:other2"))], state_dir=tmp_path / "site") as url:
        contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
        sweep = Sweep.objects.create(contest=contest, asked_at=timezone.now())
        elsewhere = partial(contests.set_account, contest, site="datadoghq.eu", api_url=url)
        assert well(crossed(partial(sweeps.go_on, sweep.pk), elsewhere, before='UPDATE "challenge_contest"'))
    contest.refresh_from_db()
    assert (contest.site, contest.organisation, contest.keys.count()) == ("datadoghq.eu", "", 0)


def test_an_entry_is_given_minutes_while_a_reviewer_decides(
    entry: Entry, submission: Submission, cohort: Cohort, lead: User, people: People, handed_in: None
) -> None:
    decide = partial(deciding.decide, submission, people.reviewer, "env-host", "confirm")
    more = partial(contest_acts.extend, cohort, lead, submission.pk, minutes=5, reason="Power cut.")
    assert well(crossed(decide, more, before=RECORD))
    entry.refresh_from_db()
    assert entry.extra_minutes == 5 and submission.decisions.count() == 1


def test_a_machine_is_set_aside_while_it_is_looked_at(submission: Submission, people: People) -> None:
    run = start(submission, people.candidate)
    Target.objects.update(looked_at=timezone.now())
    lease = claimed(run, "host")
    run.collections.filter(source="host").update(target=submission.targets.get())
    rebuilt = partial(machines.rebuilt, submission, people.candidate)
    assert well(crossed(rebuilt, partial(collecting.keep, lease, UBUNTU), before='UPDATE "challenge_collection"'))
    assert submission.targets.filter(primary=True).count() == submission.targets.exclude(retired_at=None).count() == 1


def test_another_account_is_connected_while_the_one_before_is_looked_at(submission: Submission, people: People) -> None:
    submissions.set_account(submission, site="datadoghq.com", api_key="a" * 32, app_key="b" * 40)
    run = start(submission, people.candidate)
    lease = claimed(run, "account")
    told: Mapping[type[Fact], Fact | NotLooked | NotThere] = {
        Organisation: Organisation("Made up", "made-up", "datadoghq.com")
    }
    reading = Reading(SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, "", AT, "", told), b"")
    elsewhere = partial(submissions.set_account, submission, site="datadoghq.eu", api_key="c" * 32)
    assert well(crossed(elsewhere, partial(collecting.keep, lease, reading), before='UPDATE "challenge_accountlink"'))
    assert AccountLink.objects.get().site == "datadoghq.eu"


def test_work_is_deleted_while_it_is_looked_at(submission: Submission, people: People) -> None:
    lease = claimed(start(submission, people.candidate), "host")
    delete = partial(withdrawing.withdraw, submission, people.candidate, code=submission.code)
    got = crossed(partial(collecting.keep, lease, UBUNTU), delete, before='UPDATE "challenge_collection"')
    assert all(one is None or isinstance(one, Lost) for one in got), got
    assert not submission.runs.exists()


def test_work_is_deleted_while_somebody_joins_its_contest(
    contest: Contest, entry: Entry, submission: Submission, people: People, cohort: Cohort, lead: User
) -> None:
    delete = partial(withdrawing.withdraw, submission, people.candidate, code=submission.code)
    word = word_of(cohort, "new@example.org")
    assert well(crossed(partial(invitations.accept, word, None), delete, before=RECORD))
    assert not Entry.objects.filter(pk=entry.pk).exists() and Entry.objects.count() == 1


def test_two_who_connect_an_account_at_once_are_one_connection(submission: Submission) -> None:
    def connect(site: str) -> AccountLink:
        return submissions.set_account(submission, site=site)

    got = crossed(
        partial(connect, "datadoghq.com"), partial(connect, "datadoghq.eu"), before='INSERT INTO "challenge_acc'
    )
    assert well(got)
    assert AccountLink.objects.filter(submission=submission).count() == 1


def test_two_who_name_a_machine_at_once_leave_one_that_is_looked_at(submission: Submission) -> None:
    def name(address: str) -> Target:
        return submissions.set_machine(submission, address=address, username="ada", password="correct horse")

    got = crossed(partial(name, "192.0.2.8"), partial(name, "192.0.2.9"), before='UPDATE "challenge_target"')
    assert well(got)
    assert submission.targets.filter(primary=True, retired_at=None).count() == 1
    assert not list(events.broken_links(Event.objects.order_by("pk")))
