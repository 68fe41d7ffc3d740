"""The lines that a finding goes by are shown, and else what stands under the row's question."""

from __future__ import annotations

from challenge.selectors.desk.passages import LONGEST, passages_of
from verifier.facts import SourceFacts, SourceState
from verifier.facts.document import Answers, Code, Passage, Place, Snippets
from verifier.verdicts import How, Source

LONG = "\n".join(f"line {number}" for number in range(1, 101))


def facts(*items: Passage | Code) -> SourceFacts:
    said = tuple(item for item in items if isinstance(item, Passage))
    code = tuple(item for item in items if isinstance(item, Code))
    return SourceFacts(
        Source.DOCUMENT,
        How.DOCUMENT,
        SourceState.READ,
        values={Answers: Answers(said), Snippets: Snippets(code)},
    )


def sentence(text: str, line: int, *asked: str, kind: str = "own") -> Passage:
    return Passage(kind, text, Place("answers.md", line, line, asked=asked, order=line))


def test_the_lines_that_evidence_names_are_shown() -> None:
    document = facts(sentence("I warn at 500.", 4), sentence("I alert at 800.", 5), sentence("Something else.", 9))
    found = passages_of("monitor-warn-500", ["answers.md:4-5", "monitor 7"], document)
    assert [(one.file, one.first, one.last, one.text) for one in found] == [
        ("answers.md", 4, 5, "I warn at 500.\nI alert at 800.")
    ]


def test_of_a_long_file_only_what_is_meant_and_a_little_around_it() -> None:
    document = facts(Code("yaml", LONG, Place("conf.yaml", 1, 100, order=1), file=True))
    (found,) = passages_of("check-interval-45", ["conf.yaml:50"], document)
    assert found.text.splitlines() == [f"line {number}" for number in range(48, 53)]


def test_without_a_place_what_stands_under_the_question_and_not_the_question_itself() -> None:
    document = facts(
        sentence("Install a database.", 1, "db-install", kind="question"), sentence("It is MySQL.", 2, "db-install")
    )
    (found,) = passages_of("db-install", [], document)
    assert (found.first, found.text) == (2, "It is MySQL.")


def test_what_is_long_is_cut_and_says_so() -> None:
    (found,) = passages_of("final-creative", [], facts(sentence("x" * (LONGEST + 1), 3, "final-creative")))
    assert (len(found.text), found.cut) == (LONGEST, True)


def test_no_document_has_no_passage() -> None:
    assert passages_of("db-install", ["answers.md:1"], None) == ()
