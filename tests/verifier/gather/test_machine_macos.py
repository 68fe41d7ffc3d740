"""The layout of a Mac on a real machine, through a real SSH server. A layout and not a Mac: Darwin's kernel, its /bin/sh
(an old bash) and its tools are not here; the tools are this machine's, and refuse what BSD's do not know."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from sandbox.hosts import HostSeed, macos
from sandbox.hosts.materialise import materialise
from tests import layouts
from tests.lab.exercise import outcomes
from tests.lab.machine import Machine, machine
from verifier.facts import NotLooked, SourceState
from verifier.facts.host import (
    Agent,
    AgentTags,
    CustomChecks,
    Databases,
    Integrations,
    OperatingSystem,
    TracedProcesses,
    TraceReceiver,
)
from verifier.gather.host import look
from verifier.verdicts import Outcome

pytestmark = pytest.mark.needs("sshd", "ip", "namespaces")

LINUX_ONLY = ("/usr/bin/timeout", "/usr/bin/systemd-detect-virt", "/usr/lib/os-release", "/usr/lib/postgresql")
REFUSED = "/var/log/refused"
STRICT = """#!/bin/sh
for word; do
  case $word in
    --?* | {gnu}) printf '%s\\n' "{tool} $*" >>{log}; echo "{tool}: illegal option" >&2; exit 64 ;;
  esac
done
exec /usr/bin/{tool} {more} "$@"
"""
GNU = {
    "sed": "-r | -i | -z | -s | -u",
    "grep": "-P | -z",
    "find": "-printf | -regextype | -readable | -executable",
    "head": "-c-* | -n-* | -z | -q",
    "readlink": "-f | -e | -m",
    "sort": "-V | -z | -h",
    "uniq": "-z | -w",
    "tr": "-t",
}
"""tool -> options that BSD's does not have"""


def made(folders: pytest.TempPathFactory, seed: HostSeed) -> Iterator[Machine]:
    stand_ins = folders.mktemp("stand-ins")
    stand_ins.chmod(0o755)
    materialise(seed, stand_ins, now=int(time.time()))
    with machine(
        folders.mktemp("lab") / "m", name="adas-box", user="ada", groups=("dd-agent",), files=seed.files,
        binds={stand_ins: stand_ins}, hide=LINUX_ONLY,
    ) as running:  # fmt: skip
        running.write(REFUSED, "", mode=0o666)
        for command in (*macos.COMMANDS, "datadog-agent"):
            running.run("ln", "-s", f"{stand_ins}/bin/{command}", f"/usr/local/bin/{command}")
        for tool, gnu in GNU.items():
            text = STRICT.format(tool=tool, gnu=gnu, log=REFUSED, more="--posix" if tool == "sed" else "")
            running.write(f"/usr/local/bin/{tool}", text, mode=0o755)
        home, rights = "/opt/datadog-agent/etc", 'chown -R dd-agent: "$1" && chmod -R u=rwX,g=rwX,o= "$1"'
        running.run("sh", "-c", rights, "sh", home)
        running.run(
            "sh", "-c", "chmod 755 /usr/local/opt/mysql/bin/mysqld; rm -rf /etc/os-release /etc/timezone /etc/hostname"
        )
        running.run("ln", "-sf", "/var/db/timezone/zoneinfo/Europe/Berlin", "/etc/localtime")
        running.add("guest")
        running.run("mount", "-t", "tmpfs", "-o", "mode=755", "none", "/proc")
        yield running


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    yield from made(tmp_path_factory, layouts.macos_7())


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    yield from made(tmp_path_factory, layouts.macos_5())


@pytest.mark.parametrize("name", ["seven", "five"])
def test_the_exercise_is_seen_as_far_as_a_mac_shows_it(name, request):
    mac: Machine = request.getfixturevalue(name)
    reading = look(mac.target())
    values = reading.facts.values
    assert (reading.facts.state, reading.facts.reason) == (SourceState.READ, "")
    system = values[OperatingSystem]
    assert (system.id, system.version, system.kernel) == ("macos", "13.4", "Darwin 22.5.0")
    assert (system.hostname, system.timezone, system.virtualisation) == ("adas-box", "Europe/Berlin", "")
    agent = values[Agent]
    assert (agent.version, agent.running) == ({"seven": "7.52.0", "five": "5.32.2"}[name], True)
    assert values[AgentTags].tags == ("role:exercise", "env:trial")
    assert [(one.interval, one.status) for one in values[CustomChecks].items] == [(45.0, "ok")]
    assert [(one.name, one.status) for one in values[Integrations].items] == [("mysql", "ok")]
    assert values[TraceReceiver].traces_last_minute == 6
    assert [(one.kind, one.how, one.detail) for one in values[Databases].items] == [
        ("mysql", "process", "mysqld"),
        ("mysql", "port", "3306"),
        ("mysql", "package", "/usr/local/opt/mysql/bin/mysqld"),
    ]
    (app,) = values[TracedProcesses].items
    assert (app.source, app.framework, app.environment_read) == ("/Users/ada/my_app.py", "flask", False)
    assert not {Outcome.FAIL, Outcome.ABSENT} & set(outcomes(reading.facts).values())


@pytest.mark.parametrize("name", ["seven", "five"])
def test_nothing_is_asked_that_bsd_tools_do_not_know(name, request):
    mac: Machine = request.getfixturevalue(name)
    look(mac.target())
    assert mac.read(REFUSED) == ""


def test_the_tools_do_refuse(seven):
    assert seven.run("sed", "-r", "s/a+//", check=False).returncode == 64
    assert seven.run("readlink", "-f", "/", check=False).returncode == 64
    assert seven.run("sed", "-n", r"/a\|b/p", input="a\n").stdout == ""
    seven.write(REFUSED, "", mode=0o666)


def test_one_who_is_no_administrator_reads_nothing_and_nothing_is_missing(seven):
    facts = look(seven.target(user="guest")).facts
    assert isinstance(facts.values[AgentTags], NotLooked)
    assert "may not be read by this user. Allow sudo for this look, or" in facts.values[AgentTags].reason
    assert "the group admin" in facts.values[AgentTags].reason
    assert isinstance(facts.values[CustomChecks], NotLooked)
    assert not {Outcome.FAIL, Outcome.ABSENT} & set(outcomes(facts).values())
