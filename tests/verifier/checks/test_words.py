"""Answers in words, wherever they stand and whatever they lean to."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, judge

INTERVAL, ANOMALY, SERVICE, FINAL = (
    "bonus-interval-no-python", "bonus-anomaly-graph", "bonus-service-vs-resource", "final-creative",
)  # fmt: skip


def leaning(text: str, step: str) -> tuple[str, str]:
    found = judge(text)[step]
    return found.outcome.value, found.lean


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        (INTERVAL, "Yes, in the yaml of the check.", ("pass", "right")),
        (INTERVAL, "I had expected a sleep in the code, but min_collection_interval does it.", ("pass", "right")),
        (INTERVAL, "At first I wrote: in the metric summary. Now I know that the yaml of the instance decides.", ("pass", "right")),
        (INTERVAL, "One edits the interval in the metadata of the metric.", ("fail", "wrong")),
        (INTERVAL, "Yes, with a crontab that calls the check.", ("fail", "wrong")),
        (INTERVAL, "No, I don't believe so.", ("fail", "wrong")),
        (INTERVAL, "Maybe somehow.", ("unknown", "")),
        (INTERVAL, "TBD", ("absent", "")),
        (ANOMALY, "The grey band is what is expected from the past, red is outside of it.", ("pass", "right")),
        (ANOMALY, "It compares all hosts with one another and colours the odd one.", ("fail", "wrong")),
        (ANOMALY, "It shows the failures of the database in red, blue means no errors.", ("fail", "wrong")),
        (ANOMALY, "There is not enough data for it.", ("fail", "wrong")),
        (SERVICE, "A service is a program, a resource is one thing that it is asked to do: `GET /x`.", ("pass", "right")),
        (SERVICE, "A service is a program you run. A resource is what it uses up: memory and disk.", ("fail", "wrong")),
        (SERVICE, "service is the server where the app is and resource is what it consumes like cpu or ram", ("fail", "wrong")),
        (FINAL, "A sensor in each beehive, with an alert when the weight drops.", ("pass", "right")),
        (FINAL, "Nothing comes to mind.", ("absent", "")),
        (FINAL, "TBD, I will tell you in the interview.", ("absent", "")),
    ],
)  # fmt: skip
def test_an_answer_under_its_question(step: str, text: str, expected: tuple[str, str]) -> None:
    assert leaning(f"{asked(step)}{text}\n", step) == expected


ELSEWHERE = (
    "## Collecting Metrics\n\nThe database is MySQL.\n\n## Bonus answers\n\n"
    "1. The number lives in the yaml of the check, the Python file never knows.\n\n"
    "2. The grey band is where the algorithm expects the line from its past; outside of it the line is red.\n\n"
    "3. A service is a program with a name. A resource is a route or a query that it is asked for.\n"
)


@pytest.mark.parametrize("step", [INTERVAL, ANOMALY, SERVICE])
def test_answers_without_their_questions_are_found_at_the_end(step: str) -> None:
    assert leaning(ELSEWHERE, step) == ("pass", "right")


@pytest.mark.parametrize("step", [INTERVAL, ANOMALY, SERVICE, FINAL])
def test_speaking_of_the_subject_is_no_answer(step: str) -> None:
    text = (
        "## Collecting Metrics\n\nI edited the yaml of the check and set the interval to 45. The code is in the fork.\n\n"
        "## Visualizing Data\n\nThe anomaly graph is on the board.\n\n## Collecting APM Data\n\nThe service is in the list of services.\n"
    )
    assert leaning(text, step)[0] == "absent"


@pytest.mark.parametrize("step", [INTERVAL, ANOMALY, SERVICE, FINAL])
def test_a_question_without_an_answer_is_absent(step: str) -> None:
    assert leaning(asked(step), step)[0] == "absent"
