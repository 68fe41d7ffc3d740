"""A recording judged again, from its facts alone, as lines that a person reads in a diff."""

from __future__ import annotations

from collections.abc import Mapping

from tests.recorded.corpus import Json
from verifier.cli.bundle import Bundle
from verifier.definition import Definition, load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import StepVerdict, judge
from verifier.scoring import Score
from verifier.subjects.model import Subject
from verifier.verdicts import Finding, RestsOn


def judged(bundles: Mapping[str, Bundle]) -> dict[str, Json]:
    """Recording -> its result."""
    definition = load(SOLUTIONS_ENGINEER)
    return {name: result(bundle, definition) for name, bundle in bundles.items()}


def result(bundle: Bundle, definition: Definition) -> Json:
    """The steps in the definition's order; whatever says nothing is left out."""
    found = judge(definition, bundle.sources, choices=bundle.choices, rules=bundle.rules, claims=bundle.claims)
    subjects = {name: _subject(getattr(found.judged, name)) for name in SUBJECTS}
    return {
        "points": _score(found.score),
        "bonus": _score(found.bonus),
        "host reports here": found.judged.host_reports_here,
        "judged": {name: words for name, words in subjects.items() if words},
        "banners": list(found.banners),
        "steps": {step.key: _step(step) for step in found.steps},
    }


SUBJECTS = ("host", "board", "monitor", "service", "metric")


def _step(step: StepVerdict) -> Json:
    several = len(step.criteria) > 1
    said: Json = {
        "verdict": step.verdict.value if step.verdict else None,
        "points": f"{step.points:g} of {step.max}",
        "reason": step.reason,
        "findings": [_finding(finding, several) for finding in step.findings],
    }
    more: Json = {
        "notes": list(step.notes),
        "rules": list(step.rules),
        "again in": step.again_in,
        "provisional": step.provisional,
    }
    return said | {name: value for name, value in more.items() if value}


def _finding(finding: Finding, several: bool) -> str:
    """`account pass: The alert threshold is 800.`; what it rests on where that is no look at the thing itself."""
    about = [finding.criterion] if several else []
    about += [finding.rests_on.value] if finding.rests_on is not RestsOn.OBSERVATION else []
    about += [f"leans {finding.lean}"] if finding.lean else []
    aside = f" ({', '.join(about)})" if about else ""
    return f"{finding.source.value} {finding.outcome.value}{aside}: {finding.reason}"


def _subject(subject: Subject) -> str:
    because = f", {subject.because}" if subject.because else ""
    left_out = f"; not {', '.join(subject.others)}" if subject.others else ""
    return f"{subject.name}{because}{left_out}" if subject.name or left_out else subject.because


def _score(score: Score) -> str:
    return f"{score.earned:g} of {score.max:g}, {score.open:g} open"
