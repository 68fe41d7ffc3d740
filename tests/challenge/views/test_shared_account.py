"""In a contest nobody connects an account of their own, whichever way they come to the page of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from challenge.models import AccountLink, Contest, Credential, Event, OwnLook, Submission
from challenge.services import accounts, contest_policy
from tests.challenge.views.accounts import API, APP, at, text
from tests.plausible import Plausible

Knock = Callable[[str], Client]
SENT = [
    {"do": "keys", "site": "datadoghq.com", "api_key": API, "app_key": APP},
    {"do": "address", "address": "https://us5.datadoghq.com/dashboard/abc-def-ghi/x"},
    {"do": "choose", "subject": "board", "id": "abc-def-ghi"},
    {"do": "home"},
    {"do": "nonsense"},
]


@pytest.fixture
def member(life: Plausible) -> Submission:
    """Without keys of its own."""
    contest_policy.found(life.cohort, life.lead)
    work = life.submissions["C1"]
    Credential.objects.filter(submission=work).delete()
    AccountLink.objects.filter(submission=work).delete()
    return work


def test_the_page_asks_for_nothing_and_says_why(member: Submission, knock: Knock) -> None:
    answer = knock("owner").get(at(member))
    page = answer.content.decode().split("<main")[1]
    assert "one Datadog account that everybody shares" in text(answer) and "you give no keys" in text(answer)
    assert "<input" not in page and "<form" not in page and "<textarea" not in page


@pytest.mark.parametrize("sent", SENT, ids=[one["do"] for one in SENT])
def test_whatever_is_sent_is_refused_in_words_and_nothing_is_stored(
    member: Submission, knock: Knock, sent: dict[str, str]
) -> None:
    file = {"file": SimpleUploadedFile("account.json", b"{}")} if sent["do"] == "home" else {}
    before = Event.objects.exclude(kind="results.opened").count()
    answer = knock("owner").post(at(member), {**sent, **file}, follow=True)
    assert "no keys of yours are taken, and none are needed" in text(answer)
    assert API not in answer.content.decode() and APP not in answer.content.decode()
    assert not Credential.objects.filter(submission=member).exists()
    assert not AccountLink.objects.filter(submission=member).exists()
    assert not OwnLook.objects.filter(submission=member, source="account").exists()
    assert Event.objects.exclude(kind="results.opened").count() == before
    member.refresh_from_db()
    assert not member.choices


def test_the_services_refuse_it_too(member: Submission, life: Plausible) -> None:
    work = Submission.objects.get(pk=member.pk)
    with pytest.raises(accounts.CannotConnect, match="everybody shares"):
        accounts.connect(work, life.candidate, site="datadoghq.com", api_key=API, app_key=APP)
    with pytest.raises(accounts.CannotConnect, match="everybody shares"):
        accounts.take_from_home(work, life.candidate, b"{}")


def test_keys_from_before_the_contest_can_be_forgotten(life: Plausible, knock: Knock, tmp_path: Path) -> None:
    work = life.submissions["C1"]
    accounts.submissions.set_account(work, site="datadoghq.com", api_key=API, app_key=APP, actor=life.candidate)
    contest_policy.found(life.cohort, life.lead)
    client = knock("owner")
    assert "Keys of your own are still kept from before." in text(client.get(at(work)))
    client.post(at(work, "forget_keys"), {"sure": "yes"})
    assert not Credential.objects.filter(submission=work, target=None).exists()
    assert "Keys of your own" not in text(client.get(at(work)))


def test_nothing_on_a_members_pages_leads_there(member: Submission, knock: Knock) -> None:
    client = knock("owner")
    where = at(member)
    pages = [at(member, "steps"), at(member, "before_hand_in"), at(member, "hand_in"), at(member, "connect_machine")]
    row = member.cohort.version.steps.values_list("key", flat=True)
    pages += [f"{at(member, 'steps')}{key}/" for key in row[:3]]
    shown = [page for page in pages if f'href="{where}"' in client.get(page).content.decode()]
    assert shown == [] and Contest.objects.exists()
    member.runs.all().delete()
    member.targets.all().delete()
    Submission.objects.filter(pk=member.pk).update(document="", document_url="")
    fresh = client.get(at(member, "steps"))
    assert "Begin here" in text(fresh) and f'href="{where}"' not in fresh.content.decode()
