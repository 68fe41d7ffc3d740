"""Keys that are refused, that nobody can try, that open less or more than is needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenge.models import AccountLink, Submission
from challenge.services import accounts, submissions
from tests.challenge.views.accounts import API, APP, at, give, site, text
from tests.plausible import Plausible
from verifier.probes.account.registry import MINIMAL_SCOPES

Knock = Callable[[str], Client]
FACTS = Path(__file__).resolve().parents[2] / "recorded" / "facts"


def test_stored_keys_of_datadog_are_never_sent_to_a_stand_in(mine: Submission, knock: Knock, settings: Any) -> None:
    submissions.set_account(mine, site="datadoghq.com", api_key=API, app_key=APP)
    settings.DATADOG_INSTEAD = "http://127.0.0.1:1"
    assert "Give both keys of datadoghq.com" in give(knock("owner"), mine, api_key="", app_key="")
    assert mine.credentials.count() == 2


def test_every_missing_scope_is_named_with_what_it_costs(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    less = [scope for scope in MINIMAL_SCOPES if scope not in ("monitors_read", "metrics_read")]
    with site(mine, tmp_path, scopes=less):
        page = give(knock("owner"), mine)
    assert "The application key lacks these scopes." in page
    assert "monitors_read : 9 rows cannot prove themselves without it" in page
    assert "metrics_read : 1 row cannot prove itself without it" in page
    assert mine.credentials.count() == 2


@pytest.mark.parametrize(
    ("scopes", "says"),
    [
        (None, "it can do whatever you can do"),
        ([*MINIMAL_SCOPES, "user_app_keys"], "more than is needed: user_app_keys"),
    ],
    ids=["unscoped", "one too many"],
)
def test_a_key_that_can_do_more_is_pointed_out(
    mine: Submission, knock: Knock, tmp_path: Path, scopes: Any, says: str
) -> None:
    with site(mine, tmp_path, scopes=scopes):
        assert says in give(knock("owner"), mine)


REFUSED = {
    "another API key": ({"api_key": "0" * 31 + "1"}, "Datadog refused the API key on datadoghq.com"),
    "of another site, picked": ({"said": ""}, "cannot be seen from here: paste an address"),
    "another application key": ({"app_key": "0" * 39 + "1"}, "took the API key and refused the application key"),
}


@pytest.mark.parametrize(("given", "says"), REFUSED.values(), ids=REFUSED)
def test_refused_keys_are_not_kept_and_the_earlier_ones_stay(
    mine: Submission, knock: Knock, tmp_path: Path, given: dict[str, str], says: str
) -> None:
    if "said" in given:
        given = {"api_key": "0" * 31 + "1", **given}
    with site(mine, tmp_path):
        give(knock("owner"), mine)
        before = list(mine.credentials.values_list("ciphertext", flat=True))
        page = give(knock("owner"), mine, **given)
    assert "Nothing was kept." in page
    assert says in page
    assert list(mine.credentials.values_list("ciphertext", flat=True)) == before


def test_stored_keys_that_are_refused_later_are_said_to_be_stored_still(
    mine: Submission, knock: Knock, tmp_path: Path
) -> None:
    submissions.set_account(mine, site="datadoghq.com", api_key="0" * 31 + "1", app_key=APP)
    with site(mine, tmp_path):
        page = give(knock("owner"), mine, api_key="", app_key="")
    assert "The stored keys do not work. Datadog refused the API key" in page
    assert "They are still stored." in page and "Nothing was kept" not in page
    assert "no check has used it yet" not in page and "last used" in page
    assert mine.credentials.count() == 2


def test_the_site_of_the_address_is_named_when_its_key_is_refused(
    mine: Submission, knock: Knock, tmp_path: Path
) -> None:
    with site(mine, tmp_path):
        page = give(knock("owner"), mine, api_key="0" * 31 + "1", said="datadoghq.com")
    assert "Your address said datadoghq.com." in page


TROUBLE = {
    "rate limited": ({"kind": "rate-limited", "seconds": 90}, "opens again in 90 s"),
    "its own trouble": ({"kind": "server-error"}, "trouble of its own"),
    "a proxy": ({"kind": "html", "status": 200}, "a page instead of data"),
    "broken off": ({"kind": "broken"}, "broke off"),
}


@pytest.mark.parametrize(("fault", "says"), TROUBLE.values(), ids=TROUBLE)
def test_where_datadog_does_not_say_the_keys_are_kept_untested(
    mine: Submission, knock: Knock, tmp_path: Path, fault: dict[str, Any], says: str
) -> None:
    with site(mine, tmp_path, faults=[{"path": "/api/v1/validate", **fault}]):
        page = give(knock("owner"), mine)
    assert "The keys are kept, and were not tested." in page
    assert says in page
    assert mine.credentials.count() == 2


def test_nobody_answers_there(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    with site(mine, tmp_path):
        pass
    assert "refused the connection" in give(knock("owner"), mine)


def test_keys_of_another_organisation_than_the_pinned_one_are_not_kept(
    mine: Submission, knock: Knock, tmp_path: Path
) -> None:
    AccountLink.objects.filter(submission=mine).update(organisation="abc1")
    with site(mine, tmp_path):
        page = give(knock("owner"), mine)
    assert "open another organisation" in page
    assert not mine.credentials.exists()


def test_when_the_trial_is_over_the_page_says_that_nothing_is_taken_back(
    mine: Submission, knock: Knock, tmp_path: Path
) -> None:
    over = [{"path": "/api/", "kind": "forbidden", "after": 2}]
    with site(mine, tmp_path, faults=over):
        page = give(knock("owner"), mine)
    assert "your trial is over: then what was seen before stays seen" in page


def test_when_the_last_check_met_a_trial_that_is_over_the_page_says_so(mine: Submission, knock: Knock) -> None:
    facts = json.loads((FACTS / "S1-account-trial-over.account.json").read_text())
    collection = mine.runs.first().collections.get(source="account")
    collection.state, collection.facts = "read", facts
    collection.save()
    assert "as it does when a trial is over. What was seen before stays seen" in text(knock("owner").get(at(mine)))


SHAPES = {
    "exchanged": ({"api_key": APP, "app_key": API}, "These look exchanged"),
    "twice the same": ({"app_key": API}, "This looks like an API key"),
    "a part": ({"api_key": API[:-2]}, "has 32 characters, and this has 30"),
    "nothing stored": ({"api_key": ""}, "One key is missing"),
    "another site": ({"site": "datadoghq.eu", "api_key": ""}, "Give both keys of datadoghq.eu"),
    "no site": ({"site": "evil.example"}, "Select a valid choice"),
}


@pytest.mark.parametrize(("given", "says"), SHAPES.values(), ids=SHAPES)
def test_what_cannot_be_tried_is_said_at_once(mine: Submission, knock: Knock, given: dict[str, str], says: str) -> None:
    AccountLink.objects.filter(submission=mine).update(site="datadoghq.com")
    page = give(knock("owner"), mine, **given)
    assert says in page
    assert not mine.credentials.exists()


def test_blanks_and_names_around_a_key_are_taken_off(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    with site(mine, tmp_path):
        assert "everything can be read" in give(
            knock("owner"), mine, api_key=f" DD_API_KEY={API}\n", app_key=f'"{APP}" '
        )


def test_no_address_of_an_api_can_be_given(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    give(knock("owner"), mine, api_key="", api_url="http://127.0.0.1:1", site="datadoghq.eu")
    assert AccountLink.objects.get(submission=mine).api_url == ""


def test_tests_come_to_an_end(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    client = knock("owner")
    with site(mine, tmp_path):
        for _ in range(accounts.MOST):
            give(client, mine, api_key="0" * 31 + "1")
        page = give(client, mine)
    assert "Keys were tested many times in the last minutes" in page
    assert not mine.credentials.exists()


def test_when_the_time_is_over_no_keys_are_taken(mine: Submission, knock: Knock, life: Plausible) -> None:
    life.cohort.due_at = timezone.now() - timedelta(days=life.cohort.retention_days + 1)
    life.cohort.save()
    assert "no keys are kept any more" in give(knock("owner"), mine)
    assert not mine.credentials.exists()
