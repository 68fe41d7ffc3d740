"""With a root set, nothing outside of it is read, in any layout: a real machine full of canaries, and a root on it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.hosts.materialise import materialise
from tests import layouts
from tests.hosts import APP, CHECK
from tests.lab.machine import Machine, machine
from verifier.facts import NotLooked
from verifier.facts.host import (
    AgentTags,
    CustomChecks,
    Databases,
    OperatingSystem,
    TracedProcesses,
)
from verifier.gather.host import read
from verifier.probes.host import PROBES
from verifier.script import compose
from verifier.ssh import Login, connected

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "namespaces")

CANARY = "canary"
TOOLS = "/usr/sbin:/usr/bin:/sbin:/bin"
UP = "../" * 20
TELLS = f"#!/bin/sh\necho 'Agent 7.99.0 {CANARY} mysqld LISTEN Darwin'\necho {CANARY} >&2\n"
COMMANDS = ("datadog-agent", "docker", "uname", "sw_vers", "ps", "netstat", "lsof", "systemd-detect-virt")


def agents(home: str) -> dict[str, str]:
    return {
        f"{home}/datadog.yaml": f"tags: ['{CANARY}:yes']\n",
        f"{home}/datadog.conf": f"tags: {CANARY}:yes\n",
        f"{home}/conf.d/{CANARY}.yaml": f"instances: [{{{CANARY}: 1}}]\n",
        f"{home}/conf.d/my_metric.yaml": f"instances: [{{{CANARY}: 1}}]\n",
        f"{home}/checks.d/my_metric.py": f"# {CANARY}\n{CHECK}",
        f"{home}/checks.d/{CANARY}.py": CHECK,
    }


OUTSIDE = {
    "/etc/os-release": f'ID={CANARY}\nVERSION_ID="12"\nPRETTY_NAME="{CANARY}"\n',
    "/usr/lib/os-release": f"ID={CANARY}\n",
    "/etc/hostname": f"{CANARY}\n",
    "/etc/timezone": f"{CANARY}\n",
    "/etc/outside.py": f"# {CANARY}\n{APP}",
    "/var/lib/dpkg/status": f"Package: mysql-server-{CANARY}\nStatus: install ok installed\n",
    **agents("/etc/datadog-agent"),
    **agents("/etc/dd-agent"),
    **agents("/opt/datadog-agent/etc"),
    **agents("/Users/ada/.datadog-agent"),
    **agents("/home/ada/.datadog-agent/agent"),
    f"/opt/datadog-agent/agent/checks.d/{CANARY}.py": CHECK,
    f"/home/ada/{CANARY}.py": APP,
    "/home/ada/my_app.py": f"# {CANARY}\n{APP}",
}


def escaping() -> dict[str, str]:
    """Links in a root that lead out of it, each in its own way."""
    return {
        "/etc/os-release": "/etc/os-release",
        "/etc/timezone": UP + "etc/timezone",
        "/etc/datadog-agent/datadog.yaml": "/etc/datadog-agent/datadog.yaml",
        "/etc/datadog-agent/checks.d": "/etc/datadog-agent/checks.d",
        "/etc/datadog-agent/conf.d/my_metric.yaml": UP + "etc/datadog-agent/conf.d/my_metric.yaml",
        "/etc/datadog-agent/conf.d/twice.yaml": "my_metric.yaml",
        "/etc/datadog-agent/conf.d/loop.yaml": "loop.yaml",
        "/etc/dd-agent": "/etc/dd-agent",
        "/etc/init.d/datadog-agent": "/usr/local/bin/datadog-agent",
        "/opt/datadog-agent": "/opt/datadog-agent",
        "/Users": "/Users",
        "/home/ada": "/home/ada",
        "/var/lib/dpkg/status": "/var/lib/dpkg/status",
        "/usr/lib": "/usr/lib",
        "/proc/net/tcp6": "/proc/net/tcp",
        "/proc/60": "/proc/1",
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """layout -> a folder with its root and its stand-ins; also one whose links all lead out of it."""
    folder = tmp_path_factory.mktemp("layouts")
    folder.chmod(0o755)
    for name, make in layouts.ALL.items():
        materialise(make(), folder / name, now=int(time.time()))
    seed = layouts.linux_7()
    odd = replace(
        seed.processes[0], pid=50, name="python", command=["python", UP + "etc/outside.py"], cwd=UP + "home/ada"
    )
    kept = {path: text for path, text in seed.files.items() if not path.startswith(("/etc/datadog-agent", "/home"))}
    materialise(replace(seed, files=kept, processes=[odd], agent=None), folder / "escaping", now=0)
    for path, to in escaping().items():
        place = folder / "escaping/root" / path[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(to)
    return folder


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[Machine]:
    with machine(
        tmp_path_factory.mktemp("lab") / "m", name="underneath", user="ada", sudo="free", files=OUTSIDE, binds={made: made},
        groups=("dd-agent",),
    ) as running:  # fmt: skip
        for command in COMMANDS:
            running.write(f"/usr/local/bin/{command}", TELLS, mode=0o755)
        running.write(f"/usr/local/bin/mysqld{CANARY}", "#!/bin/sh\nsleep 600\n:\n", mode=0o755)
        running.start(f"/usr/local/bin/mysqld{CANARY}", user="mysql")
        running.start("sh", "-c", f"sleep 600; : {CANARY}.py", user="ada", env={"DD_SERVICE": CANARY})
        yield running


def answer(lab: Machine, root: Path | str, path: str, *, sudo: bool) -> bytes:
    script = compose(secrets.token_hex(16), PROBES, root=str(root), path=path, sudo=sudo)
    login = Login(lab.user, lab.address, lab.port, key=lab.key, host_key=lab.fingerprint, allow=(lab.address,))
    with connected(login) as host:
        told = b"".join(host.answers(script))
    assert b" done\n" in told
    return told


def test_the_canaries_sing(lab):
    """Without a root they are all heard, or the other tests would prove nothing."""
    told = answer(lab, "", TOOLS, sudo=True)
    for path in ("/etc/os-release", "/etc/datadog-agent/datadog.yaml", "/etc/dd-agent/conf.d/canary.yaml",
                 "/opt/datadog-agent/etc/datadog.conf", "/Users/ada/.datadog-agent/datadog.conf",
                 "/home/ada/.datadog-agent/agent/checks.d/canary.py", "mysql-server-canary", "DD_SERVICE=canary"):  # fmt: skip
        assert path.encode() in told
    assert told.count(CANARY.encode()) > 30


@pytest.mark.parametrize("sudo", [False, True], ids=["plain", "with sudo"])
@pytest.mark.parametrize("name", layouts.ALL)
def test_no_canary_is_heard_from_within_a_root(lab, made, name, sudo):
    told = answer(lab, made / name / "root", str(made / name / "bin"), sudo=sudo)
    assert CANARY.encode() not in told
    values = read(told).values
    assert values[AgentTags].tags == ("role:exercise", "env:trial")
    assert [one.name for one in values[CustomChecks].items] == ["my_metric"]
    assert isinstance(values[OperatingSystem], OperatingSystem)


@pytest.mark.parametrize("name", [name for name in layouts.ALL if not name.startswith("macos")])
def test_real_tools_and_real_sudo_do_not_look_out_of_it_either(lab, made, name):
    assert CANARY.encode() not in answer(lab, made / name / "root", TOOLS, sudo=True)


@pytest.mark.parametrize("path", ["stand-ins", "real tools"])
@pytest.mark.parametrize("sudo", [False, True], ids=["plain", "with sudo"])
def test_links_that_lead_out_of_a_root_are_not_followed_and_said(lab, made, path, sudo):
    told = answer(lab, made / "escaping/root", str(made / "escaping/bin") if path == "stand-ins" else TOOLS, sudo=sudo)
    assert CANARY.encode() not in told
    values = read(told).values
    for fact in (AgentTags, CustomChecks):
        assert isinstance(values[fact], NotLooked)
        assert "is a link that leads out" in values[fact].reason
    assert not isinstance(values[TracedProcesses], TracedProcesses)
    assert [(one.kind, one.how) for one in values[Databases].items] == [("mysql", "port")]


def test_links_that_stay_in_a_root_are_followed(lab, made):
    root = made / "staying"
    (root / "etc/datadog-agent").mkdir(parents=True, exist_ok=True)
    (root / "etc/kept").mkdir(exist_ok=True)
    (root / "etc/kept/settings").write_text("tags:\n  - kept:here\n")
    (root / "etc/datadog-agent/datadog.yaml").symlink_to("../again.yaml")
    (root / "etc/again.yaml").symlink_to("kept/settings")
    values = read(answer(lab, root, TOOLS, sudo=False)).values
    assert values[AgentTags].tags == ("kept:here",)
