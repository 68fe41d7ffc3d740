"""Judges what is known of a run and writes the difference. The judging itself is `verifier.engine`'s.

Called inside a transaction that holds the run's row, and gives back the events that are to be
appended at its end.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

import verifier
from challenge import kept
from challenge.asked import definition_of
from challenge.counts import standings_of
from challenge.kept import USUAL_HOW
from challenge.models import Judgment, Run
from challenge.services.events import News
from challenge.services.judgments import write_difference
from verifier.engine import Judgement, StepVerdict, judge
from verifier.facts import SourceFacts, SourceState
from verifier.scoring import Claims, Score, total
from verifier.subjects import Choices, Judged
from verifier.verdicts import Source, Verdict

log = logging.getLogger(__name__)

OUR_FAULT = "What was seen could not be judged because of an error of ours; it is kept and will be judged again."


def judge_known(run: Run) -> list[News]:
    """Judge everything that has arrived so far; the verdicts are provisional where a source is still read."""
    try:
        judgement = _judge(run, kept.known_facts(run))
    except Exception:  # the end of the run says so; until then the rows stay as they are
        log.exception("Run %s could not be judged while it is on.", run.pk)
        return []
    turned = write_difference(run, _asked(run, judgement), settle=False)
    return [News("steps.turned", run.submission, run, data={"steps": turned})] if turned else []


def finish(run: Run, *, because: str = "") -> list[News]:
    """The last judgement of a run all of whose collections have ended. A judge that stumbles ends it too."""
    try:
        judgement = _judge(run, kept.known_facts(run))
    except Exception:
        log.exception("Run %s could not be judged.", run.pk)
        judgement = _not_judged(run)
    turned = write_difference(run, _asked(run, judgement), settle=True)
    proved = _proved_elsewhere(run)
    run.state = "finished"
    run.ended_at = timezone.now()
    run.ended_because = because
    _keep_outcome(run, judgement)
    run.save()
    steps = _outcomes(run, judgement)
    gained = [key for key, (verdict, _worth, _bonus) in steps.items() if verdict == "pass" and key not in proved]
    data = {"steps": steps, "gained": gained, "stands": _stands(run), "points": run.points, "max": run.max}
    news = [News("steps.turned", run.submission, run, data={"steps": turned})] if turned else []
    return [*news, News("run.finished", run.submission, run, data=data, effective_at=_seen_at(run))]


def judge_again(run: Run, sources: Mapping[Source, SourceFacts]) -> list[News]:
    """Judge a finished run from facts that were read again; the event tells what changed."""
    before = dict(run.judgments.values_list("step__key", "verdict"))
    judgement = _judge(run, sources)
    write_difference(run, _asked(run, judgement), settle=True)
    run.rejudged_at = timezone.now()
    _keep_outcome(run, judgement)
    run.save()
    steps = _outcomes(run, judgement)
    passed = {key for key, (verdict, _worth, _bonus) in steps.items() if verdict == "pass"}
    had = {key for key, verdict in before.items() if verdict == "pass"}
    elsewhere = _proved_elsewhere(run)
    data = {
        "steps": steps,
        "gained": sorted(passed - had - elsewhere),
        "lost": sorted(had - passed - elsewhere),
        "stands": _stands(run),
        "points": run.points,
        "max": run.max,
    }
    return [News("run.rejudged", run.submission, run, data=data, effective_at=_seen_at(run))]


@cache
def engine_label() -> str:
    """Which judge this is: a digest of its code, so that a kept run names the very one that judged it."""
    root = Path(verifier.__file__).parent
    seen = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        seen.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{verifier.ENGINE_VERSION}+{seen.hexdigest()[:12]}"


def _judge(run: Run, sources: Mapping[Source, SourceFacts]) -> Judgement:
    return judge(
        definition_of(run.version),
        sources,
        choices=Choices(**run.choices),
        rules=run.rules,
        claims=Claims(run.claims),
        beside=kept.beside(run),
    )


def _not_judged(run: Run) -> Judgement:
    """Everything unknown, and said whose fault it is."""
    sources = {
        source: SourceFacts(source, USUAL_HOW[source], SourceState.NOT_READ, OUR_FAULT)
        for source in map(Source, run.collections.values_list("source", flat=True))
    }
    return judge(definition_of(run.version), sources, rules=run.rules, claims=Claims(run.claims))


def _asked(run: Run, judgement: Judgement) -> list[StepVerdict]:
    return [step for step in judgement.steps if not run.scope or step.key in run.scope]


def _keep_outcome(run: Run, judgement: Judgement) -> None:
    score = _score(run, judgement)
    run.points, run.max = score.earned, score.max
    run.judged = _judged(judgement.judged)
    run.engine = engine_label()


def _score(run: Run, judgement: Judgement) -> Score:
    rows = [(s.verdict, s.max) for s in _asked(run, judgement) if not s.bonus]
    return total(rows, Claims(run.claims))


def _judged(judged: Judged) -> dict[str, Any]:
    subjects = {name: asdict(getattr(judged, name)) for name in ("host", "board", "monitor", "service", "metric")}
    return subjects | {"host_reports_here": judged.host_reports_here}


def _outcomes(run: Run, judgement: Judgement) -> dict[str, tuple[str, int, bool]]:
    return {s.key: ((s.verdict or Verdict.UNKNOWN).value, s.max, s.bonus) for s in _asked(run, judgement)}


def _proved_elsewhere(run: Run) -> set[str]:
    earlier = Judgment.objects.filter(
        run__submission_id=run.submission_id, run__state="finished", verdict="pass"
    ).exclude(run_id=run.pk)
    return set(earlier.values_list("step__key", flat=True))


def _stands(run: Run) -> dict[str, str]:
    """step -> the verdict that counts for the submission now, which is not always this run's."""
    standing = standings_of([run.submission_id]).get(run.submission_id, {})
    return {key: row.look.verdict for key, row in standing.items() if row.look}


def _seen_at(run: Run) -> datetime:
    """When the last of the facts were taken: the moment from which the result was true."""
    ends = [ended for ended in run.collections.values_list("ended_at", flat=True) if ended]
    return max(ends, default=run.ended_at or timezone.now())
