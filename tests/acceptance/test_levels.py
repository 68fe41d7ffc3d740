"""The older form of the exercise, judged by its documents alone: three invented submissions against a table by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from verifier.definition.load import DEFINITIONS, load
from verifier.engine import Judgement, judge
from verifier.gather import document
from verifier.verdicts import Source

LEVELS = load(DEFINITIONS / "solutions-engineer-levels.yaml")
FOLDER = Path(__file__).parent / "levels"
WHO = ("good", "words", "poor")
# good: everything as asked. words: told, with little shown. poor: the metric and the numbers of the other exercise.
TABLE = {
    "env-host": ("claimed", "claimed", "claimed"),
    "account-signup": ("claimed", "absent", "absent"),
    "agent-reporting": ("claimed", "claimed", "claimed"),
    "bonus-what-is-the-agent": ("review", "absent", "absent"),
    "tags-agent-config": ("claimed", "claimed", "fail"),
    "tags-hostmap-screenshot": ("claimed", "absent", "absent"),
    "db-install": ("claimed", "claimed", "claimed"),
    "db-integration": ("claimed", "review", "absent"),
    "custom-check-my-metric": ("claimed", "claimed", "fail"),
    "metric-range": ("claimed", "claimed", "fail"),
    "dashboard-cloned": ("claimed", "claimed", "absent"),
    "dashboard-database-metrics": ("claimed", "absent", "fail"),
    "dashboard-custom-metric": ("claimed", "claimed", "absent"),
    "bonus-timeboard-vs-screenboard": ("review", "review", "absent"),
    "snapshot-at-mention": ("claimed", "absent", "absent"),
    "monitor-at-least-once": ("claimed", "fail", "fail"),
    "monitor-alert-90": ("claimed", "claimed", "fail"),
    "bonus-multi-alert": ("claimed", "claimed", "fail"),
    "monitor-name": ("review", "absent", "absent"),
    "monitor-message-link": ("claimed", "claimed", "fail"),
    "monitor-notify-email": ("claimed", "claimed", "fail"),
    "monitor-email-screenshot": ("claimed", "absent", "absent"),
    "bonus-downtime-nightly": ("claimed", "fail", "fail"),
    "bonus-downtime-email": ("claimed", "absent", "absent"),
    "submit-fork-pr": ("unknown", "unknown", "unknown"),
    "submit-answers-md": ("pass", "pass", "pass"),
    "submit-code": ("absent", "absent", "absent"),
    "submit-dashboard-links": ("pass", "absent", "absent"),
    "hygiene-no-secrets": ("pass", "pass", "fail"),
}


@cache
def judged(who: str) -> Judgement:
    return judge(LEVELS, {Source.DOCUMENT: document.look(document.DocumentTarget(FOLDER / who)).facts})


def test_the_table_has_every_row() -> None:
    assert list(TABLE) == [step.key for step in LEVELS.steps]


@pytest.mark.parametrize("key", TABLE)
@pytest.mark.parametrize("who", WHO)
def test_a_document_alone_comes_to_what_a_person_says(who: str, key: str) -> None:
    step = judged(who).step(key)
    assert (step.verdict and step.verdict.value) == TABLE[key][WHO.index(who)], step.reason


def test_the_metric_is_the_one_of_this_definition() -> None:
    assert LEVELS.metric == "test.support.random"
    assert judged("good").judged.metric.name == "test.support.random"
