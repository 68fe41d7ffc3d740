"""The page of the Datadog account, with the real stand-in of Datadog's site behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.models import AccountLink, Credential, Event, OwnLook, Submission
from challenge.services import accounts, own_looks, submissions
from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.plausible import Plausible
from tests.recorded.looks import organisation
from verifier.probes.account.registry import MINIMAL_SCOPES

FACTS = Path(__file__).resolve().parents[2] / "recorded" / "facts"
SEED = organisation("S1")
API, APP = SEED["api_keys"][0], SEED["application_keys"][0]["key"]

Knock = Callable[[str], Client]


@contextmanager
def site(
    where: Submission, folder: Path, *, scopes: Any = MINIMAL_SCOPES, faults: list[Any] | None = None
) -> Iterator[None]:
    """A stand-in of Datadog, to which the account of this submission leads."""
    seed = organisation("S1")
    key = {**seed["application_keys"][0], "scopes": None if scopes is None else list(scopes)}
    built = load_seed({**seed, "application_keys": [key], "faults": faults or []})
    with site_running([built], state_dir=folder) as url:
        AccountLink.objects.filter(submission=where).update(site="datadoghq.com", api_url=url)
        yield


@pytest.fixture
def mine(life: Plausible) -> Submission:
    return life.submissions["C1"]


def at(submission: Submission, name: str = "connect_account") -> str:
    return reverse(name, args=[submission.pk])


def text(answer: Any) -> str:
    """What a person reads on the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def give(client: Client, submission: Submission, **more: str) -> str:
    data = {"do": "keys", "site": "datadoghq.com", "api_key": API, "app_key": APP, **more}
    return text(client.post(at(submission), data, follow=True))


def test_what_the_keys_buy_is_counted_and_not_typed(mine: Submission, knock: Knock) -> None:
    page = text(knock("owner").get(at(mine)))
    assert "about 22 of the 42 rows prove themselves" in page
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


def test_stored_keys_of_datadog_are_never_sent_to_a_stand_in(mine: Submission, knock: Knock, settings: Any) -> None:
    submissions.set_account(mine, site="datadoghq.com", api_key=API, app_key=APP)
    settings.DATADOG_INSTEAD = "http://127.0.0.1:1"
    assert "Give both keys of datadoghq.com" in give(knock("owner"), mine, api_key="", app_key="")
    assert mine.credentials.count() == 2


def test_the_demo_offers_keys_that_its_own_site_takes(mine: Submission, knock: Knock, settings: Any) -> None:
    assert API not in text(knock("owner").get(at(mine)))
    settings.PROOFBOARD_DEMO, settings.DATADOG_INSTEAD = True, "http://127.0.0.1:1"
    page = text(knock("owner").get(at(mine)))
    assert f"API key {API}" in page and f"application key {APP}" in page


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
    collection = mine.runs.first().collections.get(source="account")  # type: ignore[union-attr]
    collection.state, collection.facts = "read", facts
    collection.save()
    assert "as it does when a trial is over. What was seen before stays seen" in text(knock("owner").get(at(mine)))


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


def test_another_site_leaves_the_sandbox(mine: Submission, life: Plausible, tmp_path: Path) -> None:
    """And is not asked here: only what would be kept is looked at."""
    with site(mine, tmp_path):
        submissions.set_account(mine, site="datadoghq.eu", api_key=API, app_key=APP, actor=life.candidate)
    assert AccountLink.objects.get(submission=mine).api_url == ""


