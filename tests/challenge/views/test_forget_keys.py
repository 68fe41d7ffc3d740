"""Forgetting the stored keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from challenge.models import Submission
from challenge.services import submissions
from tests.challenge.views.accounts import at, give, site, text

Knock = Callable[[str], Client]


def test_forgetting_takes_two_presses_and_lowers_nothing(mine: Submission, knock: Knock, tmp_path: Path) -> None:
    client = knock("owner")
    with site(mine, tmp_path):
        give(client, mine)
    verdicts = list(mine.runs.first().judgments.values_list("step__key", "verdict"))
    first = client.post(at(mine, "forget_keys"))
    assert "No row gets lower" in text(first)
    assert mine.credentials.count() == 2
    second = client.post(at(mine, "forget_keys"), {"sure": "yes"}, follow=True)
    assert "What was seen with the keys stays seen." in text(second)
    assert "none are stored" in text(second)
    assert not mine.credentials.exists()
    assert list(mine.runs.first().judgments.values_list("step__key", "verdict")) == verdicts
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
