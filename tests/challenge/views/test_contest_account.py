"""The account that all entries share: keys are tried before they are kept, and never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from challenge import vault
from challenge.models import Contest, ContestKey, Event, Sweep
from challenge.services import accounts, contest_policy, contests, sweep_leases
from challenge.services.locking import Lost
from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.challenge.views.accounts import API, APP
from tests.plausible import Plausible
from tests.recorded.looks import organisation
from verifier.probes.account.registry import MINIMAL_SCOPES

Knock = Callable[[str], Client]
WHERE = reverse("contest_settings", args=["week-49"])
KEYS = {"do": "keys", "site": "datadoghq.com", "api_key": API, "app_key": APP, "said": "datadoghq.com"}


@pytest.fixture
def contest(life: Plausible, tmp_path: Path) -> Iterator[Contest]:
    """It leads to a stand-in of Datadog."""
    found = contest_policy.found(life.cohort, life.lead)
    seed = organisation("S1")
    key = {**seed["application_keys"][0], "scopes": [one for one in MINIMAL_SCOPES if one != "monitors_read"]}
    with site_running([load_seed({**seed, "application_keys": [key]})], state_dir=tmp_path) as url:
        yield contests.set_account(found, site="datadoghq.com", api_url=url)


def give(client: Client, **other: str) -> str:
    return " ".join(unescape(client.post(WHERE, KEYS | other).content.decode()).split())


def test_good_keys_are_kept_and_a_missing_scope_is_named(contest: Contest, knock: Knock) -> None:
    client = knock("lead")
    page = give(client)
    assert "Both keys are good and kept, but not everything can be read." in page and "monitors_read" in page
    assert API not in page and APP not in page
    assert vault.open_keys(contest) == {"dd_api_key": API, "dd_app_key": APP}
    assert "Both keys are good and kept" in give(client, api_key="", app_key="")  # the stored ones are tried


def test_in_the_demo_keys_to_try_are_named(contest: Contest, knock: Knock, settings: Settings) -> None:
    where, key = reverse("contest_settings", args=["week-49"]), "5a4db0c55a4db0c50000a199"
    assert key not in knock("lead").get(where).content.decode()
    settings.PROOFBOARD_DEMO, settings.DATADOG_INSTEAD = True, "http://127.0.0.1:8126"
    assert key in knock("lead").get(where).content.decode()


def test_refused_keys_are_not_kept_and_the_reason_is_exact(contest: Contest, knock: Knock) -> None:
    page = give(knock("lead"), api_key="0" * 31 + "1")
    assert "Nothing was kept." in page and "Datadog refused the API key on datadoghq.com" in page
    assert not ContestKey.objects.exists()


def test_keys_of_another_organisation_are_refused(contest: Contest, knock: Knock) -> None:
    Contest.objects.update(organisation="another")
    assert "These keys open another organisation" in give(knock("lead"))
    assert not ContestKey.objects.exists()


def test_a_blank_key_needs_a_stored_one(contest: Contest, knock: Knock) -> None:
    assert "One key is missing" in give(knock("lead"), app_key="")


def test_keys_are_not_tried_without_end(contest: Contest, knock: Knock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "MOST", 1)
    client = knock("lead")
    give(client, api_key="0" * 31 + "1")
    assert "tested many times" in give(client)


def test_an_address_tells_the_site(contest: Contest, knock: Knock) -> None:
    data = {"do": "address", "address": "https://app.datadoghq.eu/dashboard/abc-def-ghi"}
    page = knock("lead").post(WHERE, data).content.decode()
    assert "<strong>datadoghq.eu</strong>" in page
    assert knock("lead").post(WHERE, {"do": "address", "address": "nowhere"}).status_code == 422


def test_a_wrong_organisation_is_forgotten_at_a_second_press_and_keys_of_another_are_taken(
    contest: Contest, knock: Knock
) -> None:
    client, where = knock("lead"), reverse("forget_organisation", args=["week-49"])
    give(client)
    Contest.objects.update(organisation="not-ours")
    assert "These keys open another organisation" in give(client)
    assert "not-ours" in client.post(where).content.decode()
    contest.refresh_from_db()
    assert contest.organisation == "not-ours" and ContestKey.objects.exists()  # the first press only asks
    client.post(where, {"sure": "yes"})
    contest.refresh_from_db()
    assert contest.organisation == "" and not ContestKey.objects.exists()
    act = contest.acts.get()
    assert (act.kind, act.reason, str(act.by_id)) == ("unpinned", "not-ours", client.session["_auth_user_id"])
    event = Event.objects.get(kind="contest.unpinned")
    assert (event.cohort_id, event.data, event.actor_id) == (contest.cohort_id, {"act": act.pk}, act.by_id)
    assert "Organisation and keys forgotten" in client.get(reverse("contest", args=["week-49"])).content.decode()
    assert "Both keys are good and kept" in give(client)
    client.post(where, {"sure": "yes"})  # nothing is pinned: nothing is done, and nothing asked
    assert contest.acts.count() == 1 and ContestKey.objects.exists()


def test_a_look_at_the_wrong_organisation_that_is_on_pins_and_writes_nothing_more(
    contest: Contest, knock: Knock
) -> None:
    client, now = knock("lead"), timezone.now()
    give(client)
    Contest.objects.update(organisation="not-ours")
    old = Sweep.objects.create(contest=contest, asked_at=now, state="read", raw=b"read")
    on = Sweep.objects.create(contest=contest, asked_at=now, state="waiting", raw=b"read")
    lease = sweep_leases.claim(on.pk)
    assert lease is not None
    client.post(reverse("forget_organisation", args=["week-49"]), {"sure": "yes"})
    on.refresh_from_db()
    old.refresh_from_db()
    assert (on.state, on.reason, bytes(on.raw), bytes(old.raw)) == ("failed", sweep_leases.WRONG_ONE, b"", b"")
    with pytest.raises(Lost), transaction.atomic():
        sweep_leases.hold(lease)


def test_keys_are_forgotten_at_a_press_and_leave_a_line(contest: Contest, knock: Knock) -> None:
    client = knock("lead")
    give(client)
    client.post(reverse("forget_contest_keys", args=["week-49"]))
    assert not ContestKey.objects.exists()
    assert Event.objects.filter(kind="keys.forgotten", cohort_id=contest.cohort_id).exists()
