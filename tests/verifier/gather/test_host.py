"""A look at a sandbox host: facts, their arrival, what is kept, and what never leaves the host."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.hosts import RunningHost, running
from tests.hosts import APP, CHECK, OS_RELEASE, facts_of, seed, target
from verifier import recording
from verifier.facts import NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.host import (
    Agent,
    AgentTags,
    CustomChecks,
    Databases,
    HostFact,
    Integrations,
    OperatingSystem,
    TracedProcesses,
    TraceReceiver,
)
from verifier.gather.host import look, read
from verifier.gather.reading import Reading
from verifier.probes.host import PROBES, what_we_read
from verifier.script import Asked, Section, written
from verifier.verdicts import How


@pytest.fixture(scope="module")
def good() -> Iterator[tuple[RunningHost, Reading, list[SourceFacts]]]:
    reports: list[SourceFacts] = []
    with running([seed()]) as hosts:
        yield hosts["good"], look(target(hosts["good"]), report=reports.append), reports


def test_everything_is_read(good):
    host, reading, _ = good
    values = reading.facts.values
    assert (reading.facts.state, reading.facts.reason) == (SourceState.READ, "")
    assert reading.facts.how is How.SSH
    assert reading.facts.origin == f"vagrant@127.0.0.1:{host.port}"
    assert values[OperatingSystem].version == "18.04"
    assert values[OperatingSystem].hostname == "bionic-box"
    assert values[OperatingSystem].virtualisation == "oracle"
    assert (values[Agent].version, values[Agent].running, values[Agent].health) == ("7.52.0", True, "pass")
    assert values[AgentTags].tags == ("role:exercise", "env:trial")
    assert {item.kind for item in values[Databases].items} == {"mysql"}
    assert [(item.name, item.status) for item in values[Integrations].items] == [("mysql", "ok")]
    assert [(item.name, item.interval, item.interval_from) for item in values[CustomChecks].items] == [
        ("my_metric", 45.0, "status")
    ]
    assert values[TraceReceiver].traces_last_minute == 6
    (app,) = values[TracedProcesses].items
    assert (app.ddtrace_run, app.source, app.framework, app.service) == (
        True,
        "/home/vagrant/my_app.py",
        "flask",
        "my-app",
    )


def test_facts_are_reported_as_they_arrive(good):
    _, reading, reports = good
    assert all(report.state is SourceState.READING for report in reports)
    counts = [len(report.values) for report in reports]
    assert counts == sorted(counts)
    assert counts[0] < len(PROBES) == counts[-1]
    assert all(set(report.values) <= set(reading.facts.values) for report in reports)


def test_what_is_kept_gives_the_same_facts_again(good):
    _, reading, _ = good
    assert read(reading.raw).values == reading.facts.values


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="UTF-8 with a mark"),
        pytest.param(lambda raw: b"Welcome to this machine!\n\n" + raw + b"logout\n", id="junk around"),
        pytest.param(lambda raw: raw.decode().encode("utf-16"), id="UTF-16"),
    ],
)
def test_a_file_that_went_through_an_editor_reads_the_same(good, spoil):
    _, reading, _ = good
    facts = read(spoil(reading.raw), how=How.OWN_RUN)
    assert facts.how is How.OWN_RUN
    assert facts.state is SourceState.READ
    assert facts.values[CustomChecks] == reading.facts.values[CustomChecks]


@pytest.mark.parametrize("raw", [b"", b"hello", b"proofboard-look 1 x", b"\xff\xfe\x00", b"\x00" * 1000])
def test_a_file_that_is_none_of_ours_is_not_read(raw):
    facts = read(raw, how=How.OWN_RUN)
    assert facts.state is SourceState.NOT_READ
    assert all(isinstance(value, NotLooked) for value in facts.values.values())


def test_facts_are_dated_by_the_clock_of_the_look():
    with running([seed()]) as hosts:
        reading = look(target(hosts["good"]), now=lambda: 0)
    assert reading.facts.taken_at == "1970-01-01T00:00:00+00:00"
    assert read(reading.raw, now=lambda: 1).taken_at == "1970-01-01T00:00:01+00:00"


def test_facts_survive_json(good):
    _, reading, _ = good
    kept = json.loads(json.dumps(recording.to_json(reading.facts)))
    assert recording.from_json(kept).values == reading.facts.values


@pytest.mark.parametrize(
    "secret", [b"0" * 32, b"1" * 32, b"invented-pw", b"invented-login", b"HISTFILE", b"bash_history"]
)
def test_secrets_never_leave_the_host(good, secret):
    _, reading, _ = good
    assert secret not in reading.raw
    assert secret.decode() not in str(reading.facts)


def test_a_machine_that_repeats_the_password_does_not_get_it_into_the_record():
    repeated = OS_RELEASE.replace("Ubuntu 18.04.6 LTS", "invented-login")
    with running([seed(files={"/etc/os-release": repeated})]) as hosts:
        reading = look(target(hosts["good"], key="", password="invented-login"))
    assert reading.facts.values[OperatingSystem].id == "ubuntu"
    assert b"invented-login" not in reading.raw
    assert "invented-login" not in str(reading.facts)


def test_the_value_of_a_flag_stays_on_the_machine():
    command = ["python", "my_app.py", "--db-password", "invented-value", "--api-key=invented-other"]
    app = {
        "pid": 1300,
        "name": "python",
        "command": command,
        "cwd": "/home/vagrant",
        "environment": {"DD_SERVICE": "x"},
    }
    with running([seed(processes=[app])]) as hosts:
        reading = look(target(hosts["good"]))
    (found,) = reading.facts.values[TracedProcesses].items
    assert found.command.startswith("python my_app.py --db-password xxxx")
    assert b"invented-value" not in reading.raw
    assert b"invented-other" not in reading.raw


def test_single_facts_can_be_asked_for():
    with running([seed()]) as hosts:
        reading = look(target(hosts["good"]), only=frozenset[type[HostFact]]({AgentTags}))
    assert set(reading.facts.values) == {AgentTags}
    assert b"my_app" not in reading.raw


def test_a_report_may_stop_the_look():
    class Stop(Exception):
        pass

    def stop(_facts: SourceFacts) -> None:
        raise Stop

    with running([seed()]) as hosts, pytest.raises(Stop):
        look(target(hosts["good"]), report=stop)


@pytest.mark.parametrize(
    ("files", "field", "word"),
    [
        ({"conf.d/my_metric.yaml": None}, "status", "not loaded"),
        ({"conf.d/my_metric.yaml": "instances:\n"}, "config_problem", "no list"),
        ({"conf.d/my_metric.yaml": "instances: [\n"}, "config_problem", "not valid YAML"),
        ({"checks.d/my_metric.py": "class X(:\n"}, "code_problem", "not valid Python"),
        ({"checks.d/my_metric.py": "print 'x'\n" + CHECK}, "code_problem", "Python 2"),
        ({"checks.d/my_metric.py": CHECK + "#" * 70_000}, "unread", "longer than we read"),
        ({"conf.d/my_metric.yaml": "a: 1\n" * 20_000}, "unread", "longer than we read"),
    ],
)
def test_broken_files_say_what_is_wrong(files, field, word):
    values = facts_of(files={f"/etc/datadog-agent/{path}": text for path, text in files.items()}).values
    (check,) = values[CustomChecks].items
    assert word in getattr(check, field)


def test_a_second_way_of_tracing_is_seen():
    values = facts_of(files={"/home/vagrant/my_app.py": APP + "from ddtrace import patch_all\npatch_all()\n"}).values
    (app,) = values[TracedProcesses].items
    assert (app.ddtrace_run, app.manual) == (True, ("patch_all",))


def test_a_program_that_is_neither_traced_nor_a_web_app_stays_at_home():
    process = {"pid": 50, "name": "python", "command": ["python", "/home/vagrant/diary.py"], "cwd": "/"}
    with running([seed(processes=[process], files={"/home/vagrant/diary.py": "secret_diary = 1\n"})]) as hosts:
        reading = look(target(hosts["good"]))
    assert b"secret_diary" not in reading.raw
    assert isinstance(reading.facts.values[TracedProcesses], NotThere)


@pytest.mark.parametrize(
    ("command", "environment", "source"),
    [
        (["gunicorn", "shop.web:app", "-b", "0.0.0.0:5050"], {}, "/srv/shop/web.py"),
        (["flask", "run", "--port", "5050"], {"FLASK_APP": "shop/web.py"}, "/srv/shop/web.py"),
        (["python", "-m", "flask", "run", "-p", "5050"], {"FLASK_APP": "shop/web"}, "/srv/shop/web.py"),
        (["/usr/bin/python3", "/srv/shop/web.py"], {"PORT": "5050"}, "/srv/shop/web.py"),
    ],
)
def test_the_source_of_an_app_is_found(command, environment, source):
    process = {
        "pid": 50,
        "name": command[0].rpartition("/")[2],
        "command": command,
        "cwd": "/srv",
        "environment": environment,
    }
    values = facts_of(processes=[process], files={"/srv/shop/web.py": APP}).values
    (app,) = values[TracedProcesses].items
    assert (app.source, app.framework, app.port, app.ddtrace_run) == (source, "flask", 5050, False)


def test_what_we_read_is_made_of_the_probes():
    lines = what_we_read()
    said = " ".join(thing for line in lines for thing in line.things)
    assert "/etc/os-release" in said
    assert "datadog-agent status" in said
    assert "DD_SERVICE" in said
    assert "history" not in said
    every = {thing for probe in PROBES for ask in probe.asks for thing in ask.told}
    assert every == {thing for line in lines for thing in line.things}


def test_a_cut_answer_tells_the_truth_or_nothing(good):
    _, reading, _ = good
    for end in range(0, len(reading.raw), 997):
        cut = read(reading.raw[:end])
        assert cut.state is not SourceState.READ
        for fact, value in cut.values.items():
            assert isinstance(value, NotLooked) or value == reading.facts.values[fact]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spoilt_answer_never_raises(good, data):
    _, reading, _ = good
    raw = bytearray(reading.raw)
    for _ in range(data.draw(st.integers(1, 30))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    facts = read(bytes(raw))
    assert set(facts.values) == {probe.fact for probe in PROBES}


def test_containers_that_may_not_be_listed_may_hold_the_database():
    denied = "permission denied while trying to connect to the Docker daemon socket"
    nonce = "0123456789abcdef"
    sections = [
        Section("processes", "", "", 0),
        Section("ports", "", "", 0),
        Section("packages", "", "", 0),
        Section("containers", "list", "", 1, denied),
    ]
    raw = f"proofboard-look 1 {nonce}\n" + "".join(
        written(section, nonce) + written(Asked(section.key), nonce) for section in sections
    )
    value = read(raw.encode()).values[Databases]
    assert isinstance(value, NotLooked)
    assert "may not be read" in value.reason
    without = read(raw.replace(denied, "Is the docker daemon running?").encode()).values[Databases]
    assert isinstance(without, NotThere)
