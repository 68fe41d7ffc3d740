"""Gives the demo's reviewers work, as it comes in anywhere: two of the candidates hand in, and a second cohort gets imports.

The five are checked first, each by who did the work, and workers do all of it. What is there already is left as it is, so
the demo says this at every start.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q

from challenge.forms.pages import DEMO_COHORT
from challenge.models import Cohort, Import, Membership, Review, Run, Submission
from challenge.models.run import OPEN_RUN
from challenge.services import deciding, handing_in, importing, practising, reviewing, runs, staging

HAND_IN = ("S1", "S4")
SECOND_COHORT = "demo-hidden"
PASSES = "passes.yaml"


class Command(BaseCommand):
    help = "Let two of the demo's candidates hand in, and import work into a second cohort. Only where PROOFBOARD_DEMO is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--works", type=Path, required=True, help="folder with a folder a submission, and passes.yaml"
        )

    def handle(self, *_args: Any, works: Path, **_options: Any) -> None:
        if not settings.PROOFBOARD_DEMO:
            raise CommandError("This is for the demo only; set PROOFBOARD_DEMO=yes if this is one.")
        cohort = Cohort.objects.select_related("version").filter(key=DEMO_COHORT).first()
        if cohort is None:
            raise CommandError("There is no demo yet; fill_demo makes it.")
        self._wait(_check_all(cohort))
        self._wait(_hand_in(cohort))
        self.stdout.write(f"{' and '.join(HAND_IN)} have handed in.")
        second = _second_cohort(cohort)
        self._wait(_bring_in(second, works))
        _review(second, yaml.safe_load((works / PASSES).read_text("utf-8")))
        self.stdout.write(f"The cohort {second.name} has {second.submissions.count()} submissions.")

    def _wait(self, busy: Callable[[], bool]) -> None:
        """All of it ends by itself; the sweep is the scheduler's."""
        while busy():
            time.sleep(0.2)


def _check_all(cohort: Cohort) -> Callable[[], bool]:
    """Whoever was never checked is, on their own word."""
    for submission in cohort.submissions.filter(runs=None, withdrawn_at=None).select_related("owner"):
        with suppress(runs.CannotStart):
            runs.start(submission, submission.owner)
    return Run.objects.filter(submission__cohort=cohort, state__in=OPEN_RUN).exists


def _hand_in(cohort: Cohort) -> Callable[[], bool]:
    submissions = cohort.submissions.filter(code__in=HAND_IN)
    for submission in submissions.filter(withdrawn_at=None).select_related("owner"):
        if submission.owner is not None:
            with suppress(handing_in.CannotHandIn):
                handing_in.ask(submission, submission.owner)
    return submissions.filter(hand_in_asked_at__isnull=False, handed_in_at=None, withdrawn_at=None).exists


def _second_cohort(first: Cohort) -> Cohort:
    """Names are hidden in it, and two reviewers grade without seeing each other. Its people are those of the first."""
    cohort, new = Cohort.objects.get_or_create(
        key=SECOND_COHORT,
        defaults={
            "name": "Sandbox: names hidden",
            "version": first.version,
            "names_hidden": True,
            "first_passes": 2,
        },
    )
    if new:
        for member in first.memberships.filter(role__in=("reviewer", "lead")):
            Membership.objects.create(cohort=cohort, user_id=member.user_id, role=member.role)
    practising.add(cohort)
    return cohort


def _bring_in(cohort: Cohort, works: Path) -> Callable[[], bool]:
    importing.give_folders(cohort, None, staging.submissions_in(works))
    under_way = Q(state__in=("waiting", "taking"))
    looked_at = Q(state="taken", submission__handed_in_at=None, submission__withdrawn_at=None)
    return Import.objects.filter(under_way | looked_at, cohort=cohort).exists


def _review(cohort: Cohort, passes: Mapping[str, Mapping[str, Any]]) -> None:
    """What two invented reviewers made of it. Whoever has begun a pass, in whatever session of the demo, goes on by hand."""
    for row in cohort.imports.filter(name__in=passes, state="taken").select_related("submission__summary"):
        for username, made in passes[row.name].items():
            reviewer = User.objects.get(username=username)
            submission = row.submission
            if submission is not None and not Review.objects.filter(submission=submission, reviewer=reviewer).exists():
                _grade(submission, reviewer, made)


@transaction.atomic
def _grade(submission: Submission, reviewer: User, made: Mapping[str, Any]) -> None:
    reviewing.take(submission, reviewer)
    for step, said in made["rows"].items():
        deciding.decide(
            submission, reviewer, step, said["kind"], verdict=said.get("verdict", ""), reason=said.get("reason", "")
        )
    claims = {step: verdict for step, verdict in submission.summary.verdicts.items() if verdict == "claimed"}
    deciding.confirm_many(submission, reviewer, claims)
    grade = {name: made[name] for name in ("rubric", "outcome", "summary")}
    reviewing.save(submission, reviewer, edition=reviewing.review_of(submission, reviewer).edition, **grade)
    reviewing.finish(submission, reviewer)
