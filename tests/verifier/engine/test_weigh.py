"""The truth table: every row, and the promise behind it."""

import itertools

import pytest

from verifier.engine.weigh import weigh, weigh_words
from verifier.verdicts import Finding, How, Outcome, RestsOn, Source, Verdict

P, F, A, U = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN


def findings(*outcomes: Outcome, source: Source = Source.HOST, **more: object) -> list[Finding]:
    return [Finding(outcome, "because", source=source, how=How.SSH, **more) for outcome in outcomes]


@pytest.mark.parametrize(
    ("observed", "told", "verdict"),
    [
        pytest.param((P, F), (), Verdict.DISAGREE, id="one observer passes, the other fails"),
        pytest.param((P, A), (P,), Verdict.DISAGREE, id="one observer passes, the other finds nothing"),
        pytest.param((P, P), (F,), Verdict.PASS, id="observers outweigh a document"),
        pytest.param((P, U), (), Verdict.PASS, id="one observer could not look"),
        pytest.param((P,), (A,), Verdict.PASS, id="the document is silent"),
        pytest.param((F,), (P,), Verdict.FAIL, id="an observed failure beats a claim"),
        pytest.param((F, A), (), Verdict.FAIL, id="one fails, one finds nothing"),
        pytest.param((F, U), (P,), Verdict.FAIL, id="one fails, one could not look"),
        pytest.param((A,), (P,), Verdict.DISAGREE, id="claimed, not found"),
        pytest.param((A, A), (F,), Verdict.FAIL, id="not found, and told wrong"),
        pytest.param((A,), (U,), Verdict.ABSENT, id="not found, document unclear"),
        pytest.param((A,), (), Verdict.ABSENT, id="not found"),
        pytest.param((A, U), (P,), Verdict.CLAIMED, id="one could not look, so the claim stands"),
        pytest.param((U,), (P,), Verdict.CLAIMED, id="nobody could look, claimed"),
        pytest.param((), (P,), Verdict.CLAIMED, id="nobody looked, claimed"),
        pytest.param((U,), (F,), Verdict.FAIL, id="nobody could look, told wrong"),
        pytest.param((), (F,), Verdict.FAIL, id="nobody looked, told wrong"),
        pytest.param((U,), (U,), Verdict.REVIEW, id="nobody can tell, a person may"),
        pytest.param((), (U,), Verdict.REVIEW, id="only an unclear document"),
        pytest.param((U,), (A,), Verdict.UNKNOWN, id="could not look, document silent"),
        pytest.param((U,), (), Verdict.UNKNOWN, id="could not look"),
        pytest.param((), (A,), Verdict.ABSENT, id="nobody looked, document silent"),
        pytest.param((), (), Verdict.ABSENT, id="nothing at all"),
        pytest.param((), (P, F), Verdict.DISAGREE, id="two that are only told differ"),
    ],
)
def test_the_truth_table(observed, told, verdict):
    assert weigh(findings(*observed), findings(*told, source=Source.DOCUMENT)) is verdict


@pytest.mark.parametrize("observed", [(), (U,), (U, U)])
def test_a_document_that_could_not_be_opened_gives_a_person_nothing_to_read(observed):
    unread = findings(U, source=Source.DOCUMENT, looked=False)
    assert weigh(findings(*observed, looked=False), unread) is Verdict.UNKNOWN


def test_there_is_never_a_pass_without_an_observed_pass():
    for observed in itertools.product((F, A, U), repeat=2):
        for told in itertools.product((P, F, A, U), repeat=2):
            assert weigh(findings(*observed), findings(*told)) is not Verdict.PASS


def test_an_observed_failure_never_becomes_a_claim_or_a_pass():
    for other in (P, F, A, U):
        for told in (P, F, A, U):
            assert weigh(findings(F, other), findings(told)) in (Verdict.FAIL, Verdict.DISAGREE)


@pytest.mark.parametrize("rests_on", [RestsOn.PICTURE, RestsOn.WORDS])
def test_a_picture_or_words_prove_nothing(rests_on):
    assert weigh(findings(P, source=Source.DOCUMENT, rests_on=rests_on), []) is Verdict.CLAIMED


def test_what_a_person_could_read_in_the_document_waits_for_a_person():
    assert weigh(findings(U, source=Source.DOCUMENT), []) is Verdict.REVIEW


def test_a_document_that_could_not_be_opened_leaves_nothing_to_read():
    assert weigh(findings(U, source=Source.DOCUMENT, looked=False), []) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        pytest.param(findings(P, source=Source.DOCUMENT), Verdict.REVIEW, id="leans right"),
        pytest.param(findings(F, source=Source.DOCUMENT), Verdict.REVIEW, id="leans wrong"),
        pytest.param(findings(U, source=Source.DOCUMENT), Verdict.REVIEW, id="cannot tell"),
        pytest.param(findings(A, source=Source.DOCUMENT), Verdict.ABSENT, id="not answered"),
        pytest.param(findings(U, source=Source.DOCUMENT, looked=False), Verdict.UNKNOWN, id="not opened"),
        pytest.param([], Verdict.ABSENT, id="nobody looked"),
    ],
)
def test_an_answer_in_words_is_for_a_person(given, verdict):
    assert weigh_words(given) is verdict
