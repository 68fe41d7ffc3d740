"""Sweeps over three entries that share one organisation of the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from challenge.contest import shared_account
from challenge.models import Cohort, Collection, Contest, Entry, Event, Membership, Run, Submission, Sweep
from challenge.selectors.contest import contest_page
from challenge.selectors.entry import entry_view
from challenge.services import choosing, contests, events, runs, submissions, sweep_entries, sweeps, withdrawing
from sandbox.site import load_seed, running
from tests.challenge.conftest import People
from tests.shared_site import API_KEY, APP_KEY, board, seed
from verifier.facts.account import AccountHosts
from verifier.gather.shared_account import SharedReading
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db(transaction=True)

Site = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Ada has everything, Bob's board carries Ada's tag, Cy's machine carries Bob's."""
    made = []
    for name in ("ada", "bob", "cy"):
        submission = submissions.join(contest.cohort, code=name, owner=User.objects.create_user(name))
        made.append(contests.enter(submission))
    return made


@pytest.fixture
def site(contest: Contest, entries: list[Entry], tmp_path: Path) -> Site:
    @contextmanager
    def started(**parts: Any) -> Iterator[str]:
        told = seed(*(entry.tag for entry in entries), **parts)
        with running([load_seed(told)], state_dir=tmp_path / "site") as url:
            contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
            yield url

    return started


def swept(contest: Contest, asked_at: datetime | None = None) -> Sweep:
    sweep = Sweep.objects.create(contest=contest, asked_at=asked_at or timezone.now())
    sweeps.go_on(sweep.pk)
    sweep.refresh_from_db()
    return sweep


def verdicts(entry: Entry) -> dict[str, str]:
    run = Run.objects.filter(submission=entry.submission).latest("pk")
    return dict(run.judgments.values_list("step__key", "verdict"))


def proved(entry: Entry) -> set[str]:
    return {key for key, verdict in verdicts(entry).items() if verdict == "pass"}


def test_one_look_judges_everybody_by_their_own_things(contest: Contest, entries: list[Entry], site: Site) -> None:
    with site():
        sweep = swept(contest)
    assert (sweep.state, sweep.reason) == ("read", "")
    ada, bob, cy = entries
    assert proved(bob) and proved(bob) != proved(ada)
    assert proved(cy) < proved(ada)
    for entry in entries:
        entry.refresh_from_db()
        assert entry.looked_at == sweep.asked_at
    assert [entry.clash for entry in entries] == ["board", "host board", "host"]
    assert [entry.heard_at is not None for entry in entries] == [True, True, False]


