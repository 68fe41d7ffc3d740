"""Judges what is known of a run and writes the difference. The judging itself is `verifier.engine`'s.

`known` and `judged` are for outside of any transaction. What writes is called inside one that holds the run's row,
and gives back the events that are to be appended at its end.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

import verifier
from challenge.looks import kept
from challenge.looks.kept import USUAL_HOW
from challenge.models import Judgment, Run
from challenge.rows.asked import asked_in
from challenge.rows.histories import standings_of
from challenge.services.events import News
from challenge.services.judgments import told, write_difference, write_told
from challenge.services.outcomes import in_scope, only_told, outcomes_of, score_of, subjects_of, when_seen
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts, SourceState
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source

log = logging.getLogger(__name__)

OUR_FAULT = "What was seen could not be judged because of an error of ours; it is kept and will be judged again."


@dataclass(frozen=True)
class Known:
    """What a run is judged by, as it was while its row said `version`."""

    run: Run
    sources: Mapping[Source, SourceFacts]
    beside: Mapping[Source, SourceFacts]

    @property
    def version(self) -> int:
        return self.run.facts_version


@dataclass(frozen=True)
class Told:
    """What a run comes to, plain enough to be kept as JSON and written later.

    judgments: step -> what its judgment says. steps: step -> (verdict, worth, bonus), as events tell it. told: step -> how,
    of the rows that nobody but the candidate shows.
    """

    judgments: Mapping[str, Mapping[str, Any]]
    steps: Mapping[str, Sequence[Any]]
    points: float
    max: float
    judged: Mapping[str, Any]
    engine: str
    told: Mapping[str, str] = field(default_factory=dict)


def known(run_id: int) -> Known | None:
    """Everything that is known now; None: there is no such run.

    The row is read first: whatever changes while the rest is read is counted after it, and so is seen at the writing.
    """
    run = Run.objects.select_related("submission__cohort", "version").filter(pk=run_id).first()
    return None if run is None else Known(run, kept.known_facts(run), kept.beside(run))


def judge_facts(known: Known) -> Judgement:
    """The judgement, which may take seconds, and may stumble."""
    run = known.run
    return judge(
        asked_in(run),
        known.sources,
        choices=Choices(**run.choices),
        rules=run.rules,
        claims=Claims(run.claims),
        beside=known.beside,
    )


def judged(known: Known) -> Judgement | None:
    """The judgement; None where the judge stumbled."""
    try:
        return judge_facts(known)
    except Exception:
        log.exception("Run %s could not be judged.", known.run.pk)
        return None


def write_known(run: Run, judgement: Judgement | None) -> list[News]:
    """What has arrived so far; the verdicts are provisional where a source is still read.

    Of a judge that stumbled the end of the run tells; until then the rows stay as they are.
    """
    turned = write_difference(run, in_scope(run, judgement), settle=False) if judgement else {}
    run.judged_version = run.facts_version
    run.save(update_fields=["judged_version"])
    return [News("steps.turned", run.submission, run, data={"steps": turned})] if turned else []


def finish(run: Run, judgement: Judgement | None) -> list[News]:
    """The last judgement of a run all of whose collections have ended. A judge that stumbled ends it too."""
    judgement = judgement or _not_judged(run)
    turned = write_difference(run, in_scope(run, judgement), settle=True)
    proved = _proved_elsewhere(run)
    run.state = "finished"
    run.ended_at = timezone.now()
    _keep_outcome(run, judgement)
    run.save()
    steps = outcomes_of(run, judgement)
    gained = [key for key, (verdict, _worth, _bonus) in steps.items() if verdict == "pass" and key not in proved]
    seen_at = when_seen(run)
    data = {
        "steps": steps,
        "gained": gained,
        "told": only_told(run, judgement, seen_at),
        "stands": _stands(run),
        "points": run.points,
        "max": run.max,
    }
    news = [News("steps.turned", run.submission, run, data={"steps": turned})] if turned else []
    return [*news, News("run.finished", run.submission, run, data=data, effective_at=seen_at)]


def told_again(run: Run, judgement: Judgement | None) -> Told:
    """What another judgement of a finished run comes to, as it would be written."""
    judgement = judgement or _not_judged(run)
    score = score_of(run, judgement)
    return Told(
        judgments=told(in_scope(run, judgement), settle=True),
        steps=outcomes_of(run, judgement),
        points=score.earned,
        max=score.max,
        judged=subjects_of(judgement.judged),
        engine=engine_label(),
        told=only_told(run, judgement, when_seen(run)),
    )


def write_again(run: Run, judgement: Judgement | None) -> list[News]:
    """Another judgement of a finished run; the event tells what changed."""
    return write_told_again(run, told_again(run, judgement))


def write_told_again(run: Run, said: Told) -> list[News]:
    """As `write_again`, of what was told before: nothing is judged here."""
    before = dict(run.judgments.values_list("step__key", "verdict"))
    write_told(run, said.judgments)
    run.rejudged_at = timezone.now()
    run.points, run.max, run.judged, run.engine = said.points, said.max, dict(said.judged), said.engine
    run.judged_version = run.facts_version
    run.save()
    passed = {key for key, (verdict, _worth, _bonus) in said.steps.items() if verdict == "pass"}
    had = {key for key, verdict in before.items() if verdict == "pass"}
    elsewhere = _proved_elsewhere(run)
    data = {
        "steps": dict(said.steps),
        "gained": sorted(passed - had - elsewhere),
        "lost": sorted(had - passed - elsewhere),
        "told": dict(said.told),
        "stands": _stands(run),
        "points": run.points,
        "max": run.max,
    }
    return [News("run.rejudged", run.submission, run, data=data, effective_at=when_seen(run))]


@cache
def engine_label() -> str:
    """Which judge this is: a digest of its code, so that a kept run names the very one that judged it."""
    root = Path(verifier.__file__).parent
    seen = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        seen.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{verifier.ENGINE_VERSION}+{seen.hexdigest()[:12]}"


def _not_judged(run: Run) -> Judgement:
    """Everything unknown, and said whose fault it is."""
    sources = {
        source: SourceFacts(source, USUAL_HOW[source], SourceState.NOT_READ, OUR_FAULT)
        for source in map(Source, run.collections.values_list("source", flat=True))
    }
    return judge(asked_in(run), sources, rules=run.rules, claims=Claims(run.claims))


def _keep_outcome(run: Run, judgement: Judgement) -> None:
    score = score_of(run, judgement)
    run.points, run.max = score.earned, score.max
    run.judged = subjects_of(judgement.judged)
    run.engine = engine_label()
    run.judged_version = run.facts_version


def _proved_elsewhere(run: Run) -> set[str]:
    earlier = Judgment.objects.filter(
        run__submission_id=run.submission_id, run__state="finished", verdict="pass"
    ).exclude(run_id=run.pk)
    return set(earlier.values_list("step__key", flat=True))


def _stands(run: Run) -> dict[str, str]:
    """step -> the verdict that counts for the submission now, which is not always this run's."""
    standing = standings_of([run.submission_id]).get(run.submission_id, {})
    return {key: row.look.verdict for key, row in standing.items() if row.look}
