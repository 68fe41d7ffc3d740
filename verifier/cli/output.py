"""A judgement as JSON, JUnit or a table for a terminal."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from verifier.definition import Definition
from verifier.engine import Judgement, StepVerdict
from verifier.engine.pictures import ListedPicture, listed
from verifier.engine.shown import Shown, counted, shown
from verifier.facts import SourceFacts, SourceState
from verifier.facts.document import SubmittedFiles
from verifier.scoring import Claims
from verifier.verdicts import Evidence, Finding, Source, Verdict

PLACES = {Source.HOST: "machine", Source.ACCOUNT: "account", Source.DOCUMENT: "document"}
READ = (SourceState.READ.value, SourceState.PARTLY.value)
MARKS = {
    Verdict.PASS: "✔ proved",
    Verdict.CLAIMED: "~ you say so",
    Verdict.FAIL: "✘ not as asked",
    Verdict.DISAGREE: "≠ sources differ",
    Verdict.ABSENT: "- nothing found",
    Verdict.BLOCKED: "⋯ needs another row first",
    Verdict.UNKNOWN: "? could not look",
    Verdict.WAIT: "… wait",
    Verdict.REVIEW: "* a person reads this",
}
TOLD = {
    Shown.TEXT: "shown",
    Shown.PICTURE: "only in pictures",
    Shown.OTHERWISE: "not as asked",
    Shown.NOTHING: "nothing found",
    Shown.PERSON: "for a person to read",
    Shown.UNKNOWN: "could not be told",
}
ALWAYS_TOLD = (Shown.TEXT, Shown.PICTURE, Shown.OTHERWISE, Shown.NOTHING)


def as_json(
    definition: Definition,
    judgement: Judgement | None,
    sources: Mapping[Source, SourceFacts],
    *,
    steps: Sequence[StepVerdict] = (),
    error: str | None = None,
    sandbox: bool = False,
    document: Judgement | None = None,
    claims: Claims = Claims.FULL,
) -> dict[str, Any]:
    """The object of `--json`. document: what the document comes to by itself. claims: what one is worth in the points."""
    judged = judgement.judged if judgement else None
    names = ("host", "board", "monitor", "service", "metric")
    return {
        "challenge": definition.name,
        "definition": definition.version,
        "error": error,
        "sandbox": sandbox,
        "points": _number(sum(step.points for step in steps if not step.bonus)),
        "max": sum(step.max for step in steps if not step.bonus),
        "claims": claims.value,
        "bonus": {
            "points": _number(sum(step.points for step in steps if step.bonus)),
            "max": sum(step.max for step in steps if step.bonus),
        },
        "sources": {source.value: _source(sources.get(source)) for source in Source},
        "judged": {name: getattr(judged, name).name if judged else "" for name in names},
        "not_judged": {name: list(getattr(judged, name).others) if judged else [] for name in names},
        "banners": list(judgement.banners) if judgement else [],
        "pictures": [vars(picture) for picture in _pictures(sources, steps)],
        "document": {
            "counts": {one.value: count for one, count in counted(document).items()},
            "steps": {step.key: shown(step).value for step in document.steps},
        }
        if document
        else None,
        "steps": [step_json(step) for step in steps],
    }


def _pictures(sources: Mapping[Source, SourceFacts], steps: Sequence[StepVerdict]) -> tuple[ListedPicture, ...]:
    """What a person may want to look at."""
    document = sources.get(Source.DOCUMENT)
    return listed(document.values, [finding for step in steps for finding in step.findings]) if document else ()


def step_json(step: StepVerdict) -> dict[str, Any]:
    return {
        "key": step.key,
        "verdict": step.verdict.value if step.verdict else None,
        "points": _number(step.points),
        "max": step.max,
        "required": step.required,
        "bonus": step.bonus,
        "reason": step.reason,
        "notes": list(step.notes),
        "rules": list(step.rules),
        "findings": [_finding(finding) for finding in step.findings],
    }


def as_junit(definition: Definition, steps: Sequence[StepVerdict]) -> str:
    """JUnit XML: a fail is a failure, what could not be looked at is an error, what waits for a person is skipped."""
    titles = {step.key: step.title for step in definition.steps}
    suite = ET.Element("testsuite", name=definition.name, tests=str(len(steps)))
    for step in steps:
        case = ET.SubElement(suite, "testcase", classname=definition.name, name=f"{step.key}: {titles[step.key]}")
        kind = _JUNIT.get(step.verdict) if step.verdict else "error"
        if kind:
            ET.SubElement(case, kind, message=_printable(step.reason))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


_JUNIT = {
    Verdict.FAIL: "failure",
    Verdict.ABSENT: "failure",
    Verdict.DISAGREE: "failure",
    Verdict.BLOCKED: "error",
    Verdict.UNKNOWN: "error",
    Verdict.WAIT: "error",
    Verdict.REVIEW: "skipped",
    Verdict.CLAIMED: "skipped",
}


def as_text(report: Mapping[str, Any], definition: Definition) -> str:
    """A table for people."""
    titles = {step.key: step.title for step in definition.steps}
    lines = ["This is a sandbox: nothing here comes from Datadog."] if report["sandbox"] else []
    lines += [_source_line(name, source) for name, source in report["sources"].items()]
    if report["error"] and not any(source["state"] in READ for source in report["sources"].values()):
        return _printable("\n".join(lines))
    lines += [f"judged {name}: {value}" for name, value in report["judged"].items() if value]
    lines += [*report["banners"], ""]
    for step in report["steps"]:
        mark = MARKS[Verdict(step["verdict"])] if step["verdict"] else "not looked at"
        lines.append(f"{mark:<26} {titles[step['key']]}")
        if step["verdict"] != Verdict.PASS:
            lines.append(f"{'':<26}   {step['reason']}")
        lines += [f"{'':<26}   note: {note}" for note in step["notes"]]
    lines += _pictures_line(report["pictures"])
    lines += _document_line(report["document"])
    bonus = report["bonus"]
    lines += ["", f"{report['points']} of {report['max']} points, bonus {bonus['points']} of {bonus['max']}"]
    lines += [Claims(report["claims"]).told]
    return _printable("\n".join(lines))


def _document_line(document: Mapping[str, Any] | None) -> list[str]:
    if not document:
        return []
    counts = {Shown(name): count for name, count in document["counts"].items()}
    told = [f"{count} {TOLD[one]}" for one, count in counts.items() if count or one in ALWAYS_TOLD]
    return ["", f"the document alone: {', '.join(told)}"]


def _pictures_line(pictures: Sequence[Mapping[str, Any]]) -> list[str]:
    if not pictures:
        return []
    counted = [
        f"{sum(picture['state'] == state for picture in pictures)} {words}"
        for state, words in (("missing", "not in the submission"), ("unused", "used nowhere"))
        if any(picture["state"] == state for picture in pictures)
    ]
    names = [picture["target"] for picture in pictures if picture["state"] in ("missing", "unused")][:6]
    told = f": {', '.join(counted)} ({', '.join(names)})" if counted else ""
    return ["", f"{len(pictures)} pictures, which a person looks at{told}"]


def _source_line(name: str, source: Mapping[str, str]) -> str:
    words = (f"{PLACES[Source(name)]}:", source["state"].replace("-", " "), source["origin"], source["reason"])
    return " ".join(word for word in words if word)


def _source(facts: SourceFacts | None) -> dict[str, str]:
    if facts is None:
        return {"state": SourceState.NOT_ASKED.value, "reason": "", "origin": ""}
    return {"state": facts.state.value, "reason": facts.reason, "origin": _origin(facts)}


def _origin(facts: SourceFacts) -> str:
    """What was looked at; of a folder, which file in it holds the answers."""
    files = facts.values.get(SubmittedFiles)
    if not isinstance(files, SubmittedFiles) or files.document == facts.origin:
        return facts.origin
    return f"{facts.origin}/{files.document}"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "criterion": finding.criterion,
        "source": finding.source.value,
        "how": finding.how.value,
        "outcome": finding.outcome.value,
        "rests_on": finding.rests_on.value,
        "reason": finding.reason,
        "note": finding.note,
        "lean": finding.lean,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, str]:
    return {"what": evidence.what, "seen": evidence.seen, "wanted": evidence.wanted, "where": evidence.where}


def _number(points: float) -> float:
    return int(points) if float(points).is_integer() else points


def _printable(text: str) -> str:
    """No control characters: what others wrote must not steer a terminal or break an XML file."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