def test_whoever_shares_a_host_name_reads_which_and_not_with_whom(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    with site():
        swept(contest)
    told = {}
    for entry in entries:
        submission = Entry.objects.select_related("submission__cohort").get(pk=entry.pk).submission
        assert submission.owner is not None
        Membership.objects.create(cohort=submission.cohort, user=submission.owner, role="candidate")
        view = entry_view(submission.owner, submission)
        assert view is not None
        told[submission.code] = view.shared_hosts
        assert not [other for other in entries if other != entry and other.tag in repr(view)]
    assert told["ada"] == () and told["bob"] == told["cy"] != ()
    lead = User.objects.create_user("lena")
    Membership.objects.create(cohort=contest.cohort, user=lead, role="lead")
    (shared,) = contest_page(lead, Cohort.objects.get(pk=contest.cohort_id)).shared_hosts
    assert (shared.host,) == told["bob"] and len(shared.names) == 2


def test_what_is_kept_of_an_entry_holds_nothing_of_the_others(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    with site():
        swept(contest)
    for entry in entries:
        kept = Collection.objects.get(run__submission=entry.submission)
        others = [other.tag for other in entries if other != entry]
        text = repr(kept.facts["values"])
        assert not kept.raw
        assert not [tag for tag in others if repr(tag) in text]
    ada = repr(Collection.objects.get(run__submission=entries[0].submission).facts)
    assert "bob-box" not in ada and "cy-box" not in ada


def test_everything_a_sweep_finds_bears_its_stamp(contest: Contest, entries: list[Entry], site: Site) -> None:
    stamp = timezone.now() - timedelta(seconds=90)
    with site():
        swept(contest, stamp)
    finished = Event.objects.filter(kind="run.finished")
    assert {event.effective_at for event in finished} == {stamp}
    assert finished.count() == 3
    assert list(events.broken_links(Event.objects.order_by("id"))) == []


def test_a_sweep_that_finds_nothing_new_writes_no_run(contest: Contest, entries: list[Entry], site: Site) -> None:
    with site():
        swept(contest)
        later = swept(contest)
    assert Run.objects.count() == 3
    assert set(Entry.objects.values_list("looked_at", flat=True)) == {later.asked_at}
    assert Event.objects.filter(kind="sweep.read").count() == 2
    assert Event.objects.filter(kind="entry.clash").count() == 3


def test_only_the_newest_sweep_keeps_its_raw_answers(contest: Contest, entries: list[Entry], site: Site) -> None:
    with site():
        first, second = swept(contest), swept(contest)
    first.refresh_from_db()
    assert (bool(first.raw), bool(second.raw)) == (False, True)
    assert second.requests < first.requests


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"path": "/api/v1/monitor", "kind": "forbidden"}, "The application key lacks monitors_read."),
        ({"path": "/api/v1/monitor", "kind": "rate-limited", "seconds": 500}, "Datadog's rate limit is used up"),
        ({"path": "/api/v1/validate", "kind": "forbidden"}, "Datadog refused the API key"),
    ],
)
def test_a_sweep_that_is_refused_changes_nobody(
    contest: Contest, entries: list[Entry], site: Site, fault: dict[str, Any], says: str
) -> None:
    with site():
        before = swept(contest)
    standing = [verdicts(entry) for entry in entries]
    with site(faults=[fault]):
        failed = swept(contest)
    assert (failed.state, failed.reason.startswith(says)) == ("failed", True), failed.reason
    assert [verdicts(entry) for entry in entries] == standing
    assert set(Entry.objects.values_list("looked_at", flat=True)) == {before.asked_at}
    assert Event.objects.filter(kind="sweep.failed").count() == 1


def test_keys_of_another_organisation_prove_nothing(contest: Contest, entries: list[Entry], site: Site) -> None:
    with site():
        swept(contest)
        Contest.objects.update(organisation="another")
        failed = swept(contest)
    assert failed.state == "failed"
    assert "another organisation" in failed.reason


def test_a_contest_without_keys_says_so(contest: Contest, entries: list[Entry]) -> None:
    assert swept(contest).reason == "The account cannot be read: there is no API key."


