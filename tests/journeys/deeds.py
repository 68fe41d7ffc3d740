"""Run within an installation's environment: what a journey needs done there. One process does it all, asked line by line.

A line of its input is JSON, [name of the deed, words, more by name]; the line that answers has the "answer" or the "fault".
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from challenge.models import (
    AccountLink,
    Cohort,
    Contest,
    DefinitionVersion,
    Judgment,
    Membership,
    Run,
    Submission,
    Team,
)
from challenge.rows.histories import standings_of
from challenge.services import contests, deciding, documents, events, reviewing, runs, submissions
from sandbox.hosts.keys import login_key
from sandbox.hosts.seed import load
from sandbox.site.loading import load_seed
from tests.asking import answer
from tests.journeys import contest_deeds
from verifier.verdicts import Verdict


def candidate(
    key: str, *, document: str = "", seed: str = "", api_url: str = "", ssh_port: int = 0, cool_down: int = 0
) -> dict[str, Any]:
    """A cohort KEY with practice in private, Noor Key, who is signed in and has a work KEY, and a reviewer.

    document: what was handed over of it; seed: the folder in the sandbox of the account and the machine.
    """
    version = DefinitionVersion.objects.filter(challenge__key="solutions-engineer").latest("pk")
    cohort = Cohort.objects.create(key=key, name=f"Cohort {key}", version=version, cool_down_seconds=cool_down)
    people = {role: _member(cohort, role) for role in ("candidate", "reviewer")}
    made = submissions.join(cohort, code=key[-12:].upper(), owner=people["candidate"])
    if document:
        documents.take(made, Path(document))
    if seed:
        account, host = load_seed(Path(seed) / "account.yaml"), load(Path(seed) / "host.yaml")
        keys = {"api_key": account.api_keys[0], "app_key": account.application_keys[0].key}
        submissions.set_account(made, site=account.site, api_url=api_url, **keys)
        submissions.set_machine(
            made, address="127.0.0.1", port=ssh_port, username=host.user, key=login_key(Path(seed).name)
        )
    return {"id": made.pk, "sessions": {role: session_of(user) for role, user in people.items()}}


def group(key: str, *, document: str, candidates: int) -> dict[str, Any]:
    """A cohort KEY with practice in the open, so many candidates with the same document, a reviewer and a lead."""
    version = DefinitionVersion.objects.latest("pk")
    cohort = Cohort.objects.create(key=key, name=f"Cohort {key}", version=version, practice_visible_to="coach")
    staff = {role: _member(cohort, role) for role in ("candidate", "reviewer", "lead")}
    works = []
    for number in range(candidates):
        owner = User.objects.create_user(f"{key}-{number}") if number else staff["candidate"]
        Membership.objects.get_or_create(cohort=cohort, user=owner, role="candidate")
        works.append(submissions.join(cohort, code=f"{key[-10:].upper()}-{number}", owner=owner))
        documents.take(works[-1], Path(document))
    return {"works": [work.pk for work in works], "sessions": {role: session_of(user) for role, user in staff.items()}}


def as_an_older_check_said(submission: int, step: str, verdict: str, reason: str) -> None:
    """What was judged on a row is what a check said that has been mended since."""
    rows = Judgment.objects.filter(run__submission_id=submission, step__key=step)
    rows.update(verdict=verdict, points=0, reason=reason, seen={f"{step}/document": verdict})


def override(submission: int, reviewer: str, step: str, verdict: str, reason: str) -> None:
    """It is handed in, and a reviewer decides that a row counts as this."""
    Submission.objects.filter(pk=submission, handed_in_at=None).update(handed_in_at=timezone.now())
    user = User.objects.get(username=reviewer)
    deciding.decide(Submission.objects.get(pk=submission), user, step, "override", verdict=verdict, reason=reason)


def leads(submission: int, *, site: str, api_url: str) -> None:
    """Whatever keys the candidate gives of this site are asked for at `api_url`."""
    AccountLink.objects.create(submission_id=submission, site=site, api_url=api_url)


def ends(submission: int, *, api_url: str, ssh_port: int, document: str) -> None:
    """The account answers at `api_url` from now on, the machine is gone, another document is there."""
    work = Submission.objects.get(pk=submission)
    AccountLink.objects.filter(submission=work).update(api_url=api_url)
    work.targets.filter(primary=True).update(port=ssh_port)
    documents.take(work, Path(document))


def stands(submission: int) -> dict[str, Any]:
    """step -> the verdict that counts, as words and as numbers (more is better)."""
    rows = standings_of([submission]).get(submission, {})
    return {key: [row.look.verdict, Verdict(row.look.verdict).badness] for key, row in rows.items() if row.look}


def graded(submission: int) -> None:
    """The reviewer decides on rows, asks for the interview and finishes; outcomes are shown to candidates."""
    work = Submission.objects.select_related("cohort").get(pk=submission)
    Cohort.objects.filter(pk=work.cohort_id).update(shows_outcome=True)
    reviewer = User.objects.get(username=f"{work.cohort.key}-reviewer")
    deciding.decide(work, reviewer, "check-interval-45", "excuse", reason="Your text asked for another interval.")
    deciding.decide(work, reviewer, "final-creative", "override", verdict="pass", reason="An idea with people in it.")
    deciding.ask_in_interview(work, reviewer, "final-creative", "Who would look at it first?")
    scores = {"explains": 3, "debugging": 2, "depth": 4, "idea": 3}
    reviewing.save(work, reviewer, edition=0, rubric=scores, outcome="advance", summary="Reads well.\n\nAsk more.")
    reviewing.finish(work, reviewer)


def contest(key: str, *, teams: list[str], opens_in: int = -60) -> dict[str, Any]:
    """A contest KEY of these teams, with a public board, that opens in so many minutes; a candidate who watches."""
    version = DefinitionVersion.objects.latest("pk")
    opens = timezone.now() + timedelta(minutes=opens_in)
    cohort = Cohort.objects.create(key=key, name=f"Contest {key}", version=version, has_board=True, opens_at=opens)
    Contest.objects.filter(pk=contests.make(cohort).pk).update(public_token=f"watch-{key}")
    watcher, works = _member(cohort, "candidate"), {}
    for team in teams:
        works[team] = submissions.join(cohort, code=team, team=Team.objects.create(cohort=cohort, name=team))
        contests.enter(works[team])
    return {"works": {team: work.pk for team, work in works.items()}, "session": session_of(watcher)}


def proves(submission: int, *, rows: int) -> None:
    """The first rows of the exercise are seen in the account, as a worker writes it."""
    work = Submission.objects.select_related("cohort__version").get(pk=submission)
    keys = work.cohort.version.steps.order_by("position").values_list("key", flat=True)[:rows]
    steps = {key: ["pass", 1.0, False] for key in keys}
    with transaction.atomic():
        run = Run.objects.create(
            submission=work, version=work.cohort.version, state="finished", deadline_at=timezone.now()
        )
        events.append([events.News("run.finished", work, run, data={"steps": steps, "gained": list(keys)})])


def has_a_worker_look(submission: int, *, seed: str, ssh_port: int) -> None:
    """It gets a machine of the sandbox, and a check is asked for, which is the workers' to do."""
    work = Submission.objects.select_related("cohort__version").get(pk=submission)
    host = load(Path(seed) / "host.yaml")
    key = login_key(Path(seed).name)
    submissions.set_machine(work, address="127.0.0.1", port=ssh_port, username=host.user, key=key)
    runs.start(work, None)


def manage(*words: str) -> None:
    call_command(*words, stdout=io.StringIO())


def _member(cohort: Cohort, role: str) -> User:
    name = f"{cohort.key}-{role}"
    first = {"candidate": "Noor", "reviewer": "Rhea", "lead": "Lior"}[role]
    user = User.objects.create_user(name, email=f"{name}@example.com", first_name=first, last_name=cohort.key.title())
    Membership.objects.create(cohort=cohort, user=user, role=role)
    return user


def signed_in(name: str) -> str:
    """The session of who has this user name."""
    return session_of(User.objects.get(username=name))


def session_of(user: User) -> str:
    """Signed in already: how somebody comes in is another journey's matter."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


DONE = (
    candidate,
    group,
    contest,
    proves,
    as_an_older_check_said,
    override,
    leads,
    ends,
    stands,
    graded,
    has_a_worker_look,
    manage,
    signed_in,
    contest_deeds.plays,
    contest_deeds.acts,
    contest_deeds.freezes,
    contest_deeds.is_swept,
    contest_deeds.excuses,
    contest_deeds.second_lead,
)
DEEDS: dict[str, Callable[..., Any]] = {deed.__name__: deed for deed in DONE}

if __name__ == "__main__":
    answer(DEEDS)
