"""What a page of the work list costs with many submissions: `python -m benchmarks.work_list [--runs 5] [NUMBER …]`.

A database in a temporary folder (SQLite; that of DATABASE_URL where it is set, which must be empty and is left filled) with
cohorts of 10, 1,000 and 10,000 submissions, half of them graded and a few taken. Each page is asked for as a browser does,
with questions to the database counted; the ratios to the smallest cohort are what may be compared between machines. "CPU" is
of this process alone, so of SQLite too; what another database does for us is in the time until the answer is there.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from datetime import timedelta
from io import StringIO
from typing import Any, NamedTuple

PAGES = {
    "first page": "",
    "matrix": "?density=matrix",
    "last page": "?page=99999",
    "needs me": "?show=me",
    "in pictures, sorted": "?show=pictures&sort=-needs",
    "by name": "?sort=name",
    "search": "?q=person-7",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("numbers", type=int, nargs="*", default=[10, 1_000, 10_000], metavar="NUMBER")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="work-list-") as folder:
        os.environ |= {"PROOFBOARD_VAR": folder, "PROOFBOARD_HTTPS": "no", "PROOFBOARD_HOSTS": "testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0, stdout=StringIO())
        for number in asked.numbers:
            filled(number)
        found = {
            number: {name: cost(number, query, asked.runs) for name, query in PAGES.items()} for number in asked.numbers
        }
    least = asked.numbers[0]
    print(
        f"{'page':<22}"
        + "".join(f"{number:>12,}" for number in asked.numbers)
        + "   ms of CPU; ms until answered; questions; ratio to the first, of each"
    )
    for name in PAGES:
        line = [found[number][name] for number in asked.numbers]
        print(f"{name:<22}" + "".join(f"{1000 * one.spent:12.1f}" for one in line))
        print(f"{'':<22}" + "".join(f"{1000 * one.answered:12.1f}" for one in line))
        print(f"{'':<22}" + "".join(f"{one.questions:>12}" for one in line))
        print(f"{'':<22}" + "".join(f"{one.spent / found[least][name].spent:11.1f}x" for one in line))
        print(f"{'':<22}" + "".join(f"{one.answered / found[least][name].answered:11.1f}x" for one in line))


def filled(number: int) -> None:
    """A cohort of so many; every other one is graded, every seventh still practises in private, and three are taken."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from challenge.models import Assignment, Cohort, DefinitionVersion, Membership, Submission, Summary

    random.seed(number)
    now, version = timezone.now(), DefinitionVersion.objects.latest("pk")
    keys = list(version.steps.values_list("key", flat=True))
    cohort = Cohort.objects.create(key=f"of-{number}", name=f"Of {number}", version=version)
    reviewer = User.objects.create_user(f"reviewer-{number}")
    Membership.objects.create(cohort=cohort, user=reviewer, role="reviewer")
    users = User.objects.bulk_create(
        User(username=f"of-{number}-{one}", first_name=f"person-{one}") for one in range(number)
    )
    rows = Submission.objects.bulk_create(
        Submission(
            cohort=cohort,
            code=f"K{one}",
            owner=user,
            handed_in_at=None if one % 7 == 0 else now - timedelta(minutes=one),
            hand_in_asked_at=None if one % 7 == 0 else now - timedelta(minutes=one),
            graded_at=now if one % 2 and one % 7 else None,
        )
        for one, user in enumerate(users)
    )
    Summary.objects.bulk_create(_summary(row, keys) for row in rows)
    Assignment.objects.bulk_create(
        Assignment(submission=row, reviewer=reviewer, until=now + timedelta(hours=48)) for row in rows[2:8:2]
    )


def _summary(row: Any, keys: list[str]) -> Any:
    from challenge.models import Summary

    verdicts = {key: random.choice(["pass", "pass", "pass", "claimed", "fail", "unknown"]) for key in keys}  # noqa: S311
    claimed, unknown = (list(verdicts.values()).count(word) for word in ("claimed", "unknown"))
    return Summary(
        submission=row,
        verdicts=verdicts,
        proved=list(verdicts.values()).count("pass"),
        needs=claimed + unknown,
        claimed=claimed,
        unknown=unknown,
        pictures=claimed // 2,
        waiting_since=None if row.graded_at else row.hand_in_asked_at,
    )


class Cost(NamedTuple):
    """Seconds of the quickest: CPU of this process, and until the answer was there; and questions to the database."""

    spent: float
    answered: float
    questions: int


def cost(number: int, query: str, runs: int) -> Cost:
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(User.objects.get(username=f"reviewer-{number}"))
    address, spent, answered = f"/cohorts/of-{number}/{query}", [], []
    with CaptureQueriesContext(connection) as asked:
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} is no page.")
    questions = len(asked)
    for _ in range(runs):
        began, begun = time.perf_counter(), time.process_time()
        client.get(address)
        spent.append(time.process_time() - begun)
        answered.append(time.perf_counter() - began)
    return Cost(min(spent), min(answered), questions)


if __name__ == "__main__":
    main()
