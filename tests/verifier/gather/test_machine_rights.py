"""Real users and what they may read: what a user may not see is unknown, with how to allow it, and never missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab import exercise
from tests.lab.machine import Machine, machine
from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
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

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "namespaces")

LIMITED = "limited ALL=(ALL:ALL) NOPASSWD: /usr/bin/datadog-agent status *, /usr/bin/id\n"
TERMINAL = "Defaults:terminal requiretty\n"
LECTURED = "Defaults:lectured lecture=always\n"
ALLOW = "Allow sudo"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(
        tmp_path_factory.mktemp("lab") / "m", name="bionic-box", user="vagrant", files=exercise.files(), sudo="free",
        hide=("/usr/lib/postgresql",),
    ) as running:  # fmt: skip
        running.add("ordinary")
        running.add("member", groups=("dd-agent",))
        running.add("free", sudo="free")
        running.add("asked", sudo="password", password="invented-login")
        running.add("limited")
        running.add("terminal", sudo="free")
        running.add("lectured", sudo="free")
        running.write("/etc/sudoers.d/more", LIMITED + TERMINAL + LECTURED, mode=0o440)
        running.run("sh", "-c", "echo '@includedir /etc/sudoers.d' >>/etc/sudoers && visudo -c")
        exercise.begin(running)
        yield running


@pytest.fixture(scope="module")
def whole(lab) -> SourceFacts:
    return look(lab.target(sudo=True)).facts


def unread(facts: SourceFacts) -> set[type[Fact]]:
    return {kind for kind, value in facts.values.items() if isinstance(value, NotLooked)}


def contradictions(seen: SourceFacts, whole: SourceFacts) -> dict[str, tuple[Outcome, Outcome]]:
    """Criteria of which a user who may see less is told something else than "unknown" or the truth."""
    truth = exercise.outcomes(whole)
    return {
        key: (outcome, truth[key])
        for key, outcome in exercise.outcomes(seen).items()
        if outcome not in (Outcome.UNKNOWN, truth[key])
    }


@pytest.mark.parametrize("user", ["free", "lectured"])
def test_with_sudo_everything_is_read(lab, whole, user):
    facts = look(lab.target(user=user, sudo=True)).facts
    assert (facts.state, facts.reason) == (SourceState.READ, "")
    assert facts.values == whole.values


@pytest.mark.parametrize(
    ("user", "sudo", "sentence"),
    [
        pytest.param("ordinary", False, ALLOW, id="nothing is allowed"),
        pytest.param("free", False, ALLOW, id="sudo is there and not to be used"),
        pytest.param("ordinary", True, "Let sudo work without a password", id="not in sudoers"),
        pytest.param("asked", True, "Let sudo work without a password", id="sudo asks for a password"),
        pytest.param("limited", True, "Let sudo work without a password", id="sudo for one command only"),
        pytest.param("terminal", True, "Sudo refuses it", id="sudo wants a terminal"),
    ],
)
def test_without_the_right_it_is_unknown_and_the_sentence_says_how_to_allow_it(lab, whole, user, sudo, sentence):
    facts = look(lab.target(user=user, sudo=sudo)).facts
    assert facts.state is SourceState.PARTLY
    assert unread(facts) == {AgentTags, TraceReceiver, TracedProcesses}
    assert sentence in facts.values[AgentTags].reason
    assert "group dd-agent" in facts.values[AgentTags].reason
    (check,) = facts.values[CustomChecks].items
    assert sentence in check.unread
    assert (check.metrics, check.intervals) == ((), ())
    (integration,) = facts.values[Integrations].items
    assert sentence in integration.unread
    agent = facts.values[Agent]
    assert (agent.version, agent.running) == ("7.52.0", False)
    assert sentence in agent.status_unread
    assert facts.values[OperatingSystem] == whole.values[OperatingSystem]
    assert facts.values[Databases] == whole.values[Databases]
    assert contradictions(facts, whole) == {}


def test_a_member_of_the_agents_group_reads_the_files_and_not_the_status(lab, whole):
    facts = look(lab.target(user="member")).facts
    assert facts.values[AgentTags] == whole.values[AgentTags]
    assert ALLOW in facts.values[Agent].status_unread
    (check,), (same,) = facts.values[CustomChecks].items, whole.values[CustomChecks].items
    assert (check.interval, check.interval_from, check.metrics) == (45.0, "rules", same.metrics)
    assert ALLOW in check.status_unread
    assert unread(facts) == {TraceReceiver, TracedProcesses}
    assert contradictions(facts, whole) == {}


@pytest.mark.parametrize("folder", ["conf.d", "checks.d"])
def test_a_folder_that_may_not_be_looked_into_is_not_empty(lab, whole, folder):
    lab.run("chmod", "700", f"/etc/datadog-agent/{folder}")
    try:
        facts = look(lab.target(user="member")).facts
        with_sudo = look(lab.target(user="free", sudo=True)).facts
    finally:
        lab.run("chmod", "755", f"/etc/datadog-agent/{folder}")
    assert contradictions(facts, whole) == {}
    assert with_sudo.values == whole.values
    if folder == "checks.d":
        assert ALLOW in facts.values[CustomChecks].reason
    else:
        assert ALLOW in facts.values[CustomChecks].items[0].unread
        assert ALLOW in facts.values[Integrations].reason


def test_a_home_of_the_agent_that_may_not_be_entered_is_not_empty(lab, whole):
    lab.run("chmod", "700", "/etc/datadog-agent")
    try:
        facts = look(lab.target(user="ordinary")).facts
        with_sudo = look(lab.target(user="free", sudo=True)).facts
    finally:
        lab.run("chmod", "755", "/etc/datadog-agent")
    assert not any(isinstance(value, NotThere) for value in facts.values.values())
    assert contradictions(facts, whole) == {}
    assert with_sudo.values == whole.values


def test_where_sudo_is_not_installed_that_is_what_is_said(lab, whole):
    lab.run("mv", "/usr/bin/sudo", "/usr/bin/sudo.away")
    try:
        facts = look(lab.target(user="ordinary", sudo=True)).facts
    finally:
        lab.run("mv", "/usr/bin/sudo.away", "/usr/bin/sudo")
    assert "Sudo is not installed" in facts.values[AgentTags].reason
    assert contradictions(facts, whole) == {}


def test_hidden_processes_are_unknown_and_not_missing(lab, whole):
    lab.run("mount", "-o", "remount,hidepid=invisible", "/proc")
    try:
        facts = look(lab.target(user="member")).facts
        with_sudo = look(lab.target(user="free", sudo=True)).facts
    finally:
        lab.run("mount", "-o", "remount,hidepid=off", "/proc")
    assert isinstance(facts.values[Databases], NotLooked)
    assert isinstance(facts.values[TracedProcesses], NotLooked)
    assert contradictions(facts, whole) == {}
    assert with_sudo.values[Databases] == whole.values[Databases]


def test_docker_that_sudo_would_not_find_is_asked_all_the_same(lab):
    """secure_path of Red Hat's sudoers has no /usr/local/bin, where docker often is."""
    lab.write("/usr/local/bin/docker", "#!/bin/sh\ncase $1 in ps) echo 'db|mongo:7|' ;; esac\n", mode=0o755)
    lab.write("/etc/sudoers.d/path", "Defaults secure_path=/sbin:/bin:/usr/sbin:/usr/bin\n", mode=0o440)
    try:
        facts = look(lab.target(user="free", sudo=True)).facts
    finally:
        lab.remove("/usr/local/bin/docker")
        lab.remove("/etc/sudoers.d/path")
    assert ("mongodb", "container") in [(one.kind, one.how) for one in facts.values[Databases].items]


def test_a_look_writes_nothing(lab, whole):
    everywhere = ("/tmp", "/home", "/etc", "/opt", "/root", "/run", "/srv", "/usr", "/var/tmp", "/dev")
    for at in everywhere:
        lab.run("sh", "-c", 'mount --rbind "$1" "$1" && mount -o remount,bind,ro "$1"', "sh", at)
    lab.run("mount", "-o", "remount,ro", "/dev/shm")
    try:
        assert lab.run("touch", "/tmp/x", check=False).returncode != 0
        facts = look(lab.target(user="free", sudo=True)).facts
    finally:
        for at in everywhere:
            lab.run("umount", "-l", at)
        lab.run("mount", "-o", "remount,rw", "/dev/shm")
    assert facts.values == whole.values
