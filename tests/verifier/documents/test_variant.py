"""Texts made of the few phrases by which each is known."""

from __future__ import annotations

import pytest

from verifier.definition.load import DEFINITIONS, load
from verifier.documents.variant import _known, variant_of

CORE = """
Submit a metric named my_metric. Can you change it without modifying the Python file?
A graph with the rollup function applied. A Metric Monitor. Two scheduled downtimes. A Flask app.
Is there anything creative?
"""
NOTE = "Please only use one or the other."
ADDED = f"{NOTE} Include the script. Include your fully instrumented app."
NEW, OLD = "Ubuntu (minimum `v. 16.04`)", "Ubuntu 12.04"
LEVELS = "### Level 2\nThe metric `test.support.random`."
TEXTS = {
    "V5": f"{CORE} {OLD}",
    "V5b": f"{CORE} {OLD} {NOTE}",
    "V6": f"{CORE} {OLD} {ADDED}",
    "V7-V8": f"{CORE} {NEW} {ADDED}",
    "V8x": f"{CORE} {NEW} {ADDED} Can you do this via configuration?".replace("without modifying the Python", ""),
    "V9": f"{CORE} {NEW} {ADDED} Solutions or Sales Engineer",
    "TW": "A metric named my_metric, without modifying the Python file. Include the script. Write a blog post.",
    "V3": f"{LEVELS} Draw a box.",
    "V4": f"{LEVELS} Draw a box. A Flask app.",
    "V1-V2": f"{LEVELS} Use dogstatsd.",
}
SCRIPT, APP, METHOD = "timeboard-script-included", "apm-app-included", "apm-one-method"


@pytest.mark.parametrize("key", TEXTS)
def test_each_text_is_told_from_the_others(key: str) -> None:
    found = variant_of(TEXTS[key])
    assert found is not None and found.key == key


def test_every_text_that_is_known_has_an_example_here() -> None:
    assert {one.variant.key for one in _known()} == set(TEXTS)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("V5", {SCRIPT, APP, METHOD}),
        ("V5b", {SCRIPT, APP}),
        ("V6", set()),
        ("V7-V8", set()),
        ("V8x", {"bonus-interval-no-python"}),
        ("V9", set()),
        ("V3", set()),
    ],
)
def test_what_a_text_did_not_ask_for(key: str, wanted: set[str]) -> None:
    found = variant_of(TEXTS[key])
    assert found is not None and {one.key for one in found.not_asked} == wanted


def test_the_text_for_technical_writers_has_no_monitor_and_no_apm() -> None:
    found = variant_of(TEXTS["TW"])
    assert found is not None
    keys = {one.key for one in found.not_asked}
    steps = {step.key for step in load(DEFINITIONS / "solutions-engineer.yaml").steps}
    assert keys <= steps and len(keys) == 19
    assert {key for key in steps if key.startswith(("monitor-", "bonus-downtime", "apm-"))} < keys
    assert "timeboard-api-created" not in keys


@pytest.mark.parametrize("variant", [one.variant for one in _known()], ids=lambda one: one.key)
def test_every_row_and_challenge_that_is_named_exists(variant) -> None:
    path = DEFINITIONS / f"{variant.challenge}.yaml"
    assert (
        {one.key for one in variant.not_asked} <= {step.key for step in load(path).steps}
        if variant.challenge
        else not variant.not_asked
    )
    assert all(one.reason.endswith(".") for one in variant.not_asked)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="none"),
        pytest.param("# My answers\n\nI installed the Agent.", id="answers instead"),
        pytest.param(f"{CORE} {NEW} {ADDED}".replace("A Flask app.", ""), id="a part was cut out"),
        pytest.param(f"{CORE} {OLD} {NOTE} Include the script.", id="something between two texts"),
        pytest.param("x" * 300_000 + CORE + NEW + ADDED, id="too far down"),
    ],
)
def test_of_another_text_nothing_is_said(text: str) -> None:
    assert variant_of(text) is None


def test_letters_marks_and_lines_do_not_matter() -> None:
    found = variant_of(TEXTS["V9"].upper().replace(" ", "\r\n* "))
    assert found is not None and found.key == "V9"
