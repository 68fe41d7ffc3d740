"""The Agent's status as text, the info of Agent 5, and configcheck."""

from __future__ import annotations

import pytest

from verifier.probes.host.agent_texts import of_info, of_text, resolved_intervals, says_not_running, too_old

TEXT = """Getting the status from the agent.

===============
Agent (v7.41.1)
===============

  Hostnames
  =========
    hostname: cedar
    socket-fqdn: cedar.example

=========
Collector
=========

  Running Checks
  ==============

    cpu
    ---
      Instance ID: cpu [OK]
      Metric Samples: Last Run: 8, Total: 985

    my_metric (unversioned)
    -----------------------
      Instance ID: my_metric:5ba864f3937b5bad [OK]
      Configuration Source: file:/etc/datadog-agent/conf.d/my_metric.yaml
      Total Runs: 1,842
      Metric Samples: Last Run: 1, Total: 1,842
      Average Execution Time : 8ms

    mysql (10.1.0)
    --------------
      Instance ID: mysql:d884b5186b651429 [ERROR]
      Configuration Source: file:/etc/datadog-agent/conf.d/mysql.d/conf.yaml
      Metric Samples: Last Run: 0, Total: 0
      Error: (1045, "Access denied for user")
      Traceback (most recent call last):
        File "x", line 1

    network (2.9.2)
    ---------------
      Instance ID: network:e884b5186b651429 [WARNING]
      Metric Samples: Last Run: 1,174, Total: 146,334

  Check Initialization Errors
  ===========================


      postgres (13.1.0)
      -----------------

      instance 0:

        could not invoke 'postgres' python check constructor.
  Loading Errors
  ==============
    wrong
    -----
      Python Check Loader:
        unable to import module 'wrong'

========
JMXFetch
========
  no checks

=========
APM Agent
=========
  Status: Running
  Pid: 930
  Receiver: localhost:8126

  Receiver (previous minute)
  ==========================
    From python 3.11.7 (CPython), client 4.16.0
      Traces received: 5 (11,496 bytes)
      Spans received: 45

=========
Forwarder
=========
  fine
"""


def test_text():
    read = of_text(TEXT)
    assert read is not None
    assert (read.version, read.hostname) == ("7.41.1", "cedar")
    assert [(one.name, one.status, one.samples) for one in read.runs] == [
        ("cpu", "ok", 8),
        ("my_metric", "ok", 1),
        ("mysql", "error", 0),
        ("network", "warning", 1174),
    ]
    assert read.of("mysql")[1] == '(1045, "Access denied for user")'
    assert read.of("postgres")[0] == "not loaded"
    assert "constructor" in read.of("postgres")[1]
    assert "unable to import" in read.of("wrong")[1]
    assert all(one.interval is None for one in read.runs)
    assert (read.receiver.running, read.receiver.port, read.receiver.traces) == (True, 8126, 5)


@pytest.mark.parametrize(
    ("part", "running"),
    [
        ("  Status: Not running or unreachable on localhost:8126.\n  Error: refused\n", False),
        ("  Status: Unavailable\n  Error: refused\n", False),
        ("  Status: Running\n  Receiver: localhost:8126\n\n    No traces received in the previous minute.\n", True),
    ],
)
def test_the_trace_receiver_of_the_text(part, running):
    head = TEXT.partition("=========\nAPM Agent")[0]
    read = of_text(f"{head}=========\nAPM Agent\n=========\n{part}")
    assert read is not None
    assert read.receiver.running is running
    assert not read.receiver.traces


@pytest.mark.parametrize("text", ["", "Error: could not reach agent", "x" * 10_000])
def test_what_is_no_text_status_is_none(text):
    assert of_text(text) is None


def test_info_of_agent_5():
    text = """====================
Collector (v 5.32.2)
====================

  Hostnames
  =========

    hostname: cedar

  Checks
  ======

    my_metric (5.32.2)
    ------------------
      - instance #0 [OK]
      - Collected 1 metric, 0 events & 0 service checks

    mysql (5.32.2)
    --------------
      - instance #0 [ERROR]: 'no password'
      - Collected 0 metrics, 0 events & 1 service check
"""
    read = of_info(text)
    assert read is not None
    assert (read.version, read.hostname) == ("5.32.2", "cedar")
    assert [(one.name, one.status, one.samples) for one in read.runs] == [("my_metric", "ok", 1), ("mysql", "error", 0)]
    assert of_info("anything") is None


