"""Each mistake costs the row that it is about, and nothing that does not depend on that row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.solution.mistakes import ALL, Mistake
from tests.solution.stand import DEFINITION, Done, do_it_with, verdicts

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "postgres", "namespaces")

NAMED = [pytest.param(mistake, id=f"{mistake.step}: {mistake.what}") for mistake in ALL]


@pytest.mark.parametrize("mistake", NAMED)
def test_a_mistake_costs_its_row_and_no_other(done: Done, mistake: Mistake, tmp_path: Path):
    judgement, _ = do_it_with(done, mistake, tmp_path)
    before, after = done.verdicts(), verdicts(judgement)
    changed = {key: verdict for key, verdict in after.items() if verdict != before[key]}
    reasons = {key: judgement.step(key).reason for key in changed}
    assert changed.get(mistake.step) == mistake.verdict, (changed, reasons)
    assert {key for key in changed if key not in dependents(mistake.step)} == {mistake.step, *mistake.also}, reasons
    assert {key: after[key] for key in mistake.also} == dict(mistake.also)


def dependents(key: str) -> set[str]:
    """The steps that need this one, directly or through others."""
    found: set[str] = set()
    for step in DEFINITION.steps:
        if key in step.needs or found & set(step.needs):
            found.add(step.key)
    return found
