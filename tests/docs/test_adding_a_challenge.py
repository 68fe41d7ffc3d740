"""The example of docs/adding-a-challenge.md is a challenge."""

import re
from pathlib import Path

from verifier.checks import all_checks
from verifier.definition import drawn, load_text
from verifier.lint import problems

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-challenge.md"


WHOLE, DRAWS, ROW = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_example_fits_the_checks() -> None:
    definition = load_text(WHOLE)
    assert problems(definition, all_checks()) == []
    assert definition.metric == "team.temperature"  # the one that its checks name


def test_the_example_with_draws_fits_the_checks() -> None:
    first, _metric, rest = re.split(r"(?=      - key: )", WHOLE, maxsplit=2)
    definition = load_text(first.replace("sections:", f"{DRAWS}sections:") + ROW + rest)
    assert problems(definition, all_checks()) == []
    assert definition.metric == "team.temperature"
    assert drawn(definition, {"metric": "team.noise", "interval": 56}).steps[0].title.endswith("submits team.noise")
