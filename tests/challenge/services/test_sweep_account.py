"""What sweeps read of the account that three entries share, and when they take nothing from it."""

from __future__ import annotations

from typing import Any

import pytest

from challenge.contest import shared_account
from challenge.models import Contest, Entry, Event, Run, Sweep
from challenge.services import contests, sweep_account
from tests.challenge.services.organisation import Site, swept, verdicts
from tests.shared_site import API_KEY, APP_KEY
from verifier.gather.shared_account import SharedReading

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_another_site_takes_nothing_over_from_the_one_before(
    contest: Contest, entries: list[Entry], site: Site
) -> None:
    with site():
        swept(contest)
    contests.set_account(contest, site="datadoghq.eu", api_key=API_KEY, app_key=APP_KEY)
    contest.refresh_from_db()
    assert contest.organisation == ""
    assert not Sweep.objects.exclude(raw=b"").exists()


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
    assert (sweep.state, sweep.reason, contest.organisation) == ("failed", sweep_account.ELSEWHERE, "")
    assert not Run.objects.exists()
