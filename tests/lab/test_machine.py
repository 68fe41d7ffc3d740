"""A machine is one of its own while it runs, and afterwards nothing of it is left, even when its test was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.lab.machine import Machine, machine

pytestmark = pytest.mark.needs("sshd", "ip", "namespaces")

KILLED = """
import sys, time
from pathlib import Path
from tests.lab.machine import machine
with machine(Path(sys.argv[1]), name="birch") as running:
    running.start("sleep", "600")
    print(running.pid, running.gateway, flush=True)
    time.sleep(600)
"""


def devices() -> str:
    return subprocess.run(["ip", "-o", "address"], capture_output=True, text=True, check=True).stdout


def is_gone(pid: int, gateway: str) -> bool:
    """The kernel takes a namespace apart after its last process has ended."""
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() and f" {gateway}/" not in devices():
            return True
        time.sleep(0.05)
    return False


def test_two_machines_share_nothing(tmp_path: Path):
    with machine(tmp_path / "a", name="alder") as alder, machine(tmp_path / "b", name="birch") as birch:
        for one, files in ((alder, "/etc/kept /tmp/kept /usr/bin/kept"), (birch, "")):
            one.run("sh", "-c", f"touch /var/mine {files}")
        assert alder.address != birch.address
        assert [one.run("hostname").stdout for one in (alder, birch)] == ["alder\n", "birch\n"]
        for path in ("/etc/kept", "/tmp/kept", "/usr/bin/kept"):
            assert birch.run("test", "-e", path, check=False).returncode == 1
            assert not os.path.exists(path)
        assert "sleep" not in birch.run("ps", "-e").stdout
        assert birch.run("sh", "-c", "ls -A /home /root /opt /srv /tmp").stdout.split() == [
            "/home:", "candidate", "/opt:", "/root:", "/srv:", "/tmp:",
        ]  # fmt: skip


def test_what_is_started_in_a_machine_hears_signals_and_is_gone_with_it(tmp_path: Path):
    with machine(tmp_path / "a", name="alder") as alder:
        heard = alder.start("sh", "-c", "trap 'echo heard; exit 7' TERM; echo ready; while :; do sleep 0.05; done")
        for _ in range(200):
            if alder.read("/var/log/x.log") == "ready\n":
                break
            time.sleep(0.05)
        heard.terminate()
        assert heard.wait(20) == 7
        assert alder.read("/var/log/x.log") == "ready\nheard\n"
        left = alder.start("sleep", "600", user="candidate")
    assert left.poll() is not None
    assert is_gone(alder.pid, alder.gateway)
    assert not (tmp_path / "a").exists()


def test_owners_and_modes_are_those_of_the_place(tmp_path: Path):
    files = {"/etc/datadog-agent/conf.d/x.yaml": "", "/home/candidate/kept/app.py": "", "/etc/plain": ""}
    with machine(tmp_path / "a", name="alder", files=files) as alder:
        alder.write("/etc/datadog-agent/checks.d/y.py", "")
        assert (
            owned(alder, "/etc/datadog-agent/conf.d/x.yaml", "/etc/datadog-agent/checks.d/y.py") == ["dd-agent 640"] * 2
        )
        assert owned(alder, "/etc/datadog-agent", "/etc/datadog-agent/checks.d") == ["dd-agent 755"] * 2
        assert owned(alder, "/home/candidate/kept", "/home/candidate/kept/app.py", "/etc/plain") == [
            "candidate 755", "candidate 644", "root 644",
        ]  # fmt: skip


def owned(on: Machine, *paths: str) -> list[str]:
    return on.run("stat", "-c", "%U %a", *paths).stdout.splitlines()


def test_a_killed_test_leaves_no_machine(tmp_path: Path):
    test = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "b")], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert test.stdout is not None
    pid, gateway = test.stdout.readline().split()
    assert f" {gateway}/" in devices()
    test.kill()
    test.communicate()
    assert is_gone(int(pid), gateway)
