"""Judges: facts in, verdicts out. Pure."""

from verifier.engine.judge import Judgement, StepVerdict, judge

__all__ = ["Judgement", "StepVerdict", "judge"]
