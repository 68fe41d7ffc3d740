"""The demo's contest is made once, as a lead makes one; said again, only where the sandbox answers is brought up to date."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from challenge import vault
from challenge.models import Cohort, Contest, ContestAct, ContestKey, Entry, Event, Membership, Submission, Sweep, Team
from challenge.services import sweeps, withdrawing
from sandbox.contest.clock import entries, organisation
from sandbox.demo.parts import CANDIDATES

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8126"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = True
    call_command(
        *("fill_demo", "--candidates", str(CANDIDATES), "--api-url", SITE, "--ssh-port-base", "2201"),
        stdout=StringIO(),
    )


def made(site: str = SITE) -> dict[str, Any]:
    out = StringIO()
    call_command("contest_demo", "--api-url", site, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def tally() -> dict[str, int]:
    tables = (Cohort, Contest, Entry, ContestKey, ContestAct, Membership, Submission, Team, User, Event)
    return {table.__name__: table._default_manager.count() for table in tables}


def test_it_has_its_entries_a_tag_for_each_and_one_that_nobody_sees() -> None:
    told = made()
    rows = Entry.objects.select_related("submission").all()
    assert {row.submission.code: row.tag for row in rows} == told["tags"]
    assert set(told["tags"]) == set(entries())
    assert [row.submission.code for row in rows if row.hidden] == ["yew"]
    assert [row.submission.code for row in rows if row.extra_minutes] == ["lynx"]
    assert not any(row.drawn for row in rows)


def test_said_again_nothing_is_done_twice() -> None:
    first, before = made(), tally()
    assert made() == first
    assert tally() == before


def test_a_sandbox_that_answers_elsewhere_is_asked_there() -> None:
    made()
    before = tally()
    made("http://127.0.0.1:9999")
    contest = Contest.objects.get()
    assert contest.api_url == "http://127.0.0.1:9999"
    assert {name: number for name, number in tally().items() if name != "Event"} == {
        name: number for name, number in before.items() if name != "Event"
    }


def test_its_keys_are_in_the_vault_and_only_read() -> None:
    made()
    contest, held = Contest.objects.get(), organisation()
    reading = held["application_keys"][0]
    assert reading["scopes"] and not any("write" in scope for scope in reading["scopes"])
    keys = [held["api_keys"][0], reading["key"]]
    assert not any(key in row.ciphertext for row in ContestKey.objects.all() for key in keys)
    sweep = Sweep.objects.create(contest=contest)
    assert vault.open_keys(contest, sweep=sweep) == {"dd_api_key": keys[0], "dd_app_key": keys[1]}


def test_it_is_on_from_the_first_stamp_and_is_looked_at_often() -> None:
    made()
    (sweep,) = sweeps.ask()
    assert sweep.asked_at >= Contest.objects.get().cohort.opens_at
    assert Contest.objects.get().sweep_seconds <= 30


def test_anybody_may_watch_and_the_lead_leads_and_the_candidate_sees_the_tag(client: Client) -> None:
    told = made()
    assert client.get(told["board"]).status_code == 200
    for username, page, word in (
        ("demo-viewer", reverse("board", args=["demo-contest"]), "Otter"),
        ("demo-lead", reverse("contest", args=["demo-contest"]), told["tags"]["sol"]),
        ("demo-s0", reverse("steps", args=[Submission.objects.get(code="otter").pk]), told["tags"]["otter"]),
    ):
        client.force_login(User.objects.get(username=username))
        answer = client.get(page)
        assert answer.status_code == 200 and word in answer.content.decode()


@pytest.mark.parametrize(("username", "leads"), [("demo-lead", True), ("demo-viewer", False), ("demo-s0", False)])
def test_the_list_of_cohorts_leads_who_leads_it_to_its_page(client: Client, username: str, leads: bool) -> None:
    made()
    client.force_login(User.objects.get(username=username))
    page = client.get(reverse("cohort_list")).content.decode()
    assert "Sandbox Cup" in page
    assert (reverse("contest", args=["demo-contest"]) in page) == leads
    assert reverse("contest", args=["demo"]) not in page


def test_what_a_lead_changed_and_who_left_stays_so() -> None:
    made()
    Contest.objects.update(public_token="", sweep_seconds=300)
    sol = Submission.objects.select_related("owner").get(code="sol")
    assert sol.owner is not None
    withdrawing.withdraw(sol, sol.owner, code="sol")
    told = made()
    assert told["board"] == "" and "sol" not in told["tags"]
    assert Contest.objects.get().sweep_seconds == 300


def test_it_is_for_the_demo_only(settings: Settings) -> None:
    settings.PROOFBOARD_DEMO = False
    with pytest.raises(CommandError, match="demo only"):
        made()
    assert not Contest.objects.exists()


def test_without_the_five_there_is_none() -> None:
    Membership.objects.all().delete()
    Cohort.objects.filter(key="demo").update(key="other")
    with pytest.raises(CommandError, match="no demo yet"):
        made()
