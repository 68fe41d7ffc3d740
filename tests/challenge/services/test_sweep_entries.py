"""What sweeps say of three entries that share one organisation of the sandbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from challenge.models import Cohort, Collection, Contest, Entry, Event, Membership, Run, Sweep
from challenge.selectors.contest import contest_page
from challenge.selectors.entry import entry_view
from challenge.services import choosing, events, runs, submissions, sweep_account, sweep_leases, sweeps
from tests.challenge.conftest import People
from tests.challenge.services.organisation import Site, proved, swept
from tests.shared_site import API_KEY, APP_KEY, board, seed
from verifier.facts.account import AccountHosts
from verifier.verdicts import Source

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.mark.parametrize("reported", [-(10**12), 10**15, 10**30])
def test_a_host_that_reported_at_no_moment_that_there_is_costs_nobody_the_look(
    contest: Contest, entries: list[Entry], site: Site, reported: int
) -> None:
    with site():
        sweep = Sweep.objects.create(contest=contest)
        lease = sweep_leases.claim(sweep.pk)
        assert lease is not None
        facts = sweep_account.facts_of(lease)
    assert facts is not None
    hosts = facts.values[AccountHosts]
    assert isinstance(hosts, AccountHosts)
    odd = replace(hosts, items=tuple(replace(host, last_reported=reported) for host in hosts.items))
    sweeps._judge(lease, replace(facts, values={**facts.values, AccountHosts: odd}))
    sweep.refresh_from_db()
    assert sweep.state == "read"
    assert set(Entry.objects.values_list("looked_at", flat=True)) == {sweep.asked_at}
