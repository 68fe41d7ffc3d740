"""Documents, points and names that are somebody else's, or that could be anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from verifier.checks.registry import all_checks
from verifier.definition import Definition, drawn, load
from verifier.definition.load import DEFINITIONS
from verifier.engine import judge
from verifier.engine.find import find
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import MetricPoints
from verifier.gather import document
from verifier.verdicts import Finding, How, Outcome, Source

DRAWN = load(DEFINITIONS / "solutions-engineer-drawn.yaml")
OWN = drawn(DRAWN, {"metric": "my_signal", "interval": 44, "alert": 790, "warning": 430})
METRIC, EVERY, WARN, ALERT = "custom-check-my-metric", "check-interval-45", "monitor-warn-500", "monitor-alert-800"
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
CHECK = """
## Collecting metrics

```python
from datadog_checks.base import AgentCheck
import random

class MyCheck(AgentCheck):
    def check(self, instance):
        self.gauge("{metric}", random.randint(0, 1000))
```
"""
MONITOR = """
## Monitoring data

```
avg(last_5m):avg:{metric}{{*}} by {{host}} > {alert}
```

```json
{{"thresholds": {{"critical": {alert}, "warning": {warning}}}, "notify_no_data": true, "no_data_timeframe": 10}}
```
"""


def told(text: str, folder: Path, definition: Definition = OWN) -> dict[str, Finding]:
    (folder / "answers.md").write_text(text, "utf-8")
    looks = {Source.DOCUMENT: document.look(document.DocumentTarget(folder)).facts}
    return {step.key: found for step in judge(definition, looks).steps for found in step.findings}


def rows(definition: Definition) -> set[str]:
    return {step.key for step in definition.steps if any(criterion.dealt for criterion in step.criteria)}


def test_who_only_repeats_what_is_asked_has_done_nothing_of_what_was_drawn(tmp_path: Path) -> None:
    text = "\n\n".join(f"## {step.title}\n\n{step.task}" for step in OWN.steps)
    found = told(text, tmp_path)
    assert {key: found[key].reason for key in rows(OWN) if found[key].outcome is PASS} == {}


def test_who_repeats_the_exercise_with_what_was_drawn_has_said_nothing(tmp_path: Path) -> None:
    asked = "Create a new Metric Monitor that watches the average of your custom metric:"
    text = f"# Monitoring data\n\n{asked}\n\n* Warning threshold of 430\n* Alerting threshold of 790\n"
    found = told(text, tmp_path)
    assert PASS not in (found[WARN].outcome, found[ALERT].outcome)


@pytest.mark.parametrize(
    ("said", "row", "outcome"),
    [
        ("## Collecting metrics\n\nI set the interval of my check to 44 seconds for my_signal.", EVERY, PASS),
        ("## Collecting metrics\n\nI set the interval of my check to 45 seconds for my_signal.", EVERY, FAIL),
        ("## Collecting metrics\n\nI set the interval of my check as asked.", EVERY, UNKNOWN),
        ("## Collecting metrics\n\nI wrote a custom check that sends a gauge called my_signal.", METRIC, PASS),
        ("## Collecting metrics\n\nI wrote a custom check that sends a gauge called my_metric.", METRIC, FAIL),
        ("## Collecting metrics\n\nI wrote a custom check in Python.", METRIC, UNKNOWN),
        ("## Monitoring data\n\nThe monitor on my_signal warns at 430 and alerts at 790.", WARN, PASS),
        ("## Monitoring data\n\nThe monitor on my_signal warns at 430 and alerts at 790.", ALERT, PASS),
        ("## Monitoring data\n\nThe monitor on my_signal warns at 500 and alerts at 800.", WARN, FAIL),
        ("## Monitoring data\n\nThe monitor on my_signal warns at 790 and alerts at 430.", ALERT, FAIL),
        ("## Monitoring data\n\nThe monitor on my_signal warns at 790 and alerts at 430.", WARN, FAIL),
        ("## Monitoring data\n\nThe monitor on my_signal has the values as specified.", ALERT, UNKNOWN),
        ("## Monitoring data\n\nThe monitor on my_metric warns at 430 and alerts at 790.", ALERT, FAIL),
        ("## Monitoring data\n\nThe monitor warns at 430 and alerts at 790.", ALERT, UNKNOWN),
        ("## Monitoring data\n\n![warns at 430, alerts at 790](monitor.png)", ALERT, UNKNOWN),
        ("## Change the collection interval of your check\n\n![every 44 seconds](every-44.png)", EVERY, UNKNOWN),
    ],
)
def test_words(said: str, row: str, outcome: Outcome, tmp_path: Path) -> None:
    found = told(said, tmp_path)[row]
    assert (found.outcome, found.reason) == (outcome, found.reason)


def test_code_is_told_apart_by_the_metric_that_it_sends_and_not_by_its_file(tmp_path: Path) -> None:
    files = "\nMy files are checks.d/my_metric.py and conf.d/my_metric.yaml.\n"
    assert told(CHECK.format(metric="my_signal") + files, tmp_path)[METRIC].outcome is PASS
    found = told(CHECK.format(metric="my_metric") + files.replace("my_metric", "my_signal"), tmp_path)
    assert (found[METRIC].outcome, found["metric-range"].outcome) == (FAIL, FAIL)


def test_settings_count_for_the_metric_that_the_document_is_about(tmp_path: Path) -> None:
    own = CHECK.format(metric="my_signal") + MONITOR.format(metric="my_signal", alert=790, warning=430)
    found = told(own, tmp_path)
    assert {found[row].outcome for row in (METRIC, WARN, ALERT, "monitor-nodata-10m", "monitor-metric-avg")} == {PASS}
    copied = CHECK.format(metric="my_metric") + MONITOR.format(metric="my_metric", alert=790, warning=430)
    found = told(copied, tmp_path)
    assert {found[row].outcome for row in (METRIC, WARN, ALERT, "monitor-nodata-10m", "monitor-metric-avg")} == {FAIL}


def test_a_copied_monitor_beside_an_own_check_is_the_copied_one(tmp_path: Path) -> None:
    text = CHECK.format(metric="my_signal") + MONITOR.format(metric="my_level", alert=790, warning=430)
    found = told(text, tmp_path)
    assert found[METRIC].outcome is PASS
    assert PASS not in (found["monitor-metric-avg"].outcome, found[ALERT].outcome)


def test_without_a_draw_words_count_as_they_always_did(tmp_path: Path) -> None:
    said = "## Monitoring data\n\nThe monitor has the values as specified."
    assert told(said, tmp_path, drawn(DRAWN, {}))[ALERT].outcome is PASS


def points(times: Iterable[float]) -> MetricPoints:
    kept = tuple((int(at // 5) * 5, 1.0) for at in times)
    return MetricPoints("my_signal", "box", 5, kept, 0, 10_000, "gauge")


def every(seconds: float, count: int = 60, wobble: float = 0.8) -> list[float]:
    return [1_000_003 + number * seconds + wobble * (-1) ** number for number in range(count)]


def seen(times: Iterable[float], interval: int) -> Finding:
    definition = drawn(DRAWN, {"interval": interval})
    (criterion,) = (one for one in definition.criteria if one.key == EVERY)
    read = {Source.ACCOUNT: SourceFacts(Source.ACCOUNT, How.API, SourceState.READ)}
    found = find(criterion, all_checks()["account_sees_points_every"], {MetricPoints: points(times)}, read, {})
    assert found is not None
    return found


@pytest.mark.parametrize("interval", [22, 33, 44, 56, 67])
def test_points_tell_an_interval_from_every_other_choice_and_from_the_usual_one(interval: int) -> None:
    assert seen(every(interval), interval).outcome is PASS
    assert all(seen(every(other), interval).outcome is FAIL for other in (22, 33, 44, 56, 67) if other != interval)
    assert seen(every(45), interval).outcome in (FAIL, UNKNOWN)


def test_points_every_45_seconds_are_not_taken_for_44_nor_called_wrong() -> None:
    """An Agent 5 runs a check at multiples of 15 seconds, so it may well have been set to 44."""
    found = seen(every(45), 44)
    assert (found.outcome, found.wait_seconds) == (UNKNOWN, None)
    assert found.reason.startswith(
        "It is about 45.0 on average, off by 0.1 at most, too far from 44 to tell it from 45."
    )
    for told in (
        "An Agent 5 rounds 44 up",
        "Set 44 and restart the Agent",
        "if it is set already, a look at the machine",
    ):
        assert told in found.reason


def test_a_few_points_with_pauses_tell_44_from_45_later() -> None:
    times = [at for number, at in enumerate(every(44, 60)) if number % 4 != 3]
    found = seen(times, 44)
    assert (found.outcome, found.wait_seconds) == (UNKNOWN, 600)
    assert found.reason.endswith("too few in a row to tell 44 from 45. More are waited for.")
    assert seen(every(44, 30), 44).outcome is PASS


def test_a_pause_in_between_blurs_and_does_not_mislead() -> None:
    times = every(44, 40)
    with_pause = times[:20] + [at + 300 for at in times[20:]]
    assert max(later - one for one, later in pairwise(with_pause)) > 300
    assert seen(with_pause, 44).outcome is PASS
