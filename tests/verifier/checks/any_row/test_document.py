from __future__ import annotations

import pytest

from verifier.checks.any_row.document import document_answers_a_question
from verifier.facts.document import Answers, Passage, Place
from verifier.verdicts import Outcome

PASS, ABSENT, UNKNOWN = Outcome.PASS, Outcome.ABSENT, Outcome.UNKNOWN
SPEAKS_OF = ("time board", "screen board/wall")


def answers(*texts: str, asked: tuple[str, ...] = ("question",)) -> Answers:
    """Sentences of the candidate under the question, one a line."""
    return Answers(
        tuple(
            Passage("own", text, Place("answers.md", line, line, "visualizing", asked, line))
            for line, text in enumerate(texts, 1)
        )
    )


@pytest.mark.parametrize(
    ("given", "outcome", "lean"),
    [
        pytest.param(answers("A timeboard has one time, a screenboard many."), PASS, "right", id="both words"),
        pytest.param(
            answers("A Time-Board has one time.", "A wall is another thing."), PASS, "right", id="the other word"
        ),
        pytest.param(answers("A timeboard has one time."), UNKNOWN, "", id="half of it"),
        pytest.param(answers("They look different."), UNKNOWN, "", id="an answer in other words"),
        pytest.param(answers("TBD"), ABSENT, "", id="a promise"),
        pytest.param(answers(), ABSENT, "", id="nothing"),
        pytest.param(answers("One timeboard, one screenboard.", asked=()), PASS, "right", id="answered elsewhere"),
        pytest.param(answers("My dog barks.", asked=()), ABSENT, "", id="something else, elsewhere"),
    ],
)
def test_document_answers_a_question(given: Answers, outcome: Outcome, lean: str) -> None:
    finding = document_answers_a_question(given, step="question", speaks_of=SPEAKS_OF)
    assert (finding.outcome, finding.lean) == (outcome, lean)


def test_what_the_definition_names_is_no_pattern() -> None:
    finding = document_answers_a_question(answers("axxxb"), step="question", speaks_of=("a.*b",))
    assert finding.outcome is UNKNOWN
