"""The example of docs/adding-a-challenge.md is a challenge."""

import re
from pathlib import Path

from verifier.checks import all_checks
from verifier.definition import load_text
from verifier.lint import problems

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-challenge.md"


def test_the_example_fits_the_checks() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    definition = load_text(text)
    assert problems(definition, all_checks()) == []
    assert definition.metric == "team.temperature"  # the one that its checks name
