"""A machine whose every program is busybox: the same facts as on Debian, through a real SSH server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from tests.lab import exercise
from tests.lab.machine import Machine, machine
from verifier.facts import NotLooked, SourceFacts, SourceState
from verifier.facts.host import AgentTags, CustomChecks, OperatingSystem, TracedProcesses
from verifier.gather.host import look

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "busybox", "namespaces")


APP = ("sh", "wait.sh", "my_app.py")


def made(folders: pytest.TempPathFactory, userland: str) -> AbstractContextManager[Machine]:
    files = {**exercise.files(), "/home/vagrant/wait.sh": "sleep 3600\n:\n"}
    return machine(
        folders.mktemp("lab") / "m", name="bionic-box", user="vagrant", userland=userland, sudo="free", files=files,
        hide=("/usr/lib/postgresql", "/usr/bin/systemd-detect-virt"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SourceFacts]:
    with made(tmp_path_factory, "debian") as running:
        exercise.begin(running, app=APP)
        yield look(running.target(sudo=True)).facts


@pytest.fixture(scope="module")
def busybox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with made(tmp_path_factory, "busybox") as running:
        exercise.begin(running, app=APP)
        running.add("ordinary", shell="/bin/sh")
        running.add("noisy", shell="/bin/ash", sudo="free")
        yield running


def test_there_is_nothing_but_busybox(busybox):
    for tool in ("sh", "sed", "grep", "find", "head", "sort", "timeout", "cat", "ps", "readlink"):
        assert busybox.run("readlink", "-f", f"/usr/bin/{tool}").stdout == "/usr/bin/busybox\n"


@pytest.mark.parametrize("user", ["vagrant", "noisy"])
def test_busybox_says_what_debian_says(busybox, debian, user):
    reading = look(busybox.target(user=user, sudo=True))
    assert (reading.facts.state, reading.facts.reason) == (SourceState.READ, "")
    assert reading.facts.values == debian.values
    apps = [(app.command, app.source, app.framework) for app in debian.values[TracedProcesses].items]
    assert (" ".join(APP), "/home/vagrant/my_app.py", "flask") in apps
    assert debian.values[CustomChecks].items[0].interval == 45.0


def test_without_sudo_it_is_as_unknown_as_on_debian(busybox):
    facts = look(busybox.target(user="ordinary")).facts
    assert facts.state is SourceState.PARTLY
    assert isinstance(facts.values[OperatingSystem], OperatingSystem)
    assert isinstance(facts.values[AgentTags], NotLooked)
    assert "Allow sudo" in facts.values[AgentTags].reason
