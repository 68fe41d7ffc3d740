"""What a step comes to beyond the truth table of its criteria."""

from __future__ import annotations

from pathlib import Path

from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import judge
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import Downtimes, Monitors
from verifier.gather.document import DocumentTarget, look
from verifier.verdicts import How, Source, Verdict


def test_what_needs_another_step_first_says_what_is_missing(tmp_path: Path) -> None:
    """And not that another source has no word about it, which would be no news."""
    (tmp_path / "answers.md").write_text("Hello.\n")
    values = {Monitors: Monitors((), complete=True), Downtimes: Downtimes((), complete=True, asked_at=0)}
    account = SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values=values)
    sources = {Source.ACCOUNT: account, Source.DOCUMENT: look(DocumentTarget(tmp_path)).facts}
    step = judge(load(SOLUTIONS_ENGINEER), sources).step("bonus-downtime-weeknights")
    assert (step.verdict, step.reason) == (Verdict.BLOCKED, "There is no monitor on my_metric.")
