"""Run within an installation's environment: judges every finished run once more, and tells both as JSON.

{"code": {"before": rows, "after": rows}, …} with a row as [step, verdict, points, reason, note, findings].
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from challenge.models import Event, Run
from challenge.services import events
from challenge.services.runs import rejudge

ROW = ("step__key", "verdict", "points", "reason", "note", "findings")


def rows(run: Run) -> list[Any]:
    return [list(row) for row in run.judgments.order_by("step__position").values_list(*ROW)]


def judged_again(run: Run) -> dict[str, list[Any]]:
    before = rows(run)
    return {"before": before, "after": rows(rejudge(run))}


if __name__ == "__main__":
    runs = {run.submission.code: judged_again(run) for run in Run.objects.filter(state="finished").order_by("pk")}
    broken = list(events.broken_links(Event.objects.order_by("id")))
    print(json.dumps({"runs": runs, "broken": broken}))