def test_tests_come_to_an_end(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    client = knock("owner")
    with site(mine, tmp_path):
        for _ in range(accounts.MOST):
            give(client, mine, api_key="0" * 31 + "1")
        page = give(client, mine)
    assert "Keys were tested many times in the last minutes" in page
    assert not mine.credentials.exists()


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


def test_forgetting_takes_two_presses_and_lowers_nothing(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    client = knock("owner")
    with site(mine, tmp_path):
        give(client, mine)
    verdicts = list(mine.runs.first().judgments.values_list("step__key", "verdict"))  # type: ignore[union-attr]
    first = client.post(at(mine, "forget_keys"))
    assert "No row gets lower" in text(first)
    assert mine.credentials.count() == 2
    second = client.post(at(mine, "forget_keys"), {"sure": "yes"}, follow=True)
    assert "What was seen with the keys stays seen." in text(second)
    assert "none are stored" in text(second)
    assert not mine.credentials.exists()
    assert list(mine.runs.first().judgments.values_list("step__key", "verdict")) == verdicts  # type: ignore[union-attr]
    assert "There was nothing to forget." in text(client.post(at(mine, "forget_keys"), {"sure": "yes"}, follow=True))


def test_the_secrets_of_the_machine_are_forgotten_only_where_that_is_ticked(mine: Submission, knock: Knock) -> None:
    submissions.set_machine(mine, address="192.0.2.9", username="ada", password="correct horse")
    submissions.set_account(mine, site="datadoghq.eu", api_key="made up", app_key="made up")
    client = knock("owner")
    assert "too" in text(client.post(at(mine, "forget_keys")))
    client.post(at(mine, "forget_keys"), {"sure": "yes"})
    assert [row.kind for row in mine.credentials.all()] == ["ssh_password"]
    client.post(at(mine, "forget_keys"), {"sure": "yes", "machines": "yes"})
    assert not mine.credentials.exists()


def bundle(name: str = "S1", **changes: Any) -> bytes:
    facts = json.loads((FACTS / f"{name}.account.json").read_text()) | {"taken_at": "2026-01-02T03:04:05+00:00"}
    return json.dumps({"bundle": 1, "sandbox": False, "sources": {"account": facts}} | changes).encode()


def send(client: Client, submission: Submission, content: bytes) -> str:
    file = SimpleUploadedFile("../account.json", content)
    return text(client.post(at(submission), {"do": "home", "file": file}, follow=True))


def test_an_account_that_was_read_at_home_is_taken(mine: Submission, knock: Knock) -> None:
    page = send(knock("owner"), mine, bundle())
    assert "Taken as your own run, and a check reads it now." in page
    look = OwnLook.objects.get(submission=mine)
    assert (look.source, look.way) == ("account", "terminal")
    assert mine.runs.first().purpose == "own-run"  # type: ignore[union-attr]
    assert Event.objects.get(kind="own-look.received").data == {"source": "account"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"{}", "not a file that the checker wrote"),
        (b"x" * 2_000_001, "more than 2 MB"),
        (bundle(sources={}), "were both keys set"),
        (bundle(sandbox=True), "tells of the sandbox and not of Datadog"),
    ],
)
def test_another_file_is_refused_with_one_sentence(mine: Submission, knock: Knock, content: bytes, says: str) -> None:
    assert says in send(knock("owner"), mine, content)
    assert not OwnLook.objects.exists()


def test_the_file_that_was_sent_last_begins_nothing_again(mine: Submission, knock: Knock) -> None:
    client = knock("owner")
    send(client, mine, bundle())
    runs = mine.runs.count()
    mine.runs.update(state="finished")
    assert "nothing new began" in send(client, mine, bundle())
    assert (mine.own_looks.filter(source="account").count(), mine.runs.count()) == (1, runs)


def test_files_that_come_too_often_are_not_taken(mine: Submission, knock: Knock) -> None:
    client = knock("owner")
    for number in range(own_looks.MOST):
        assert "Taken as your own run" in send(client, mine, bundle() + b" " * number)
    assert "wait ten minutes" in send(client, mine, bundle() + b" " * own_looks.MOST)
    assert set(mine.runs.latest("pk").collections.values_list("source", flat=True)) == {"account"}


def test_when_the_time_is_over_no_keys_are_taken(mine: Submission, knock: Knock, life: Plausible) -> None:
    life.cohort.due_at = timezone.now() - timedelta(days=life.cohort.retention_days + 1)
    life.cohort.save()
    assert "no keys are kept any more" in give(knock("owner"), mine)
    assert not mine.credentials.exists()
