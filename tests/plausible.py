"""A cohort that looks like life, written straight into the tables: for tests of pages and for looking at them.

Nothing here is judged by anybody; `python -m tests.plausible` fills the database of the present environment.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from challenge.models import Cohort, Run, Submission

ROOT = Path(__file__).resolve().parent.parent
DEFINITION = ROOT / "challenge" / "definitions" / "solutions-engineer.yaml"

PASSWORD = "a-long-made-up-password"

PEOPLE = {
    "C1": ("otter", "Ada Otter"),
    "C2": ("heron", "Hal Heron"),
    "C3": ("lynx", "Lin Lynx"),
    "C4": ("vole", "Val Vole"),
    "C5": ("wren", "Wim Wren"),
}

REASONS = {
    "pass": "It is there, as asked.",
    "claimed": "The document shows it in a picture; nothing else has shown it yet.",
    "fail": "It is set up, and one thing differs from what was asked.",
    "unknown": "The application key lacks monitors_read, so monitors could not be listed.",
    "wait": "There are points of 7 of the 20 minutes needed.",
    "absent": "The last 200 dashboards were read; none of them shows it.",
    "disagree": "The document says it is set, and the account has nothing of it.",
    "blocked": "There is no monitor yet, so there is no downtime of it.",
    "review": "There is an answer of 61 words in lines 163 to 170.",
}

MIXES = {
    "C1": ["pass"] * 7 + ["claimed", "pass", "review", "pass", "fail"],
    "C2": ["pass", "fail", "pass", "unknown", "pass", "disagree", "claimed", "pass", "wait", "pass", "review"],
    "C3": ["pass", "claimed", "pass", "pass", "review"],
    "C4": ["absent", "pass", "fail", "blocked", "unknown", "absent", "claimed"],
    "C5": [],
}

SPECIAL: dict[str, dict[str, Any]] = {
    "check-interval-45": {
        "verdict": "fail",
        "reason": "The interval is set at the top of the file, where the Agent does not read it; 15 seconds apply.",
        "evidence": [
            {
                "what": "min_collection_interval",
                "seen": "15 (the default)",
                "wanted": "45, under instances:",
                "where": "/etc/datadog-agent/conf.d/my_metric.yaml:1",
            },
            {
                "what": "median gap of 84 points",
                "seen": "15.0 s",
                "wanted": "45 s ± 5 s",
                "where": "my_metric on host k7-vm",
            },
        ],
    },
    "metric-range": {"verdict": "wait", "reason": REASONS["wait"]},
    "tags-agent-config": {
        "verdict": "disagree",
        "reason": "The document shows tags <b>env:test</b> & more; the account has none from the Agent.",
    },
}


@dataclass(frozen=True)
class Plausible:
    """What was written. candidate owns the first submission, other the second."""

    cohort: Cohort
    submissions: dict[str, Submission]
    reviewer: User
    candidate: User
    other: User
    watcher: User
    lead: User
    author: User
    runs: dict[str, Run]


def fill(*, now: datetime, practice_visible_to: str = "coach") -> Plausible:
    """One cohort with five candidates, a reviewer and a watcher; four were checked, one twice."""
    from django.contrib.auth.models import Permission

    from challenge.models import AccountLink, Cohort, Membership, Submission, Target
    from challenge.services.definitions import publish

    version, _new = publish(DEFINITION.read_text(encoding="utf-8"))
    cohort = Cohort.objects.create(
        key="week-49",
        name="Onboarding week 49",
        version=version,
        has_board=True,
        practice_visible_to=practice_visible_to,
        due_at=now + timedelta(days=5),
    )
    users = {code: _person(name, full) for code, (name, full) in PEOPLE.items()}
    reviewer, watcher = _person("rita", "Rita Reviewer"), _person("wanda", "Wanda Watcher")
    Membership.objects.create(cohort=cohort, user=reviewer, role="reviewer")
    Membership.objects.create(cohort=cohort, user=watcher, role="viewer")
    lead = _person("lena", "Lena Lead")
    Membership.objects.create(cohort=cohort, user=lead, role="lead")
    author = _person("arno", "Arno Author")
    author.user_permissions.add(Permission.objects.get(codename="add_definitionversion"))
    submissions, runs = {}, {}
    for number, (code, user) in enumerate(users.items()):
        Membership.objects.create(cohort=cohort, user=user, role="candidate")
        submission = Submission.objects.create(cohort=cohort, code=code, owner=user)
        Target.objects.create(submission=submission, primary=True, address="192.0.2.7", username="vagrant")
        AccountLink.objects.create(submission=submission, site="datadoghq.eu")
        submissions[code] = submission
        if MIXES[code]:
            _run(submission, MIXES[code], at=now - timedelta(days=1, minutes=number))
            runs[code] = _run(submission, MIXES[code], at=now - timedelta(minutes=9 + number), special=code == "C2")
    return Plausible(cohort, submissions, reviewer, users["C1"], users["C2"], watcher, lead, author, runs)


@cache
def _password() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)  # slow on purpose, so once for everybody


def _person(name: str, full: str) -> User:
    from django.contrib.auth.models import User

    return User.objects.create(username=name, first_name=full, password=_password())


def _run(submission: Submission, mix: list[str], *, at: datetime, special: bool = False) -> Run:
    from django.db import transaction

    from challenge.models import Judgment, Run
    from challenge.services import events
    from challenge.services.events import News

    run = Run.objects.create(
        submission=submission,
        version=submission.cohort.version,
        state="finished",
        started_by=submission.owner,
        created_at=at,
        started_at=at,
        ended_at=at + timedelta(seconds=6.2),
        deadline_at=at + timedelta(seconds=120),
        engine="1+made-up",
        judged=JUDGED,
    )
    _collections(run, at, account_failed="unknown" in mix)
    rows: list[Judgment] = []
    outcomes, points, most = {}, 0.0, 0.0
    for number, step in enumerate(run.version.steps.order_by("position")):
        own = SPECIAL.get(step.key, {}) if special else {}
        verdict = own.get("verdict", mix[number % len(mix)])
        reason = own.get("reason", REASONS[verdict])
        worth = step.points if verdict in ("pass", "claimed") else 0
        rows.append(
            Judgment(
                run=run,
                step=step,
                verdict=verdict,
                points=worth,
                max=step.points,
                reason=reason,
                findings=_findings(step.key, verdict, reason, own.get("evidence", [])),
                provisional=False,
                at=run.ended_at,
                again_at=run.ended_at + timedelta(minutes=13) if verdict == "wait" else None,
            )
        )
        outcomes[step.key] = (verdict, step.points, step.bonus)
        points, most = points + (0 if step.bonus else worth), most + (0 if step.bonus else step.points)
    Judgment.objects.bulk_create(rows)
    run.points, run.max = points, most
    run.save()
    gained = [key for key, (verdict, *_rest) in outcomes.items() if verdict == "pass"]
    data = {"steps": outcomes, "gained": gained, "points": points, "max": most}
    with transaction.atomic():
        events.append([News("run.finished", submission, run, data=data, effective_at=run.ended_at)])
    return run


JUDGED: dict[str, Any] = {
    "host": {"name": "k7-vm", "id": "k7-vm", "because": "the newest", "others": []},
    "board": {
        "name": "My Metric Timeboard (abc-def-ghi)",
        "id": "abc-def-ghi",
        "because": "linked in the document",
        "others": ["a", "b", "c"],
    },
    "monitor": {"name": "my_metric is high (1234)", "id": "1234", "because": "it meets most rows", "others": []},
    "service": {"name": "flask", "id": "flask", "because": "the only one", "others": []},
    "metric": {"name": "my_metric", "id": "my_metric", "because": "it has the asked name", "others": []},
}


def _collections(run: Run, at: datetime, *, account_failed: bool) -> None:
    from challenge.models import Collection

    for number, source in enumerate(("host", "account", "document")):
        failed = account_failed and source == "account"
        Collection.objects.create(
            run=run,
            source=source,
            state="failed" if failed else "read",
            reason="The application key lacks monitors_read." if failed else "",
            tries=1,
            started_at=at,
            ended_at=at + timedelta(seconds=2 + number),
        )


def _findings(key: str, verdict: str, reason: str, evidence: list[dict[str, str]]) -> list[dict[str, Any]]:
    outcome = verdict if verdict in ("pass", "fail", "absent", "unknown") else "pass"
    told = {"outcome": "pass", "reason": "The document shows the block.", "rests_on": "text"}
    return [
        _finding(key, "host", "ssh", outcome=outcome, reason=reason, evidence=evidence),
        _finding(key, "account", "api", outcome="unknown", reason="The Datadog account was not asked."),
        _finding(key, "document", "document", **told),
    ]


def _finding(key: str, source: str, how: str, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"evidence": [], "rests_on": "observation", "note": "", "rule": "", "lean": ""}
    return {"criterion": key, "source": source, "how": how, "wait_seconds": None, **usual, **more}


def main() -> None:
    """Fill the database that the environment names; it must be migrated and have no such cohort."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.utils import timezone

    fill(now=timezone.now())


if __name__ == "__main__":
    main()
