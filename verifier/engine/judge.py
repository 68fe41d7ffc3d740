"""From facts to the verdict of every step, in the definition's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from verifier.checks.registry import Check, all_checks
from verifier.definition import Criterion, Definition, Step
from verifier.engine.find import Sources, Values, find
from verifier.engine.quoted import without_quotes
from verifier.engine.weigh import weigh, weigh_words
from verifier.facts import SourceState
from verifier.facts.document import Answers
from verifier.scoring import Claims, Score, earned, total
from verifier.subjects import Choices, Judged, narrow, wanted_by
from verifier.verdicts import Finding, How, Outcome, Source, Verdict

OTHER_MACHINE = (
    "The machine that was looked at does not report to this account, so what it shows is not counted as proof."
)
COULD_NOT_SEE = {
    Source.HOST: "The machine could not show it so far: {}",
    Source.ACCOUNT: "The Datadog account could not show it so far: {}",
}
"""Beside what a person is to read in the document: what could settle it as well, and did not."""
RUN_AGAIN = "Your own run saw this. Run it again in a while: nobody but you can look there."
NO_CHOICES = Choices()
NOTHING_BESIDE: Sources = {}


@dataclass(frozen=True)
class StepVerdict:
    """The verdict on one step. None = nothing is known yet.

    provisional: a source that may judge it is still being read.

    reason: the finding's sentence that decided. points: earned now; max: what the step is worth.
    again_in: seconds until another look makes sense (WAIT). rules: house rules that decided something.
    observed: the findings that may prove or disprove it; the others are only told.
    """

    key: str
    verdict: Verdict | None
    reason: str
    findings: tuple[Finding, ...]
    points: float
    max: int
    required: bool
    bonus: bool
    person: bool
    provisional: bool = False
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    again_in: int | None = None
    criteria: tuple[tuple[str, Verdict | None], ...] = ()
    observed: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """Everything that one set of facts comes to."""

    definition: str
    steps: tuple[StepVerdict, ...]
    judged: Judged
    score: Score
    bonus: Score
    banners: tuple[str, ...] = ()

    def step(self, key: str) -> StepVerdict:
        return next(step for step in self.steps if step.key == key)


def judge(
    definition: Definition,
    sources: Sources,
    *,
    choices: Choices = NO_CHOICES,
    rules: Mapping[str, str] | None = None,
    claims: Claims = Claims.FULL,
    beside: Sources = NOTHING_BESIDE,
) -> Judgement:
    """Judge every step. Sources that are still READING give provisional verdicts.

    choices: objects that the candidate or a reviewer picked. rules: house rules, defaults filled in.
    beside: facts of an earlier look at the sources that were not looked at now. They help to choose what is judged
    and are weighed with what was seen now, but nothing of them counts as observed in this look.
    """
    known = {**beside, **sources}
    values, judged = narrow(known, choices, wanted_by(definition))
    if isinstance(answers := values.get(Answers), Answers):
        values[Answers] = without_quotes(answers, definition)
    stranger = judged.host_reports_here is False
    in_force = definition.default_rules() | dict(rules or {})
    checks = all_checks()
    done: dict[str, StepVerdict] = {}
    for step in definition.steps:
        done[step.key] = _step(step, values, known, in_force, claims, checks, done, stranger)
    if len(known) > len(sources):
        alone = [_step(step, values, sources, in_force, claims, checks, done, stranger) for step in definition.steps]
        done |= {step.key: _of_now(step, done[step.key]) for step in alone}
    steps = tuple(done.values())
    return Judgement(
        definition=definition.version,
        steps=steps,
        judged=judged,
        score=total([(s.verdict, s.max) for s in steps if not s.bonus], claims),
        bonus=total([(s.verdict, s.max) for s in steps if s.bonus], claims),
        banners=(OTHER_MACHINE,) if stranger else (),
    )


def _of_now(alone: StepVerdict, weighed: StepVerdict) -> StepVerdict:
    """What a step came to in a look at some sources: weighed with the others, if the look saw anything of it."""
    saw = any(finding.outcome is not Outcome.UNKNOWN or finding.wait_seconds for finding in alone.observed)
    return replace(weighed, observed=alone.observed) if saw else alone


def _step(
    step: Step,
    values: Values,
    sources: Sources,
    rules: Mapping[str, str],
    claims: Claims,
    checks: Mapping[str, Check],
    done: Mapping[str, StepVerdict],
    stranger: bool,
) -> StepVerdict:
    each: list[tuple[Verdict | None, tuple[Finding, ...], Criterion]] = []
    provisional = False
    for criterion in step.criteria:
        findings, pending = _findings(criterion, values, sources, rules, checks)
        provisional = provisional or pending
        verdict = _verdict(step, criterion, findings, stranger) if findings or not pending else None
        each.append((_settled(step, verdict, findings, done), findings, criterion))
    findings = tuple(finding for _, found, _ in each for finding in found)
    verdict = _worst([verdict for verdict, _, _ in each])
    deciding = [finding for own, found, _ in each if own is verdict for finding in found]
    return StepVerdict(
        key=step.key,
        verdict=verdict,
        reason=_reason(verdict, deciding or list(findings)),
        findings=findings,
        points=earned(verdict, step.points, claims),
        max=step.points,
        required=step.required and not step.person,
        bonus=step.bonus,
        person=step.person,
        provisional=provisional,
        notes=_notes(verdict, findings),
        rules=tuple(dict.fromkeys(f.rule for f in findings if f.rule)),
        again_in=_again(verdict, findings),
        criteria=tuple((criterion.key, own) for own, _, criterion in each),
        observed=tuple(f for _, found, criterion in each for f in _observed(criterion, found, stranger)),
    )


def _findings(
    criterion: Criterion,
    values: Values,
    sources: Sources,
    rules: Mapping[str, str],
    checks: Mapping[str, Check],
) -> tuple[tuple[Finding, ...], bool]:
    """The findings in the order host, account, document, and whether a source is still on its way."""
    found: dict[Source, Finding] = {}
    pending = False
    for name in criterion.checks:
        finding = find(criterion, checks[name], values, sources, rules)
        if finding is not None:
            found[checks[name].source] = finding
        else:
            facts = sources.get(checks[name].source)
            pending = pending or (facts is not None and facts.state is SourceState.READING)
    return tuple(found[source] for source in Source if source in found), pending


def _verdict(step: Step, criterion: Criterion, findings: Sequence[Finding], stranger: bool) -> Verdict:
    if step.person:
        return weigh_words(findings)
    observed = _observed(criterion, findings, stranger)
    told = [f for f in findings if f not in observed]
    return weigh(observed, told)


def _observed(criterion: Criterion, findings: Sequence[Finding], stranger: bool) -> list[Finding]:
    return [f for f in findings if f.source in criterion.observers and not _only_told(f, stranger)]


def _only_told(finding: Finding, stranger: bool) -> bool:
    """A pass from the candidate's own run, or from a machine that is not the account's, is a claim; a fail is not."""
    if finding.outcome is not Outcome.PASS:
        return False
    return finding.how is How.OWN_RUN or (stranger and finding.source is Source.HOST)


def _settled(
    step: Step, verdict: Verdict | None, findings: Sequence[Finding], done: Mapping[str, StepVerdict]
) -> Verdict | None:
    """`wait` where time will tell; `blocked` where nothing exists to look at because of a step above."""
    if verdict is Verdict.UNKNOWN and any(finding.wait_seconds for finding in findings):
        return Verdict.WAIT
    if verdict in (Verdict.UNKNOWN, Verdict.ABSENT) and any(finding.nothing_there for finding in findings):
        unmet = [need for need in step.needs if done[need].verdict not in (Verdict.PASS, Verdict.CLAIMED, None)]
        if unmet:
            return Verdict.BLOCKED
    return verdict


def _worst(verdicts: Sequence[Verdict | None]) -> Verdict | None:
    known = [verdict for verdict in verdicts if verdict is not None]
    return min(known, key=lambda verdict: verdict.badness) if len(known) == len(verdicts) else None


_DECIDING = {
    Verdict.PASS: (Outcome.PASS,),
    Verdict.CLAIMED: (Outcome.PASS,),
    Verdict.FAIL: (Outcome.FAIL,),
    Verdict.DISAGREE: (Outcome.FAIL, Outcome.ABSENT),
    Verdict.ABSENT: (Outcome.ABSENT,),
    Verdict.BLOCKED: (Outcome.ABSENT, Outcome.UNKNOWN),
    Verdict.UNKNOWN: (Outcome.UNKNOWN,),
    Verdict.WAIT: (Outcome.UNKNOWN,),
}


def _reason(verdict: Verdict | None, findings: Sequence[Finding]) -> str:
    """The sentence of the finding that decided; with none, that nobody looked."""
    if not findings:
        return "" if verdict is None else "Nobody looked at this."
    if verdict is Verdict.BLOCKED:
        findings = [finding for finding in findings if finding.nothing_there] or findings
    for outcome in _DECIDING.get(verdict, ()) if verdict is not None else ():
        for finding in findings:
            if finding.outcome is outcome:
                return finding.reason
    return findings[-1].reason


def _notes(verdict: Verdict | None, findings: Sequence[Finding]) -> tuple[str, ...]:
    notes = [finding.note for finding in findings if finding.note]
    if verdict is Verdict.PASS:
        told = [f for f in findings if f.source is Source.DOCUMENT and f.outcome is Outcome.FAIL]
        notes += [f"The document says otherwise: {f.reason}" for f in told]
    if verdict is Verdict.REVIEW:
        missed = [f for f in findings if f.outcome is Outcome.UNKNOWN and f.source in COULD_NOT_SEE]
        notes += [COULD_NOT_SEE[f.source].format(f.reason) for f in missed]
    if verdict is Verdict.WAIT and any(f.wait_seconds and f.how is How.OWN_RUN for f in findings):
        notes.append(RUN_AGAIN)
    return tuple(dict.fromkeys(notes))


def _waits(findings: Sequence[Finding]) -> list[int]:
    """Seconds until another look makes sense. What the candidate sent himself says the same however often it is read."""
    return [finding.wait_seconds for finding in findings if finding.wait_seconds and finding.how is not How.OWN_RUN]


def _again(verdict: Verdict | None, findings: Sequence[Finding]) -> int | None:
    waits = _waits(findings)
    return min(waits) if waits and verdict is Verdict.WAIT else None


def only(judgement: Judgement, keys: Sequence[str]) -> Judgement:
    """The judgement of single steps (the points are then those of these steps)."""
    steps = tuple(step for step in judgement.steps if step.key in keys)
    return replace(judgement, steps=steps)
