"""An account that the candidate read at home, with the checker in a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from challenge.models import Event, OwnLook, Submission
from challenge.services import own_looks
from tests.challenge.views.accounts import at, text

Knock = Callable[[str], Client]
FACTS = Path(__file__).resolve().parents[2] / "recorded" / "facts"


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
    assert mine.runs.first().purpose == "own-run"
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