def test_who_dies_after_reading_is_followed_by_somebody_who_reads_nothing_again(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    sweep = Sweep.objects.create(contest=contest)
    with site():
        lease = sweeps.claim(sweep.pk)
        assert lease is not None
        sweeps._facts(lease)
    Sweep.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweeps.tend()
    sweeps.go_on(sweep.pk)
    sweep.refresh_from_db()
    assert (sweep.state, sweep.tries) == ("read", 2)
    assert Run.objects.count() == 3
    with pytest.raises(sweeps.Lost):
        sweeps.end(lease)


def test_who_dies_between_two_entries_judges_none_twice(contest: Contest, entries: list[Entry], site: Site) -> None:
    sweep = Sweep.objects.create(contest=contest)
    Entry.objects.filter(pk=entries[0].pk).update(looked_at=sweep.asked_at)
    with site():
        sweeps.go_on(sweep.pk)
    assert set(Run.objects.values_list("submission__code", flat=True)) == {"bob", "cy"}


def test_after_three_deaths_a_sweep_is_given_up(contest: Contest) -> None:
    sweep = Sweep.objects.create(contest=contest)
    for _ in range(3):
        assert sweeps.claim(sweep.pk) is not None
        Sweep.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        sweeps.tend()
    sweep.refresh_from_db()
    assert (sweep.state, sweep.reason) == ("failed", sweeps.GAVE_UP)
    assert sweeps.claim(sweep.pk) is None


def test_a_sweep_that_nobody_took_in_time_is_no_sweep(contest: Contest) -> None:
    sweep = Sweep.objects.create(contest=contest, asked_at=timezone.now() - timedelta(minutes=6))
    sweeps.tend()
    sweep.refresh_from_db()
    assert (sweep.state, sweep.reason) == ("failed", sweeps.TOO_LATE)


def test_a_sweep_is_taken_by_one_alone(contest: Contest) -> None:
    sweep = Sweep.objects.create(contest=contest)
    assert sweeps.claim(sweep.pk) is not None
    assert sweeps.claim(sweep.pk) is None


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


NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


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


def test_an_entry_that_checks_by_itself_looks_at_no_account(contest: Contest, entries: list[Entry], site: Site) -> None:
    """Not even at its own: only sweeps prove what an account shows."""
    ada = entries[0].submission
    submissions.set_account(ada, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)
    submissions.set_machine(ada, address="192.0.2.7", username="ada", password="correct horse")
    run = runs.start(ada, ada.owner)
    assert list(run.collections.values_list("source", flat=True)) == [Source.HOST.value]
    bob = entries[1].submission
    submissions.set_account(bob, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)
    with pytest.raises(runs.CannotStart):
        runs.start(bob, bob.owner)


def test_what_a_check_between_two_sweeps_saw_counts_from_the_next_stamp_on(
    contest: Contest, entries: list[Entry]
) -> None:
    from challenge.services.judging import _seen_at

    contest.sweep_seconds = 120
    contest.save()
    submission = entries[0].submission
    at = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)
    run = Run.objects.create(submission=submission, version=submission.cohort.version, deadline_at=at, state="finished")
    run.collections.create(source="host", state="read", ended_at=at)
    assert _seen_at(run) == datetime(2026, 6, 1, 12, 2, tzinfo=UTC)
    entries[0].delete()
    assert _seen_at(run) == at


