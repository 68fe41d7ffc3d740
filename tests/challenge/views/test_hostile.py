"""What a hostile person may send to pages, or get shown on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from challenge import selectors
from challenge.models import Collection, Judgment
from tests.plausible import PASSWORD, Plausible

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7|add:7 }}\u202e"


def pages(life: Plausible) -> list[str]:
    submission, run = life.submissions["C1"].pk, life.runs["C1"].pk
    return [
        reverse("cohort_list"),
        reverse("board", args=[life.cohort.key]),
        reverse("steps", args=[submission]),
        reverse("step", args=[submission, "check-interval-45"]),
        reverse("runs", args=[submission]),
        reverse("run", args=[run]),
    ]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_what_was_found_is_shown_and_never_run(
    life: Plausible, knock: Callable[[str], Client], headers: dict[str, str]
) -> None:
    for row in Judgment.objects.all():
        evidence = [dict.fromkeys(("what", "seen", "wanted", "where"), EVIL)]
        row.findings = [
            {**one, "reason": EVIL, "note": EVIL, "rule": EVIL, "evidence": evidence} for one in row.findings
        ]
        row.reason = row.note = EVIL
        row.save()
    Collection.objects.update(reason=EVIL)
    life.candidate.first_name = life.cohort.name = EVIL
    life.candidate.save()
    life.cohort.save()
    for address in pages(life):
        page = knock("owner").get(address, headers=headers).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page, address


def test_every_answer_has_the_policy(life: Plausible, knock: Callable[[str], Client], monkeypatch: Any) -> None:
    nobody, owner = Client(), knock("owner")
    answers = {
        "not there": nobody.get("/nowhere"),
        "another host": nobody.get("/", headers={"Host": "evil.example"}),
        "wrong method": nobody.get(reverse("sign_out")),
        "without the token": Client(enforce_csrf_checks=True).post(reverse("sign_in"), {"username": "a"}),
        "hidden": knock("other").get(reverse("steps", args=[life.submissions["C1"].pk])),
        "admin": nobody.get("/admin/login/"),
        "health": nobody.get("/healthz"),
        "too large": nobody.post(reverse("sign_in"), {"password": "b" * 3_000_000}),
    }
    monkeypatch.setattr(selectors, "submission_steps", lambda *_given: 1 / 0)
    owner.raise_request_exception = False
    answers["our own fault"] = owner.get(reverse("steps", args=[life.submissions["C1"].pk]))
    assert answers["our own fault"].status_code == 500
    assert [
        name for name, answer in answers.items() if "script-src 'self'" not in answer["Content-Security-Policy"]
    ] == []


@pytest.mark.parametrize(
    "address",
    [
        "/submissions/99999999999999999999999/",
        "/submissions/9223372036854775808/",
        "/runs/99999999999999999999999/cancel/",
        "/cohorts/a%00b/",
        "/live/submission/99999999999999999999999/",
    ],
)
def test_impossible_ids_are_not_there(life: Plausible, knock: Callable[[str], Client], address: str) -> None:
    assert knock("owner").get(address, follow=True).status_code in (404, 405)


@pytest.mark.parametrize(
    "field", [{"username": "a\x00", "password": "b\x00"}, {"username": "a" * 100_000, "password": "b" * 100_000}]
)
def test_an_impossible_sign_in_is_just_refused(life: Plausible, field: dict[str, str]) -> None:
    assert Client().post(reverse("sign_in"), field).status_code == 200


@pytest.mark.parametrize("cookie", ['"' + "\\000" * 32 + '"', "x" * 10_000, "ä" * 32, "' OR 1=1 --"])
def test_a_session_that_nobody_was_given_is_none(settings: Any, cookie: str) -> None:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
    assert Client().get(reverse("cohort_list"), headers=headers).status_code == 302


def test_signing_in_gives_another_session(life: Plausible, settings: Any) -> None:
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("sign_in"), {"username": life.candidate.username, "password": PASSWORD})
    assert client.session.session_key != planted
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.parametrize("step", ["a\x00b", "<script>", "check-interval-45' OR 1=1", "x" * 10_000])
def test_what_is_no_name_of_a_step_never_reaches_a_run(
    life: Plausible, knock: Callable[[str], Client], step: str
) -> None:
    submission = life.submissions["C1"]
    assert knock("owner").post(reverse("check_now", args=[submission.pk]), {"step": step}).status_code == 302
    assert [run.scope for run in submission.runs.all() if run.scope] == []


def test_a_step_that_does_not_exist_starts_nothing(life: Plausible, knock: Callable[[str], Client]) -> None:
    submission = life.submissions["C1"]
    before = submission.runs.count()
    knock("owner").post(reverse("check_now", args=[submission.pk]), {"step": "nowhere"})
    assert submission.runs.count() == before
