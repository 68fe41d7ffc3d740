"""What `tests.faults.teller` does for reviewers: a process of several that decide at once, and a worker beside them.

`reviewers N`  N reviewers of the cohort, and as many submissions that were handed in
`enter K`      reviewer K signs in
`decide K N`   reviewer K decides N times on their own submission, and on one that all of them share; gives what was answered
`look N`       N checks of the candidate who has not handed in, looked at and judged as a worker does, and N sweeps
`decided`      how many decisions there are, and what `verify_log` has against them
"""

from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import Any

from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenge.looks import looking
from challenge.models import Cohort, Decision, Membership, Submission
from challenge.services import collecting, settling, submissions, sweeping
from challenge.services.runs import cancel, start

HTMX = {"HX-Request": "true"}
ENTERED: dict[str, Client] = {}


def reviewers(number: str) -> bool:
    cohort = Cohort.objects.get()
    for one in range(int(number)):
        user = User.objects.create_user(f"reviewer-{one}")
        Membership.objects.create(cohort=cohort, user=user, role="reviewer")
    for one in range(int(number) + 1):
        submissions.join(cohort, code=f"B{one}", owner=User.objects.create_user(f"candidate-{one}"))
    now = timezone.now()
    Submission.objects.filter(code__startswith="B").update(handed_in_at=now, hand_in_asked_at=now)
    return True


def enter(number: str) -> bool:
    """Their session is written now, and the next deed writes what they decide alone."""
    if number not in ENTERED:
        ENTERED[number] = Client(SERVER_NAME="localhost", raise_request_exception=False)
        ENTERED[number].force_login(User.objects.get(username=f"reviewer-{number}"))
    return True


def decide(number: str, times: str) -> Counter[str]:
    """How often each status was answered: to a decision, and to taking it back."""
    enter(number)
    own, shared = Submission.objects.get(code=f"B{number}"), Submission.objects.latest("pk")
    answers: Counter[str] = Counter()
    for turn, key in zip(
        range(int(times)), Cohort.objects.get().version.steps.values_list("key", flat=True), strict=False
    ):
        row = shared if turn % 3 == 2 else own
        decision = reverse("decide", args=[row.pk, key]), {"kind": "leave", "known": "0"}
        for address, given in (decision, (reverse("undo_decision", args=[row.pk]), {})):
            answers[str(ENTERED[number].post(address, given, headers=HTMX).status_code)] += 1
    return answers


def look(times: str) -> int:
    work = Submission.objects.select_related("owner").get(code="A1")
    for _ in range(int(times)):
        run = start(work, work.owner, purpose="own-run")
        for row in run.collections.all():
            lease = collecting.claim(row.pk)
            if lease is not None:
                collecting.keep(lease, looking.look(row.pk, report=lambda _facts: None))
        settling.settle(run.pk)
        sweeping.sweep()
        cancel(run, work.owner)
    return work.runs.count()


def decided() -> dict[str, Any]:
    try:
        call_command("verify_log", stdout=StringIO())
        wrong = ""
    except CommandError as why:
        wrong = str(why)
    return {"decisions": Decision.objects.count(), "wrong": wrong}
