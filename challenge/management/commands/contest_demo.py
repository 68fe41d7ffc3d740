"""Makes the demo's contest: entries with proof tags, and the sandbox's account that they share, which a script changes.

What is there already is left as it is, but for where the sandbox answers; so the demo says this at every start. Standard
output is JSON: the tags by entry, and the path of the public board.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from challenge.contest.sweep_clock import stamp_at
from challenge.forms.pages import DEMO_COHORT
from challenge.models import Cohort, Contest, Entry, Membership, Submission, Team
from challenge.rows.asked import definition_of
from challenge.selectors.contest import watch_path
from challenge.services import contest_acts, contest_policy, contests, people, submissions
from sandbox.contest.clock import entries, organisation
from verifier.engine.worth import provable_alone

KEY = "demo-contest"
LOOK_SECONDS = 30
LASTS = timedelta(days=3)


class Command(BaseCommand):
    help = "Make the demo's contest. Only where PROOFBOARD_DEMO is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--api-url", required=True, help="where the sandbox's site answers")

    def handle(self, *_args: Any, api_url: str, **_options: Any) -> None:
        if not settings.PROOFBOARD_DEMO:
            raise CommandError("This is for the demo only; set PROOFBOARD_DEMO=yes if this is one.")
        first = Cohort.objects.filter(key=DEMO_COHORT).first()
        if first is None:
            raise CommandError("There is no demo yet; fill_demo makes it.")
        with transaction.atomic():
            made = Contest.objects.select_related("cohort").filter(cohort__key=KEY).first()
            contest = made or _contest(first)
            if contest.api_url != api_url:
                _connect(contest, api_url)
        told = Entry.objects.filter(submission__cohort=contest.cohort, submission__withdrawn_at=None)
        tags = dict(told.values_list("submission__code", "tag"))
        self.stdout.write(json.dumps({"tags": tags, "board": watch_path(contest)}))


def _contest(first: Cohort) -> Contest:
    """As a lead makes one: the cohort, its people, what counts, and a board that anybody may watch."""
    opens = stamp_at(timezone.now(), LOOK_SECONDS)  # what is seen before it opens counts for nobody
    cohort = Cohort.objects.create(key=KEY, name="Sandbox Cup", version=first.version)
    for member in first.memberships.filter(role__in=("lead", "viewer")).order_by("pk"):
        Membership.objects.create(cohort=cohort, user_id=member.user_id, role=member.role)
    lead = User.objects.get(memberships__cohort=cohort, memberships__role="lead")
    cast = entries()
    joined = {code: _enter(cohort, code, one) for code, one in cast.items()}
    contest_policy.found(cohort, lead)
    policy = {"sweep_seconds": LOOK_SECONDS, "public": True, "opens_at": opens, "due_at": opens + LASTS}
    counted = provable_alone(definition_of(cohort.version))
    contest_policy.change(cohort, lead, policy | {"counted": counted})
    for code, one in cast.items():
        if why := one.get("hidden"):
            contest_acts.hide(cohort, lead, joined[code].pk, hidden=True, reason=why)
        if more := one.get("more"):
            contest_acts.extend(cohort, lead, joined[code].pk, minutes=more["minutes"], reason=more["reason"])
    return Contest.objects.select_related("cohort").get(cohort=cohort)


def _enter(cohort: Cohort, code: str, one: Mapping[str, Any]) -> Submission:
    members = [people.add(cohort, _username(name), "candidate", name=name) for name in one["people"]]
    if "team" not in one:
        return submissions.join(cohort, code=code, owner=members[0])
    team = Team.objects.create(cohort=cohort, name=one["team"])
    team.members.set(members)
    return submissions.join(cohort, code=code, team=team)


def _username(name: str) -> str:
    """Of the five who are there already it is given as it is."""
    return name if name.startswith("demo-") else f"demo-{slugify(name)}"


def _connect(contest: Contest, api_url: str) -> None:
    """The key that only reads, as a lead would give it."""
    account = organisation()
    contests.set_account(
        contest,
        site=account["site"],
        api_url=api_url,
        api_key=account["api_keys"][0],
        app_key=account["application_keys"][0]["key"],
    )
