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


def test_what_a_person_is_to_read_says_too_what_a_source_could_not_show(tmp_path: Path) -> None:
    """The table leaves it to a person; a machine that sleeps, or a refused key, is still worth knowing."""
    (tmp_path / "answers.md").write_text("# Monitoring Data\n\nThe monitor warns me.\n\n![monitor](monitor.png)\n")
    (tmp_path / "monitor.png").write_bytes(b"")
    account = SourceFacts(Source.ACCOUNT, How.API, SourceState.NOT_READ, reason="The key was refused.")
    sources = {Source.ACCOUNT: account, Source.DOCUMENT: look(DocumentTarget(tmp_path)).facts}
    step = judge(load(SOLUTIONS_ENGINEER), sources).step("monitor-warn-500")
    assert step.verdict is Verdict.REVIEW
    assert step.notes == ("The Datadog account could not show it so far: The key was refused.",)


def test_what_needs_another_step_first_says_what_is_missing(tmp_path: Path) -> None:
    """And not that another source has no word about it, which would be no news."""
    (tmp_path / "answers.md").write_text("Hello.\n")
    values = {Monitors: Monitors((), complete=True), Downtimes: Downtimes((), complete=True, asked_at=0)}
    account = SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values=values)
    sources = {Source.ACCOUNT: account, Source.DOCUMENT: look(DocumentTarget(tmp_path)).facts}
    step = judge(load(SOLUTIONS_ENGINEER), sources).step("bonus-downtime-weeknights")
    assert (step.verdict, step.reason) == (Verdict.BLOCKED, "There is no monitor on my_metric.")
