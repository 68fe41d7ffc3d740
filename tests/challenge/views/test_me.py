"""What somebody tells of themselves, and the zone in which they read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from challenge.models import MailRefused, Profile
from challenge.models.people import MAIL_KINDS
from challenge.services import mailing
from challenge.site import zones
from tests.plausible import Plausible

KINDS = [kind for kind, _words in MAIL_KINDS]


@pytest.fixture
def client(life: Plausible) -> Client:
    browser = Client()
    browser.force_login(life.candidate)
    return browser


def test_it_says_how_somebody_comes_in(client: Client) -> None:
    page = client.get("/me/").content.decode()
    for words in ("otter", "Change the password", "Set one up", "Change addresses", "That of your cohort"):
        assert words in page


def test_name_zone_and_e_mails_are_kept(client: Client, life: Plausible) -> None:
    client.post("/me/", {"name": "Ada Lovelace", "time_zone": "Europe/Berlin", "mails": ["receipt"]})
    life.candidate.refresh_from_db()
    assert life.candidate.get_full_name() == "Ada Lovelace"
    assert Profile.objects.get(user=life.candidate).time_zone == "Europe/Berlin"
    assert set(MailRefused.objects.values_list("kind", flat=True)) == {*KINDS} - {"receipt"}
    page = client.get("/me/").content.decode()
    assert 'value="Europe/Berlin" selected' in page and page.count(" checked") == 1


@pytest.mark.parametrize(
    "sent", [{"time_zone": "Mars/Olympus"}, {"time_zone": "../../etc/passwd"}, {"mails": ["spam"]}, {"name": "a" * 200}]
)
def test_what_does_not_exist_comes_back_and_is_not_kept(client: Client, life: Plausible, sent: dict[str, str]) -> None:
    page = client.post("/me/", {"name": "Ada Lovelace"} | sent).content.decode()
    assert "errorlist" in page
    assert not Profile.objects.exists()


def test_pages_are_in_the_zone_of_who_reads_them(client: Client, life: Plausible) -> None:
    life.cohort.due_at = datetime(2030, 1, 5, 23, 30, tzinfo=UTC)
    life.cohort.time_zone = "America/New_York"
    life.cohort.save()
    assert '5 Jan 2030 18:30 <span class="zone">New York' in client.get("/cohorts/").content.decode()
    Profile.objects.create(user=life.candidate, time_zone="Europe/Berlin")
    assert '6 Jan 2030 00:30 <span class="zone">Berlin' in client.get("/cohorts/").content.decode()


def test_one_readers_zone_is_not_the_next_ones(client: Client, life: Plausible) -> None:
    Profile.objects.create(user=life.candidate, time_zone="Asia/Tokyo")
    assert "Asia/Tokyo" in client.get("/me/").content.decode()
    other = Client()
    other.force_login(life.other)
    assert "Times are shown to you in UTC" in other.get("/me/").content.decode()


@pytest.mark.parametrize("name", ["", "UTC", "Nowhere/Land", "/etc/passwd", "a\x00b"])
def test_a_zone_that_nobody_knows_is_utc(name: str) -> None:
    assert str(zones.named(name)) == "UTC"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_e_mail_can_be_turned_off_and_says_how(kind: str, life: Plausible) -> None:
    life.candidate.email = "ada@example.org"
    life.candidate.save()
    context = {"about": "time", "cohort": life.cohort, "ends_at": life.cohort.due_at, "page": "x"}
    arguments = {"subject": "Ends\nsoon", "template": "challenge/mail/reminder.txt", "context": context}
    assert mailing.send(life.candidate, kind, **arguments)
    assert f"untick it at {settings.PROOFBOARD_URL}/me/" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Ends soon"
    MailRefused.objects.create(user=life.candidate, kind=kind)
    assert not mailing.send(life.candidate, kind, **arguments)
    assert len(mail.outbox) == 1


def test_e_mails_are_plain_text_and_name_the_zone(life: Plausible) -> None:
    Profile.objects.create(user=life.candidate, time_zone="Europe/Berlin")
    life.cohort.name = "R&D <3"
    context = {"about": "time", "cohort": life.cohort, "ends_at": datetime(2030, 1, 5, 23, 30, tzinfo=UTC), "page": "x"}
    life.candidate.email = "ada@example.org"
    mailing.send(life.candidate, "reminder", subject="s", template="challenge/mail/reminder.txt", context=context)
    assert "R&D <3 ends Sun 6 Jan 2030 00:30 (Berlin)" in mail.outbox[0].body
