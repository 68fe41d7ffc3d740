"""Starts a check of every submission of a cohort, or of one, and waits for the results."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Run, Submission
from challenge.models.run import OPEN_RUN
from challenge.services.runs import CannotStart, start


class Command(BaseCommand):
    help = "Check the submissions of a cohort now, through the workers, and print what came of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort")
        parser.add_argument("codes", nargs="*", help="Submission codes; none means all.")
        parser.add_argument("--step", action="append", default=[], help="Only this step; may be repeated.")
        parser.add_argument("--no-wait", action="store_true", help="Only start; print the ids of the runs.")
        parser.add_argument("--format", choices=["table", "json"], default="table", dest="form")

    def handle(
        self, *_args: Any, cohort: str, codes: list[str], step: list[str], no_wait: bool, form: str, **_: Any
    ) -> None:
        submissions = Submission.objects.filter(cohort__key=cohort, withdrawn_at=None).order_by("code")
        if codes:
            submissions = submissions.filter(code__in=codes)
        if not submissions:
            raise CommandError("There is no such submission.")
        try:
            runs = [start(submission, None, step) for submission in submissions]
        except CannotStart as fault:
            raise CommandError(str(fault)) from fault
        if no_wait:
            self.stdout.write(" ".join(str(run.pk) for run in runs))
            return
        self._wait(runs)
        candidates = [_candidate(run) for run in Run.objects.filter(pk__in=[run.pk for run in runs])]
        candidates.sort(key=lambda candidate: candidate["code"])
        if form == "json":
            self.stdout.write(json.dumps({"candidates": candidates}, ensure_ascii=False))
        else:
            self._table(candidates)

    def _wait(self, runs: list[Run]) -> None:
        """Every run ends by itself, at its deadline at the latest; the sweep is the scheduler's."""
        ids = [run.pk for run in runs]
        while Run.objects.filter(pk__in=ids, state__in=OPEN_RUN).exists():
            time.sleep(0.2)

    def _table(self, candidates: list[dict[str, Any]]) -> None:
        """A row a step, a column a candidate, then points and seconds."""
        width = max(len(row["key"]) for row in candidates[0]["steps"])

        def line(name: str, cells: list[str]) -> None:
            self.stdout.write(f"{name:<{width}}  " + "  ".join(f"{cell:<9}" for cell in cells).rstrip())

        line("", [candidate["code"] for candidate in candidates])
        for number, row in enumerate(candidates[0]["steps"]):
            line(row["key"], [candidate["steps"][number]["verdict"] for candidate in candidates])
        line("points", [f"{candidate['points']:g} of {candidate['max']:g}" for candidate in candidates])
        line("seconds", [f"{candidate['seconds']:.1f}" for candidate in candidates])


def _candidate(run: Run) -> dict[str, Any]:
    rows = run.judgments.select_related("step").order_by("step__position")
    return {
        "code": run.submission.code,
        "run": run.pk,
        "state": run.state,
        "points": run.points,
        "max": run.max,
        "seconds": round(run.seconds or 0, 2),
        "judged": run.judged,
        "steps": [
            {
                "key": row.step.key,
                "verdict": row.verdict,
                "points": row.points,
                "max": row.max,
                "required": row.step.required and row.step.judge != "person",
                "bonus": row.step.bonus,
                "reason": row.reason,
                "findings": [{name: finding[name] for name in FINDING} for finding in row.findings],
            }
            for row in rows
        ],
    }


FINDING = ("criterion", "source", "how", "outcome", "rests_on", "reason", "evidence")
