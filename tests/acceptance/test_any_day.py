"""The verdicts do not depend on the day: weekends, summer time and the nights between two times included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.site.loading import load_seeds
from sandbox.site.serving import running
from tests.acceptance.conftest import CANDIDATES, NAMES
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts
from verifier.gather import account
from verifier.verdicts import Source

DAYS = [
    pytest.param(datetime(2027, 7, 3, 23, 59, tzinfo=UTC), id="a Saturday in summer"),
    pytest.param(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), id="summer time begins in Europe"),
    pytest.param(datetime(2027, 11, 7, 7, 30, tzinfo=UTC), id="summer time has just ended in America"),
]


@pytest.mark.parametrize("day", DAYS)
def test_the_verdicts_are_the_same_on_any_day(
    looked_at: Mapping[str, Mapping[Source, SourceFacts]],
    judgements: Mapping[str, Judgement],
    tmp_path: Path,
    day: datetime,
) -> None:
    definition, organisations = load(SOLUTIONS_ENGINEER), load_seeds(CANDIDATES)
    with running(organisations, state_dir=tmp_path, now=day.timestamp) as api_url:
        for name, organisation in zip(NAMES, organisations, strict=True):
            keys = account.AccountTarget(
                api_key=organisation.api_keys[0],
                app_key=organisation.application_keys[0].key,
                site=organisation.site,
                api_url=api_url,
            )
            seen = account.look(keys, now=day.timestamp).facts
            then = judge(definition, {**looked_at[name], Source.ACCOUNT: seen})
            changed = {
                step.key: (step.verdict, step.reason)
                for step, before in zip(then.steps, judgements[name].steps, strict=True)
                if step.verdict != before.verdict
            }
            assert not changed, name
