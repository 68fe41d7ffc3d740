"""What stands in the place of an object that could not be chosen."""

import pytest

from verifier.facts import NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.account import (
    AccountHosts,
    ActiveMetrics,
    Board,
    Boards,
    CandidateMetrics,
    JudgedHost,
    MetricPoints,
    Monitor,
    Monitors,
    TracedService,
    TracedServices,
)
from verifier.facts.host import CustomCheck, CustomChecks, SubmittedMetric
from verifier.subjects import Choices, Wanted, narrow
from verifier.verdicts import How, Source


def narrowed(plural, value):
    facts = SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values={plural: value})
    return narrow({Source.ACCOUNT: facts}, Choices(), Wanted())[0]


@pytest.mark.parametrize(
    ("plural", "single", "empty", "cut"),
    [
        (Monitors, Monitor, Monitors((), True), Monitors((), False)),
        (Boards, Board, Boards((), True), Boards((), False)),
        (TracedServices, TracedService, TracedServices((), True), TracedServices((), False)),
        (AccountHosts, JudgedHost, AccountHosts((), True, 0), AccountHosts((), False, 0)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_empty_list_has_nothing_and_a_cut_one_cannot_tell(plural, single, empty, cut):
    assert isinstance(narrowed(plural, empty)[single], NotThere)
    assert isinstance(narrowed(plural, cut)[single], NotLooked)
    assert narrowed(plural, NotLooked("No scope."))[single] == NotLooked("No scope.")


def test_without_the_plural_fact_there_is_no_singular_one_yet():
    assert Monitor not in narrowed(Boards, Boards((), True))


def test_points_under_the_name_that_the_machine_told_were_not_asked_for_and_so_are_not_missing():
    sent = (SubmittedMetric("robin.sample", "gauge", 0, 1000, False, "randint(0, 1000)", 5),)
    check = CustomCheck("sample", "sample.py", "sample.yaml", sent, "45", "instance", 3, 45, "rules", "ok")
    host = SourceFacts(Source.HOST, How.SSH, SourceState.READ, values={CustomChecks: CustomChecks((check,))})
    for names, missing in ((("robin.sample",), NotLooked), ((), NotThere)):
        known = {CandidateMetrics: NotThere("None is close."), ActiveMetrics: ActiveMetrics(names, "", 0)}
        account = SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values=known)
        values, judged = narrow({Source.HOST: host, Source.ACCOUNT: account}, Choices(), Wanted())
        assert judged.metric.name == "robin.sample"
        assert isinstance(values[MetricPoints], missing)


def test_where_the_metrics_could_not_be_listed_only_those_that_were_asked_for_are_missing():
    sent = (SubmittedMetric("robin.sample", "gauge", 0, 1000, False, "randint(0, 1000)", 5),)
    check = CustomCheck("sample", "sample.py", "sample.yaml", sent, "45", "instance", 3, 45, "rules", "ok")
    host = SourceFacts(Source.HOST, How.SSH, SourceState.READ, values={CustomChecks: CustomChecks((check,))})
    for metrics in (NotThere("None."), CandidateMetrics((MetricPoints("my_metric", "", 0, (), 0, 1),))):
        known = {CandidateMetrics: metrics, ActiveMetrics: NotLooked("No scope.")}
        account = SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values=known)
        choices = Choices(metric="robin.sample")
        values, _ = narrow({Source.HOST: host, Source.ACCOUNT: account}, choices, Wanted())
        assert isinstance(values[MetricPoints], NotLooked)
    account = SourceFacts(
        Source.ACCOUNT, How.API, SourceState.READ, values={**known, CandidateMetrics: NotThere("None.")}
    )
    values, _ = narrow({Source.ACCOUNT: account}, Choices(), Wanted())
    assert values[MetricPoints] == NotThere("None.")
