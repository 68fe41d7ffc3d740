"""Weighs the findings of all sources about one criterion: one truth table (docs/judging.md), first match wins."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.verdicts import Finding, Outcome, RestsOn, Source, Verdict

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN


def weigh(observed: Sequence[Finding], told: Sequence[Finding]) -> Verdict:
    """The verdict on a criterion that a machine judges. Never a pass without an observed pass."""
    seen = {finding.outcome for finding in observed}
    said = {finding.outcome for finding in told}
    if PASS in seen:
        if seen & {FAIL, ABSENT}:
            return Verdict.DISAGREE
        return Verdict.PASS if _proves(observed) else Verdict.CLAIMED
    if FAIL in seen:
        return Verdict.FAIL
    if seen == {ABSENT}:
        return _claimed_not_found(said)
    return _nobody_saw(observed, told)


def weigh_words(findings: Sequence[Finding]) -> Verdict:
    """An answer in words: a person reads it, unless there is none, or nobody could open the document."""
    outcomes = {finding.outcome for finding in findings}
    if not findings or outcomes == {ABSENT}:
        return Verdict.ABSENT
    if all(not finding.looked for finding in findings):
        return Verdict.UNKNOWN
    return Verdict.REVIEW


def _proves(observed: Sequence[Finding]) -> bool:
    """A picture or words prove nothing to a machine."""
    return any(f.outcome is PASS and f.rests_on in (RestsOn.OBSERVATION, RestsOn.TEXT) for f in observed)


def _claimed_not_found(said: set[Outcome]) -> Verdict:
    if PASS in said:
        return Verdict.DISAGREE
    return Verdict.FAIL if FAIL in said else Verdict.ABSENT


def _nobody_saw(observed: Sequence[Finding], told: Sequence[Finding]) -> Verdict:
    """Nobody who could prove it saw it. A document that could not be opened has said nothing that a person could read."""
    said = {finding.outcome for finding in told if finding.looked}
    if {PASS, FAIL} <= said:
        return Verdict.DISAGREE
    if PASS in said:
        return Verdict.CLAIMED
    if FAIL in said:
        return Verdict.FAIL
    if UNKNOWN in said:
        return Verdict.REVIEW
    tried = [finding for finding in (*observed, *told) if finding.outcome is UNKNOWN]
    if not tried:
        return Verdict.ABSENT
    readable = any(finding.source is Source.DOCUMENT and finding.looked for finding in tried)
    return Verdict.REVIEW if readable else Verdict.UNKNOWN
