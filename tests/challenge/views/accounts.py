"""The page of the account, and the stand-in of Datadog that its keys open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from challenge.models import AccountLink, Submission
from sandbox.site import load_seed
from sandbox.site import running as site_running
from tests.recorded.looks import organisation
from verifier.probes.account.registry import MINIMAL_SCOPES

SEED = organisation("S1")
API, APP = SEED["api_keys"][0], SEED["application_keys"][0]["key"]


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


def at(submission: Submission, name: str = "connect_account") -> str:
    return reverse(name, args=[submission.pk])


def text(answer: Any) -> str:
    """What a person reads on the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def give(client: Client, submission: Submission, **more: str) -> str:
    data = {"do": "keys", "site": "datadoghq.com", "api_key": API, "app_key": APP, **more}
    return text(client.post(at(submission), data, follow=True))
