"""The Agent's status as JSON."""

from __future__ import annotations

import json

import pytest

from verifier.probes.host.agent_status import of_json


def run(**changes: object) -> dict[str, object]:
    usual = {"CheckConfigSource": "file:/etc/datadog-agent/conf.d/my_metric.yaml", "Interval": 45_000_000_000,
             "LastError": "", "LastWarnings": [], "MetricSamples": 1}  # fmt: skip
    return {**usual, **changes}


def status(**changes: object) -> str:
    usual = {
        "version": "7.52.0",
        "metadata": {"meta": {"hostname": "cedar"}},
        "runnerStats": {"Checks": {"my_metric": {"my_metric:1f": run()}}},
        "checkSchedulerStats": {"LoaderErrors": {}},
        "apmStats": {"config": {"ReceiverPort": 8126}, "receiver": []},
    }
    return json.dumps({**usual, **changes})


def checks(**named: object) -> dict[str, object]:
    return {"Checks": named}


def test_json():
    read = of_json(status())
    assert read is not None
    assert (read.version, read.hostname) == ("7.52.0", "cedar")
    assert read.of("my_metric")[:2] == ("ok", "")
    assert [one.interval for one in read.runs] == [45.0]
    assert read.runs[0].source == "/etc/datadog-agent/conf.d/my_metric.yaml"


def test_lines_before_the_json_do_no_harm():
    assert of_json("Getting the status from the agent.\n\n" + status()) is not None


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "{", "null", '{"runnerStats"', "Error: permission denied", "[" * 100_000, '{"version": 1}']
)
def test_what_is_no_status_is_none(text):
    assert of_json(text) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "ok"),
        ({"LastError": '[{"message": "it broke", "traceback": "…"}]'}, "error"),
        ({"LastError": "plain words"}, "error"),
        ({"LastWarnings": ["careful"]}, "warning"),
    ],
)
def test_the_state_of_a_check(change, expected):
    read = of_json(status(runnerStats=checks(x={"x:1": run(**change)})))
    assert read is not None
    assert read.of("x")[0] == expected


def test_the_message_is_taken_out_of_its_wrapping():
    read = of_json(status(runnerStats=checks(x={"x:1": run(LastError='[{"message": "it broke"}]')})))
    assert read is not None
    assert read.of("x")[1] == "it broke"


def test_the_worst_instance_counts():
    two = {"x:1": run(), "x:2": run(LastError="broken", Interval=15_000_000_000)}
    read = of_json(status(runnerStats=checks(x=two)))
    assert read is not None
    assert read.of("x")[0] == "error"
    assert [one.interval for one in read.of("x")[2]] == [45.0, 15.0]


@pytest.mark.parametrize(
    "place",
    [
        {
            "checkSchedulerStats": {
                "LoaderErrors": {"x": {"Python Check Loader": "no module", "Core Check Loader": "no"}}
            }
        },
        {"autoConfigStats": {"ConfigErrors": {"x": "no module"}}},
        {"pyLoaderStats": {"ConfigureErrors": {"x": ["no module"]}}},
    ],
)
def test_a_check_that_is_not_loaded_says_why(place):
    read = of_json(status(**place))
    assert read is not None
    state, error, runs = read.of("x")
    assert (state, runs) == ("not loaded", ())
    assert "no module" in error


@pytest.mark.parametrize(
    "odd", [None, [], "text", {"x": None}, {"x": {"x:1": None}}, {"x": {"x:1": {"Interval": "soon"}}}]
)
def test_odd_shapes_do_no_harm(odd):
    read = of_json(status(runnerStats={"Checks": odd}, apmStats=odd, checkSchedulerStats=odd, metadata=odd))
    assert read is not None
    assert all(one.interval is None for one in read.runs)


@pytest.mark.parametrize(
    ("apm", "running", "traces"),
    [
        ({"config": {"ReceiverPort": 8126}, "receiver": []}, True, 0),
        ({"config": {"ReceiverPort": 8126}, "receiver": [{"Lang": "python", "TracesReceived": 5}]}, True, 5),
        ({"error": "connection refused", "port": 8126}, False, None),
        ({}, None, None),
        (None, None, None),
    ],
)
def test_the_trace_receiver(apm, running, traces):
    read = of_json(status(apmStats=apm))
    assert read is not None
    assert (read.receiver.running, read.receiver.traces) == (running, traces)
