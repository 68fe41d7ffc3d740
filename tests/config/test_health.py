from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.test import Client

from challenge.models import Submission
from challenge.services import submissions
from challenge.site.beats import beat

pytestmark = pytest.mark.django_db


def parts(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz", secure=True)
    return answer.status_code, answer.json()["parts"]


def test_a_process_that_lives_says_so(client: Client):
    assert client.get("/healthz", secure=True).content == b"ok\n"


def test_without_worker_and_scheduler_it_is_not_ready(client: Client):
    status, told = parts(client)
    assert status == 503
    assert told["database"] == told["broker"] == "ok"
    assert told["worker"].startswith("No worker")


def test_with_signs_of_life_it_is_ready(client: Client):
    beat("worker")
    beat("scheduler")
    assert parts(client) == (200, dict.fromkeys(("database", "broker", "worker", "scheduler", "credentials"), "ok"))


def test_an_old_sign_of_life_is_none(client: Client, settings):
    beat("worker")
    beat("scheduler")
    settings.SWEEP_SECONDS = -1
    status, told = parts(client)
    assert (status, "seconds ago" in told["worker"]) == (503, True)


def test_a_credential_that_does_not_open_is_told_without_saying_which(client: Client, settings, submission: Submission):
    submissions.set_account(submission, site="datadoghq.eu", api_key="made up", app_key="made up")
    settings.PROOFBOARD_KEYS = [Fernet.generate_key().decode()]
    assert parts(client)[1]["credentials"] == "3 stored credentials cannot be decrypted."


def test_the_policy_of_pages_allows_nothing_inline(client: Client):
    policy = client.get("/healthz", secure=True).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
