"""A page that forgot to ask who may read a name is veiled on its way out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils import timezone

from challenge.models import (
    Submission,
)
from challenge.names import blinded
from tests.challenge.views.blinding import TELLING, leaks
from tests.plausible import Plausible


def forgetful(answer: HttpResponse, blind: Plausible) -> HttpResponse:
    """What the net makes of the answer of a view that forgot to ask."""
    request: HttpRequest = RequestFactory().get("/")
    request.user = blind.reviewer
    request.resolver_match = ResolverMatch(lambda: None, (), {"submission_id": blind.submissions["C1"].pk})
    return blinded.middleware(lambda _request: answer)(request)


@pytest.mark.parametrize(
    "make",
    [
        lambda: HttpResponse(f"<h1>{TELLING}</h1>"),
        lambda: HttpResponse('<a href="https://github.com/mq-forge">x</a><img src="/x/marigold.png" alt="Marigold">'),
        lambda: HttpResponse(f"code,name\nC1,{TELLING}\n", content_type="text/csv; charset=utf-8"),
        lambda: StreamingHttpResponse(iter(["C1,Mari", "gold\nC1,Quill", "feather\n"]), content_type="text/csv"),
        lambda: StreamingHttpResponse(iter(["<p>Mari", "gold</p>"])),
        lambda: JsonResponse({"name": TELLING, "rows": [{"Marigold": TELLING}]}),
        lambda: HttpResponse(
            "x", headers={"Content-Disposition": "attachment; filename*=UTF-8''Marigold%20Quillfeather.txt"}
        ),
        lambda: HttpResponse("", status=302, headers={"Location": "https://github.com/mq-forge/hiring"}),
        lambda: HttpResponse("", headers={"HX-Trigger": '{"told": "Marigold"}'}),
        lambda: HttpResponse(b"PK marigold", content_type="application/zip"),
        lambda: FileResponse(iter([b"marigold"]), content_type="application/octet-stream"),
        lambda: HttpResponse("data: marigold\n\n", content_type="text/event-stream"),
        lambda: HttpResponse("<svg><text>Marigold</text></svg>", content_type="image/svg+xml"),
    ],
)
def test_an_answer_that_forgot_to_ask_is_veiled(make: Callable[[], HttpResponse], blind: Plausible) -> None:
    assert leaks(make())
    assert leaks(forgetful(make(), blind)) == []


def test_a_stream_of_a_server_that_waits_for_many_is_veiled_too(blind: Plausible) -> None:
    async def parts() -> AsyncIterator[str]:
        for part in ("C1,Mari", "gold\nC1,Quill", "feather\n"):
            yield part

    async def read(answer: HttpResponse) -> str:
        return b"".join([part async for part in answer]).decode()

    answer = forgetful(StreamingHttpResponse(parts(), content_type="text/csv"), blind)
    assert async_to_sync(read)(answer) == "C1,C1\nC1,C1\n"


def test_a_file_that_its_view_has_veiled_leaves(blind: Plausible) -> None:
    packed = HttpResponse(b"PK", content_type="application/zip", headers={blinded.VEILED: "1"})
    answer = forgetful(packed, blind)
    assert (answer.status_code, answer.content, blinded.VEILED in answer.headers) == (200, b"PK", False)


@pytest.fixture
def many(blind: Plausible) -> Iterator[int]:
    users = User.objects.bulk_create(
        User(username=f"crowd-{n}", first_name=f"Fern{n:x}", last_name="Crowd") for n in range(60)
    )
    now = timezone.now() - timedelta(days=1)
    Submission.objects.bulk_create(
        Submission(cohort=blind.cohort, code=f"M{n}", owner=user, created_at=now) for n, user in enumerate(users)
    )
    yield len(users)


def test_the_net_asks_the_database_as_often_for_many_as_for_few(
    blind: Plausible, reviewer: Client, many: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    request = RequestFactory().get("/")
    request.user = blind.reviewer
    with django_assert_max_num_queries(12):
        blinded.middleware(lambda _request: HttpResponse("Fern1 Crowd"))(request)
