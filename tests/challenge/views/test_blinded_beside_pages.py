"""Streams, e-mails, messages and the record hold no name either, where names are hidden."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.test import Client

from challenge.live.events import read_since
from challenge.live.stream import frame
from challenge.models import (
    Event,
    MailRefused,
    Review,
)
from challenge.services import comments, deciding, mailing, reviewing
from tests.challenge.views.blinding import NEEDLES, TELLING, leaks
from tests.challenge.views.test_access import address
from tests.plausible import Plausible


def test_streams_and_the_record_hold_no_name(blind: Plausible, handed_in: None, reviewer: Client) -> None:
    row = blind.submissions["C1"]
    reviewing.take(row, blind.reviewer)
    deciding.decide(row, blind.reviewer, "check-interval-45", "excuse", reason=TELLING)
    deciding.ask_in_interview(row, blind.reviewer, "", TELLING)
    comments.say(row, blind.candidate, "check-interval-45", TELLING)
    reviewer.post(address("show_pictures", blind))
    frames = b"".join(frame(news) for news in read_since(0, 10_000)).decode().casefold()
    record = json.dumps(list(Event.objects.values_list("kind", "data"))).casefold()
    assert [one for one in NEEDLES if one in frames or one in record] == []


def test_an_e_mail_to_a_reviewer_tells_no_name(blind: Plausible, monkeypatch: pytest.MonkeyPatch) -> None:
    blind.reviewer.email = "rita@example.com"
    blind.reviewer.save()
    assert not MailRefused.objects.exists()
    context = {"submission": blind.submissions["C1"], "step": {"title": "x"}, "text": TELLING, "page": "/"}
    for person in (blind.reviewer, blind.candidate):
        mailing.send(person, "answer", subject=TELLING, template="challenge/mail/answer.txt", context=context)
    to_reviewer, to_candidate = (f"{one.subject}\n{one.body}".casefold() for one in mail.outbox)
    assert [one for one in NEEDLES if one in to_reviewer] == []
    assert [one for one in NEEDLES if one not in to_candidate] == []


def test_messages_tell_no_name(blind: Plausible, reviewer: Client) -> None:
    row = blind.submissions["C1"]
    for name in ("know_person", "save_grade", "decide", "settle", "check_now", "show_pictures"):
        assert leaks(reviewer.post(address(name, blind), follow=True)) == []
    assert Review.objects.get(submission=row, reviewer=blind.reviewer).knows_person
