"""Checks of the machine about the traced app."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier.checks.tracing.host import host_app_is_traced, host_uses_one_tracing_method
from verifier.facts.base import NotLooked, NotThere
from verifier.facts.host import TracedProcess, TracedProcesses, TraceReceiver
from verifier.verdicts import Outcome

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

APP = TracedProcess("python my_app.py", True, "/home/cedar/my_app.py", True, (), "flask", "my-app", 5050)
MANUAL = replace(APP, ddtrace_run=False, manual=("patch_all",))
BARE = replace(APP, ddtrace_run=False)
RECEIVING = TraceReceiver(True, 8126, 5, ("python 3.8 (tracer 2.1): 5 traces",))
QUIET = TraceReceiver(True, 8126, 0)
DOWN = TraceReceiver(False, 8126, None, problem="connection refused")
NO_STATUS = NotLooked("The status may not be read.")
NO_APP = NotThere("No app runs.")


def some(*items: TracedProcess, complete: bool = True) -> TracedProcesses:
    return TracedProcesses(items, complete)


@pytest.mark.parametrize(
    ("receiver", "processes", "outcome"),
    [
        pytest.param(RECEIVING, some(APP), PASS, id="traces arrive"),
        pytest.param(RECEIVING, NO_APP, PASS, id="traces arrive from an app that is not seen"),
        pytest.param(RECEIVING, NotLooked("…"), PASS, id="traces arrive, processes not readable"),
        pytest.param(QUIET, some(APP), UNKNOWN, id="no traces in the last minute"),
        pytest.param(DOWN, some(APP), FAIL, id="the receiver is down"),
        pytest.param(DOWN, some(MANUAL), FAIL, id="the receiver is down, manual tracer"),
        pytest.param(NO_STATUS, some(APP), UNKNOWN, id="no status"),
        pytest.param(QUIET, some(BARE), FAIL, id="an app without a tracer"),
        pytest.param(QUIET, some(BARE, complete=False), UNKNOWN, id="an app without a tracer, not all seen"),
        pytest.param(QUIET, some(replace(BARE, source_read=False)), UNKNOWN, id="source not readable"),
        pytest.param(QUIET, some(replace(BARE, environment_read=False)), UNKNOWN, id="environment not readable"),
        pytest.param(QUIET, NO_APP, UNKNOWN, id="nothing runs now"),
        pytest.param(DOWN, NO_APP, UNKNOWN, id="nothing runs, not even the receiver"),
        pytest.param(NotThere("No Agent."), NO_APP, UNKNOWN, id="nothing at all"),
    ],
)
def test_host_app_is_traced(receiver, processes, outcome):
    finding = host_app_is_traced(receiver, processes)
    assert finding.outcome is outcome
    assert finding.reason


def test_quiet_traces_are_looked_for_again():
    assert host_app_is_traced(QUIET, some(APP)).wait_seconds == 60


@pytest.mark.parametrize(
    ("processes", "outcome"),
    [
        pytest.param(some(APP), PASS, id="ddtrace-run"),
        pytest.param(some(MANUAL), PASS, id="manual"),
        pytest.param(some(APP, BARE), PASS, id="ddtrace-run, and another app"),
        pytest.param(some(replace(APP, manual=("tracer.wrap",))), PASS, id="ddtrace-run and spans of one's own"),
        pytest.param(some(replace(APP, manual=("patch_all",))), FAIL, id="both"),
        pytest.param(some(replace(APP, manual=("TraceMiddleware",)), complete=False), FAIL, id="both, not all seen"),
        pytest.param(some(replace(APP, source_read=False)), UNKNOWN, id="source not readable"),
        pytest.param(some(replace(MANUAL, environment_read=False)), UNKNOWN, id="environment not readable"),
        pytest.param(some(APP, complete=False), UNKNOWN, id="not all seen"),
        pytest.param(some(replace(APP, own_modules=("helper",))), UNKNOWN, id="a module of one's own was not read"),
        pytest.param(some(BARE), UNKNOWN, id="no method seen"),
        pytest.param(some(), UNKNOWN, id="nothing seen"),
        pytest.param(NO_APP, UNKNOWN, id="nothing runs"),
    ],
)
def test_host_uses_one_tracing_method(processes, outcome):
    finding = host_uses_one_tracing_method(processes)
    assert finding.outcome is outcome
    if outcome is PASS:
        assert finding.evidence
