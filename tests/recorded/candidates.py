"""The five sandbox candidates: all three sources together, each alone, and as other policies would judge them."""

from __future__ import annotations

from tests.recorded.corpus import Corpus
from tests.recorded.looks import NAMES, candidate
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.scoring import Claims
from verifier.subjects import Choices
from verifier.verdicts import Source


def record_candidates(corpus: Corpus) -> None:
    for name in NAMES:
        corpus.record(name, candidate(name))
        for source in Source:
            corpus.record(f"{name}-{source.value}-only", {source: candidate(name)[source]})
        corpus.record(f"{name}-other-rules", candidate(name), rules=other_rules())
    corpus.record("S2-claims-half", candidate("S2"), claims=Claims.HALF)
    corpus.record("S1-other-choices", candidate("S1"), choices=Choices(board="j8r-b5w-3qf", monitor="8611150"))


def other_rules() -> dict[str, str]:
    """Every house rule, not as it usually is."""
    rules = load(SOLUTIONS_ENGINEER).house_rules
    return {rule.name: next(choice for choice in rule.choices if choice != rule.default) for rule in rules}
