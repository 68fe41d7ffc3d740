"""One submission of a cohort that is judged again: what would turn, and writing exactly that.

What is to be written is kept beside what it was judged by (`basis`). At the writing the basis is taken again, with the
submission and its runs locked: if it is another one, nothing is written.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Max, QuerySet

from challenge import access, left_out
from challenge.looks.kept import storable
from challenge.models import Decision, Rejudging, RejudgingLine, Run, Submission
from challenge.models.run import runs_on
from challenge.rows.asked import asked_of
from challenge.rows.counts import Standing
from challenge.rows.decided import OwnRule, counts_as, own_rules
from challenge.rows.histories import standings_of
from challenge.selectors.decisions import counting
from challenge.services import judging
from challenge.services.events import News
from challenge.services.judging import Told
from challenge.services.judgments import differs
from challenge.services.runs import read_again
from challenge.services.settling import TRIES
from verifier.verdicts import Verdict

log = logging.getLogger(__name__)

FIELDS = ("verdict", "points", "max", "reason", "note", "seen", "provisional")
"""What of a told judgment is a field of `counts.Look`."""
Hold = Callable[[], None]


@dataclass(frozen=True)
class Line:
    """What came of looking at one submission; its fields are those of `RejudgingLine`."""

    state: str
    why: str = ""
    basis: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[str, Any] = field(default_factory=dict)
    reworded: int = 0


def looked_at(rejudging: Rejudging) -> QuerySet[Submission]:
    """The submissions of its cohort whose results are open to reviewers."""
    return Submission.objects.filter(access.open_results(), cohort_id=rejudging.cohort_id).order_by("pk")


def look(submission_id: int, rules: Mapping[str, str], more: Mapping[str, OwnRule], *, hold: Hold) -> Line:
    """What it would come to. more: own rules that are to be added. hold: called before each judgement."""
    for _ in range(TRIES):
        submission = Submission.objects.select_related("cohort__version").get(pk=submission_id)
        basis = basis_of(submission)
        if runs_on().filter(submission=submission).exists():
            return Line("left", left_out.CHECK_ON)
        told = {run.pk: _told(run, rules, hold) for run in to_judge(submission)}
        if not told:
            return Line("left", left_out.NOTHING)
        line = _line(submission, told, rules, more)
        if basis_of(submission) == basis:
            return Line(line.state, basis=basis, rows=line.rows, runs=line.runs, reworded=line.reworded)
    return Line("left", left_out.CHANGED)


def write(line: RejudgingLine, actor_id: int | None) -> list[News]:
    """Write what the line says, in the caller's transaction; gives the events. A line that is overtaken is left out."""
    submission = _locked(line.submission_id)
    if submission is None or submission.withdrawn_at or not access.results_are_open(submission):
        return _leave(line, left_out.HIDDEN)
    runs = {run.pk: run for run in _lock_runs(submission)}
    if basis_of(submission) != line.basis:
        return _leave(line, left_out.CHANGED)
    news: list[News] = []
    for run_id, kept in sorted(line.runs.items(), key=lambda item: int(item[0])):
        run = runs[int(run_id)]
        run.rules = kept["rules"]
        news += judging.write_told_again(run, Told(**kept["told"]))
    RejudgingLine.objects.filter(pk=line.pk).update(state="applied", runs={})
    return [News(one.kind, one.submission, one.run, actor_id, one.data, one.effective_at) for one in news]


def to_judge(submission: Submission) -> list[Run]:
    """Every finished check, oldest first: an old fault that a newer look repeated would stand, if only that one were judged."""
    return list(submission.runs.filter(state="finished").order_by("pk"))


def standing_if(submission_id: int, told: Mapping[int, Told]) -> Mapping[str, Standing]:
    """Where it would stand if these runs had come to this."""
    instead = {
        run_id: {key: {name: said[name] for name in FIELDS} for key, said in one.judgments.items()}
        for run_id, one in told.items()
    }
    return standings_of([submission_id], instead=instead).get(submission_id, {})