INFO = """====================
Collector (v 5.11.3)
====================

  Status date: 2018-01-29 10:05:11 (14s ago)
  Pid: 1375

  Hostnames
  =========

    socket-hostname: cedar-socket
    hostname: cedar

  Checks
  ======

    ntp
    ---
      - Collected 0 metrics, 0 events & 0 service checks

    mongo
    -----
      - instance #0 [ERROR]: 'localhost:27016: [Errno 111] Connection refused'
      - instance #1 [OK]
      - Collected 114 metrics, 0 events & 2 service checks
      - Dependencies:
          - pymongo: 3.2

    broken
    ------
      - initialize check class [ERROR]: SyntaxError('invalid syntax',)

====================
Dogstatsd (v 5.11.3)
====================

  Status date: 2018-01-29 10:05:11 (9000s ago)

""".replace("\n\n", "\n  \n")  # it writes blanks on empty lines
TRACES = """======================
Trace Agent (v 0.99.0)
======================

  Pid: 38149
  Hostname: cedar
  Receiver: localhost:8126
  Endpoints:

  --- Receiver stats (1 min) ---

  From python 2.7.12 (CPython), client 0.12.0
    Traces received: 6 (13800 bytes)
    Spans received: 54

  --- Writer stats (1 min) ---

  Traces: 1 payloads, 6 traces
"""
OLDER = """======================
Trace Agent (v 0.9.0)
======================

  Receiver: localhost:8126
  API Endpoint: https://trace.agent.datadoghq.com

  --- Receiver stats (1 min) ---

  -> tags: python, 2.7.9, CPython, 0.8.0

    Traces received: 3 (900 bytes)
"""
DOWN = "======================\nTrace Agent (v 0.99.0)\n======================\n\n  Not running (port 8126)\n\n"


def test_info_of_an_older_agent_5_names_checks_without_a_version():
    read = of_info(INFO)
    assert (read.version, read.hostname, too_old(INFO), says_not_running(INFO)) == ("5.11.3", "cedar", "", False)
    assert [(one.name, one.status, one.samples) for one in read.runs] == [("mongo", "error", 114), ("mongo", "ok", 0)]
    assert read.of("mongo")[:2] == ("error", "'localhost:27016: [Errno 111] Connection refused'")
    assert read.of("broken")[:2] == ("not loaded", "SyntaxError('invalid syntax',)")


@pytest.mark.parametrize(
    ("more", "running", "traces"), [("", None, None), (TRACES, True, 6), (OLDER, True, 3), (DOWN, False, None)]
)
def test_the_traces_of_agent_5_stand_below_its_info(more, running, traces):
    receiver = of_info(INFO + more).receiver
    assert (receiver.running, receiver.traces) == (running, traces)
    assert receiver.port == (8126 if more else None)


def test_an_info_that_nobody_writes_any_more_proves_nothing():
    assert "900 seconds ago" in too_old(INFO.replace("(14s ago)", "(900s ago)"))


def test_an_agent_5_that_does_not_run_says_so():
    assert says_not_running(
        "====================\nCollector (v 5.11.3)\n====\n\n  Collector is not running.\n  You can"
    )


def test_configcheck():
    text = """=== Configuration errors ===

broken: yaml error

=== my_metric check ===
Configuration provider: file
Configuration source: file:/etc/datadog-agent/conf.d/my_metric.yaml
Config for instance ID: my_metric:5ba864f3937b5bad
min_collection_interval: 45
~
Config for instance ID: my_metric:6ba864f3937b5bad
other:
  min_collection_interval: 45
text: |-
  min_collection_interval: 45
~
Init Config:
{}
===

=== old check ===
Source: File
Instance ID: old:1
min_collection_interval: 30
~
===

=== oldest check ===
Source: File Configuration Provider
Instance 1:
min_collection_interval: 20
~
===
"""
    assert resolved_intervals(text) == {"my_metric": (45.0, 15.0), "old": (30.0,), "oldest": (20.0,)}


def test_a_configcheck_of_instances_without_an_end_is_read_soon():
    assert resolved_intervals("=== a check ===\n" + "Instance ID: x\n" * 60_000) == {}
