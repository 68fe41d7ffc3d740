"""A wrong name costs its own row once: the metric is resolved to the candidate's own."""

import pytest

from verifier.facts.account import CandidateMetrics, MetricPoints
from verifier.facts.host import CustomCheck, CustomChecks, SubmittedMetric
from verifier.subjects import metric


def check(name, *metrics):
    sent = tuple(SubmittedMetric(m, "gauge", 0, 1000, False, "randint(0, 1000)", 5) for m in metrics)
    return CustomCheck(name, f"{name}.py", f"{name}.yaml", sent, "45", "instance", 3, 45, "rules", "ok")


def points(name, host="birch", count=3):
    return MetricPoints(name, host, 5, tuple((5 * n, 1.0) for n in range(count)), 0, 100)


@pytest.mark.parametrize(
    ("sent", "seen", "chosen"),
    [
        pytest.param(["my_metric"], [], "my_metric", id="as asked"),
        pytest.param([], [], "my_metric", id="no trace of any"),
        pytest.param(["other"], ["my_metric"], "my_metric", id="the account has the asked name"),
        pytest.param(["my_metrics"], ["my_metrics"], "my_metrics", id="plural"),
        pytest.param(["custom.my.metric"], [], "custom.my.metric", id="prefix and dots"),
        pytest.param(["robin.sample"], ["robin.sample"], "robin.sample", id="the only metric of the own check"),
        pytest.param(["hello.world", "mymetric"], [], "mymetric", id="the closest of two"),
        pytest.param([], ["system.load.1"], "my_metric", id="a stranger's metric is not taken"),
    ],
)
def test_the_metric_that_is_judged(sent, seen, chosen):
    subject = metric.choose(
        CustomChecks((check("mine", *sent),)) if sent else None,
        CandidateMetrics(tuple(points(name) for name in seen)) if seen else None,
        wanted="my_metric",
    )
    assert subject.name == chosen


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        pytest.param("test.support.random", "test.support.random", id="as asked"),
        pytest.param("support.random", "support.random", id="close"),
        pytest.param("Test.Support_Random", "Test.Support_Random", id="other separators"),
    ],
)
def test_another_challenge_asks_for_another_name(sent: str, chosen: str) -> None:
    subject = metric.choose(None, CandidateMetrics((points(sent),)), wanted="test.support.random")
    assert subject.name == chosen
    nothing = metric.choose(None, CandidateMetrics((points("my_metric"),)), wanted="test.support.random")
    assert nothing.name == "test.support.random"


def test_a_person_may_choose_and_the_others_are_named():
    subject = metric.choose(
        CustomChecks((check("mine", "my_metric", "temperature"),)), None, "temperature", wanted="my_metric"
    )
    assert (subject.name, subject.because, subject.others) == ("temperature", "chosen", ("my_metric",))


def test_the_check_that_sends_the_metric_is_judged_and_not_another():
    chosen, others = metric.check_of(
        CustomChecks((check("hello", "hello.world"), check("mine", "my_metric"))), "my_metric"
    )
    assert (chosen.name, others) == ("mine", ("hello",))


def test_two_strange_checks_are_not_guessed_between():
    assert metric.check_of(CustomChecks((check("hello", "a.b"), check("bye", "c.d"))), "my_metric") == (None, ())


def test_points_of_another_host_are_not_judged():
    elsewhere = CandidateMetrics((points("my_metric", "laptop", 9),))
    assert metric.points_of(elsewhere, "my_metric", ("birch",)) is None
    assert metric.points_of(elsewhere, "my_metric", ()).host == "laptop"


def test_points_of_the_judged_host_come_first():
    both = CandidateMetrics((points("my_metric", "laptop", 9), points("my_metric", "birch", 3)))
    assert metric.points_of(both, "my_metric", ("birch",)).host == "birch"
