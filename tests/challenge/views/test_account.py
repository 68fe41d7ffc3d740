"""The page of the Datadog account, with the real stand-in of Datadog's site behind it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from challenge.models import AccountLink, Credential, Event, Submission
from challenge.services import submissions
from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.challenge.views.accounts import API, APP, at, give, site, text
from tests.exercise import ROWS
from tests.plausible import Plausible
from tests.recorded.looks import organisation
from verifier.probes.account.registry import MINIMAL_SCOPES

Knock = Callable[[str], Client]


def test_what_the_keys_buy_is_counted_and_not_typed(mine: Submission, knock: Knock) -> None:
    page = text(knock("owner").get(at(mine)))
    assert f"about 22 of the {ROWS} rows prove themselves" in page
    assert "the same points are possible" in page
    assert all(scope in page for scope in MINIMAL_SCOPES)


def test_an_address_tells_the_site_and_the_board_is_taken_only_when_it_was_seen(mine: Submission, knock: Knock) -> None:
    client = knock("owner")
    address = {"do": "address", "address": "https://us5.datadoghq.com/dashboard/abc-def-ghi/x?live=true"}
    answer = client.post(at(mine), address)
    assert "Your account is on us5.datadoghq.com" in text(answer)
    assert '<option value="us5.datadoghq.com" selected>' in answer.content.decode()
    mine.refresh_from_db()
    assert mine.choices == {}
    client.post(at(mine), {"do": "choose", "subject": "board", "id": "abc-def-ghi"})
    mine.refresh_from_db()
    assert mine.choices == {"board": "abc-def-ghi"}
    assert Event.objects.get(kind="judged.chosen").data == {"subjects": ["board"]}


def test_after_the_hand_in_nothing_is_chosen(mine: Submission, knock: Knock) -> None:
    Submission.objects.filter(pk=mine.pk).update(hand_in_asked_at=timezone.now())
    given = {"do": "choose", "subject": "board", "id": "abc-def-ghi"}
    answer = knock("owner").post(at(mine), given, follow=True)
    assert "only a reviewer can change what is judged" in text(answer)
    mine.refresh_from_db()
    assert mine.choices == {}


@pytest.mark.parametrize(("subject", "given"), [("board", "<b>"), ("host", "x"), ("monitor", "12 or 1"), ("", "")])
def test_nothing_else_can_be_chosen(mine: Submission, knock: Knock, subject: str, given: str) -> None:
    knock("owner").post(at(mine), {"do": "choose", "subject": subject, "id": given})
    mine.refresh_from_db()
    assert mine.choices == {}


def test_an_address_that_is_none_comes_back_with_a_sentence(mine: Submission, knock: Knock) -> None:
    answer = knock("owner").post(at(mine), {"do": "address", "address": "https://evil.example/<b>"})
    assert "evil.example is not an address of Datadog" in text(answer)
    assert 'value="https://evil.example/&lt;b&gt;"' in answer.content.decode()


def test_keys_that_open_everything_are_kept(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    with site(mine, tmp_path):
        page = give(knock("owner"), mine)
    assert "Both keys are good, and everything can be read." in page
    assert "See your rows Check now" in page
    assert set(mine.credentials.values_list("kind", flat=True)) == {"dd_api_key", "dd_app_key"}
    assert AccountLink.objects.get(submission=mine).api_url  # kept on the same site
    kinds = list(Event.objects.filter(submission_id=mine.pk, actor_id=mine.owner_id).values_list("kind", flat=True))
    assert kinds == ["keys.tested", "secret.stored", "secret.stored"]


def test_where_a_stand_in_plays_datadog_a_new_account_is_asked_there(
    mine: Submission, knock: Knock, tmp_path: Path, settings: Any
) -> None:
    AccountLink.objects.filter(submission=mine).delete()
    with site_running([load_seed(organisation("S1"))], state_dir=tmp_path) as url:
        settings.DATADOG_INSTEAD = url
        page = give(knock("owner"), mine)
    assert "Both keys are good" in page and "Made-up people, machines and Datadog accounts." in page
    assert AccountLink.objects.get(submission=mine).api_url == url


def test_the_demo_offers_keys_that_its_own_site_takes(mine: Submission, knock: Knock, settings: Any) -> None:
    assert API not in text(knock("owner").get(at(mine)))
    settings.PROOFBOARD_DEMO, settings.DATADOG_INSTEAD = True, "http://127.0.0.1:1"
    page = text(knock("owner").get(at(mine)))
    assert f"API key {API}" in page and f"application key {APP}" in page


def test_a_blank_key_stands_for_the_stored_one_and_its_use_is_in_the_record(
    mine: Submission, knock: Knock, tmp_path: Path
) -> None:
    client = knock("owner")
    with site(mine, tmp_path):
        give(client, mine)
        page = give(client, mine, api_key="", app_key="")
    assert "everything can be read" in page
    used = Event.objects.filter(kind="secret.used", submission_id=mine.pk)
    assert [(event.data["secret"], event.actor_id, event.run_id) for event in used] == [
        ("dd_api_key", mine.owner_id, None),
        ("dd_app_key", mine.owner_id, None),
    ]


def test_another_site_leaves_the_sandbox(mine: Submission, life: Plausible, tmp_path: Path) -> None:
    """And is not asked here: only what would be kept is looked at."""
    with site(mine, tmp_path):
        submissions.set_account(mine, site="datadoghq.eu", api_key=API, app_key=APP, actor=life.candidate)
    assert AccountLink.objects.get(submission=mine).api_url == ""


@pytest.mark.parametrize("role", ["other", "reviewer", "watcher", "stranger"])
@pytest.mark.parametrize("do", ["address", "keys", "choose", "home"])
def test_nobody_else_can_do_anything_here(mine: Submission, knock: Knock, role: str, do: str) -> None:
    data = {"do": do, "site": "datadoghq.com", "api_key": API, "app_key": APP, "subject": "board", "id": "1"}
    client = knock(role)
    assert client.post(at(mine), data).status_code == 404
    assert client.post(at(mine, "forget_keys"), {"sure": "yes"}).status_code == 404


def test_no_key_is_ever_shown_again(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    client = knock("owner")
    pages = []
    with site(mine, tmp_path):
        for more in ({}, {"site": "datadoghq.eu"}, {"api_key": APP, "app_key": API}, {"app_key": "0" * 39 + "1"}):
            data = {"do": "keys", "site": "datadoghq.com", "api_key": API, "app_key": APP, **more}
            if data["site"] == "datadoghq.com":
                pages.append(client.post(at(mine), data, follow=True).content.decode())
    pages += [client.get(at(mine)).content.decode(), client.get(at(mine, "who_looked")).content.decode()]
    for page in pages:
        assert API not in page
        assert APP not in page
    stored = json.dumps(list(Event.objects.values("data"))) + json.dumps(list(Credential.objects.values("ciphertext")))
    assert API not in stored
    assert APP not in stored
    assert API not in json.dumps(dict(client.session.items()))