def test_a_row_that_passed_and_was_not_seen_since_still_counts(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    with site():
        swept(contest)
        before = proved(entries[0])
    faults = [{"path": path, "kind": "forbidden"} for path in ("/api/v2/downtime", "/api/v2/spans")]
    with site(faults=faults):
        later = swept(contest)
    assert (later.state, later.spans, "apm_read" in later.reason) == ("read", True, True)
    assert proved(entries[0]) == before
    assert Run.objects.count() == 3


def test_another_site_takes_nothing_over_from_the_one_before(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    with site():
        swept(contest)
    contests.set_account(contest, site="datadoghq.eu", api_key=API_KEY, app_key=APP_KEY)
    contest.refresh_from_db()
    assert contest.organisation == ""
    assert not Sweep.objects.exclude(raw=b"").exists()


def test_when_one_mends_a_board_one_run_is_written_and_nobody_clashes_over_it_any_more(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    with site():
        swept(contest)
    without = proved(entries[1])
    ada, bob, cy = (entry.tag for entry in entries)
    mended = [board(f"Ada {ada}", "ada-box"), board(f"Bob {bob}", "bob-box"), board(f"Cy {cy}", "cy-box")]
    with site(dashboards=mended):
        later = swept(contest)
    assert list(Run.objects.order_by("pk").values_list("submission__code", flat=True))[3:] == ["bob"]
    assert proved(entries[1]) > without
    gained = Event.objects.filter(kind="run.finished").latest("pk")
    assert (set(gained.data["gained"]), gained.effective_at) == (proved(entries[1]) - without, later.asked_at)
    assert dict(Entry.objects.values_list("submission__code", "clash")) == {"ada": "", "bob": "host", "cy": "host"}


def test_what_was_taken_away_again_does_not_count_any_more(contest: Contest, entries: list[Entry], site: Site) -> None:
    with site():
        swept(contest)
        had = proved(entries[0])
    with site(monitors=[]):
        swept(contest)
    lost = had - proved(entries[0])
    assert lost and all(key.startswith("monitor") for key in lost)


def test_an_archived_contest_takes_no_sweep_that_was_asked_for_before(contest: Contest, entries: list[Entry]) -> None:
    sweep = Sweep.objects.create(contest=contest)
    Cohort.objects.update(archived_at=timezone.now())
    assert sweeps.claim(sweep.pk) is None
    sweep.refresh_from_db()
    assert (sweep.state, sweep.reason) == ("failed", sweeps.ARCHIVED)


def test_who_is_judged_by_another_monitor_has_nothing_left_that_sweeps_saw_of_the_first(
    contest: Contest, entries: list[Entry], site: Site, people: People
) -> None:
    ada = entries[0]
    told = seed(*(entry.tag for entry in entries))["monitors"][0]
    poor = {**told, "id": 7, "message": "", "options": {"thresholds": {"critical": 800}}}
    with site(monitors=[told, poor]):
        swept(contest)
        by_the_better = proved(ada)
        choosing.choose(ada.submission, people.reviewer, {"monitor": "7"})
        assert Run.objects.filter(submission=ada.submission).count() == 1
        lost = by_the_better - proved(ada)
        assert lost == {"monitor-warn-500", "monitor-nodata-10m", "monitor-notify-email"}
        assert set(Event.objects.get(kind="run.rejudged").data["lost"]) == lost
        swept(contest)
    assert Run.objects.filter(submission=ada.submission).count() == 1


def test_who_deletes_their_work_while_it_is_judged_takes_the_look_from_nobody(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    """Before its turn, and between its judging and its writing."""
    sweep = Sweep.objects.create(contest=contest)
    with site():
        lease = sweeps.claim(sweep.pk)
        assert lease is not None
        facts = sweeps._facts(lease)
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


@pytest.mark.parametrize("reported", [-(10**12), 10**15, 10**30])
def test_a_host_that_reported_at_no_moment_that_there_is_costs_nobody_the_look(
    contest: Contest, entries: list[Entry], site: Site, reported: int
) -> None:
    with site():
        sweep = Sweep.objects.create(contest=contest)
        lease = sweeps.claim(sweep.pk)
        assert lease is not None
        facts = sweeps._facts(lease)
    assert facts is not None
    hosts = facts.values[AccountHosts]
    assert isinstance(hosts, AccountHosts)
    odd = replace(hosts, items=tuple(replace(host, last_reported=reported) for host in hosts.items))
    sweeps._judge(lease, replace(facts, values={**facts.values, AccountHosts: odd}))
    sweep.refresh_from_db()
    assert sweep.state == "read"
    assert set(Entry.objects.values_list("looked_at", flat=True)) == {sweep.asked_at}


def test_a_contest_that_ends_at_the_end_of_all_days_stops_no_other(with_keys: Contest, entries: list[Entry]) -> None:
    Cohort.objects.update(due_at=datetime.max.replace(tzinfo=UTC))
    Entry.objects.update(extra_minutes=600)
    other = contests.make(Cohort.objects.create(key="other", name="Other", version=with_keys.cohort.version))
    Contest.objects.filter(pk=other.pk).update(sweep_seconds=1)
    contests.set_account(other, site="datadoghq.com", api_key=API_KEY, app_key=APP_KEY)
    assert other.pk in [sweep.contest_id for sweep in sweeps.ask()], "and the first one where its stamp has come"


def test_keys_that_are_replaced_while_an_account_is_read_are_not_bound_to_it(
    contest: Contest, entries: list[Entry], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lead, who named another organisation by mistake, is quicker than the look at it."""
    look = shared_account.look

    def overtaken(sweep: Sweep) -> SharedReading:
        found = look(sweep)
        contest.refresh_from_db()
        contests.set_account(contest, site=contest.site, api_url=contest.api_url, api_key="b" * 32, app_key="c" * 40)
        return found

    with site():
        monkeypatch.setattr(shared_account, "look", overtaken)
        sweep = swept(contest)
    contest.refresh_from_db()
    assert (sweep.state, sweep.reason, contest.organisation) == ("failed", sweeps.ELSEWHERE, "")
    assert not Run.objects.exists()