def basis_of(submission: Submission) -> str:
    """A digest of everything that a preview goes by: checks and what they were judged to, choices, decisions."""
    runs = submission.runs.order_by("pk").values_list(
        "pk", "state", "facts_version", "judged_version", "rejudged_at", "rules", "choices", "claims"
    )
    row = Submission.objects.filter(pk=submission.pk).values_list("choices", "handed_in_at", "hand_in_run_id").first()
    decided = Decision.objects.filter(submission_id=submission.pk).aggregate(last=Max("pk"))["last"]
    told = json.dumps([list(map(list, runs)), row, decided], default=str, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _told(run: Run, rules: Mapping[str, str], hold: Hold) -> Told:
    hold()
    known = judging.known(run.pk)
    if known is None:
        raise LookupError(f"Run {run.pk} is gone.")
    known.run.rules = known.run.rules | dict(rules)
    said = judging.told_again(known.run, judging.judge_facts(read_again(known)))
    return Told(**storable(json.loads(json.dumps(asdict(said)))))


def _line(
    submission: Submission, told: Mapping[int, Told], rules: Mapping[str, str], more: Mapping[str, OwnRule]
) -> Line:
    before = standings_of([submission.pk]).get(submission.pk, {})
    after = standing_if(submission.pk, told)
    own = own_rules(submission.cohort.own_rules)
    decided = counting(submission)
    rows, reworded = [], 0
    for step in asked_of(submission).steps:
        was, now = before.get(step.key), after.get(step.key)
        if was is None or now is None or was.look is None or now.look is None:
            continue
        old = counts_as(was.look.verdict, own.get(step.key))
        new = counts_as(now.look.verdict, more.get(step.key) or own.get(step.key))
        if old == new and was.look.points == now.look.points:
            reworded += was.look.reason != now.look.reason
            continue
        by_rule = now.look.verdict != new
        rows.append(
            {
                "step": step.key,
                "title": step.title,
                "old": old,
                "new": new,
                "old_reason": was.look.reason,
                "new_reason": more[step.key].because if by_rule and step.key in more else now.look.reason,
                "by_rule": by_rule,
                "lower": (Verdict(new).badness, now.look.points) < (Verdict(old).badness, was.look.points),
                "decided": step.key in decided,
            }
        )
    runs = {str(pk): {"rules": kept, "told": asdict(one)} for pk, one, kept in _changed(submission, told, rules)}
    return Line("differs" if rows or runs else "same", rows=rows, runs=runs, reworded=reworded)


def _changed(
    submission: Submission, told: Mapping[int, Told], rules: Mapping[str, str]
) -> list[tuple[int, Told, dict[str, str]]]:
    """The runs of which something is to be written."""
    found = []
    for run in submission.runs.filter(pk__in=told).order_by("pk"):
        said, kept = told[run.pk], run.rules | dict(rules)
        rows = {row.step.key: row for row in run.judgments.select_related("step")}
        other = any(key not in rows or differs(rows[key], one) for key, one in said.judgments.items())
        if other or kept != run.rules:
            found.append((run.pk, said, kept))
    return found


def _leave(line: RejudgingLine, why: str) -> list[News]:
    RejudgingLine.objects.filter(pk=line.pk).update(state="left", why=why, runs={})
    return []


def _locked(submission_id: int) -> Submission | None:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__version")
    return rows.filter(pk=submission_id).first()


def _lock_runs(submission: Submission) -> list[Run]:
    rows = Run.objects.select_for_update(of=("self",), no_key=True).select_related("submission__cohort", "version")
    return list(rows.filter(submission=submission).order_by("pk"))


def write_looked(rejudging_id: int, submission_id: int, line: Line) -> None:
    """Keep what was seen of a submission, in the caller's transaction; nothing of one that was deleted meanwhile."""
    submission = _locked(submission_id)
    if submission is None or submission.withdrawn_at is not None:
        return
    RejudgingLine.objects.get_or_create(rejudging_id=rejudging_id, submission_id=submission_id, defaults=asdict(line))


def would_stand_at(submission_id: int, rules: Mapping[str, str], step_key: str, *, hold: Hold) -> str:
    """The verdict at which a row would stand by these rules; "" = at none."""
    submission = Submission.objects.select_related("cohort__version").get(pk=submission_id)
    told = {run.pk: _told(run, rules, hold) for run in to_judge(submission)}
    row = standing_if(submission_id, told).get(step_key)
    return row.look.verdict if row is not None and row.look is not None else ""
