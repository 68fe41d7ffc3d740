"""Telling the exercise's own text from the candidate's."""

from __future__ import annotations

import pytest

from verifier.definition.load import DEFINITIONS, load
from verifier.documents import task
from verifier.documents.exercise import PHRASES, SECTION_OF


def kind(text: str) -> str:
    return task.kind_of(text, task.recognise(text))


def test_every_question_of_the_exercise_is_known() -> None:
    asked = {step.key for path in DEFINITIONS.glob("*.yaml") for step in load(path).steps}
    # The nightly downtime is asked for in the words of the one on weeknights.
    steps = {key for key in asked if not key.startswith(("submit-", "hygiene"))} - {"bonus-downtime-nightly"}
    assert steps == set(PHRASES) - {""} == set(SECTION_OF)


@pytest.mark.parametrize("key", [key for key in PHRASES if key])
def test_a_question_is_recognised_by_its_phrases(key: str) -> None:
    text = ", ".join(PHRASES[key])
    assert key in task.recognise(text).keys
    assert kind(text) == "question"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Warning threshold of 500", "question", id="copied"),
        pytest.param("I set a warning threshold of 500.", "own", id="first person"),
        pytest.param(
            "Created a new metric monitor that watches the average of my metric", "own", id="turned into a statement"
        ),
        pytest.param("I was asked to create a new metric monitor", "restated", id="told as a task"),
        pytest.param("The next step is to take a snapshot of this graph", "restated", id="told as a step"),
        pytest.param("We will create a new metric monitor with a warning threshold of 500", "question", id="announced"),
        pytest.param("The check sends a random value between 0 and 1000.", "own", id="another subject"),
        pytest.param("Bees are nice.", "own", id="something else"),
    ],
)
def test_who_is_speaking(text: str, wanted: str) -> None:
    assert kind(text) == wanted


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("What does the anomaly graph tell us?", "", id="not quite"),
        pytest.param("What does the anomaly graph mean?", "bonus-anomaly-graph", id="anomaly"),
        pytest.param("How do I modify the interval without Python?", "bonus-interval-no-python", id="interval"),
        pytest.param("What is different between service and resource?", "bonus-service-vs-resource", id="service"),
    ],
)
def test_a_question_in_other_words(text: str, key: str) -> None:
    assert task.recognise(text).keys == ((key,) if key else ()) or key == ""
