"""Children start, are watched, and none survives a stop."""

import os
import sys
import time
from pathlib import Path

import pytest

from sandbox.demo.ports import free, wait_until_open
from sandbox.demo.processes import ChildFailed, Processes

ENVIRONMENT = {"PATH": os.environ["PATH"]}
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]
WITH_A_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(child.pid, flush=True); time.sleep(600)",
]
NOTES_ITS_END = """
import pathlib, signal, sys, time

def end(*_):
    pathlib.Path(sys.argv[1]).write_text(str(time.monotonic()))
    sys.exit(0)

signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)
"""


def said(folder, name, deadline=20.0):
    """What a child has written to its log, as soon as it has."""
    until = time.monotonic() + deadline
    while time.monotonic() < until:
        text = (folder / f"{name}.log").read_text()
        if text.endswith("\n"):
            return text.strip()
        time.sleep(0.02)
    raise AssertionError(f"{name} said nothing")


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_command_gives_its_output_and_a_failing_one_names_its_log(tmp_path):
    with Processes(tmp_path, ENVIRONMENT) as processes:
        assert processes.run("hello", [sys.executable, "-c", "print('hello')"]) == "hello\n"
        with pytest.raises(ChildFailed, match=r"broken ended with status 3; see .*broken\.log"):
            processes.run("broken", [sys.executable, "-c", "raise SystemExit(3)"])


def test_children_know_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DD_API_KEY", "not for children")
    with Processes(tmp_path, ENVIRONMENT) as processes:
        seen = processes.run("env", [sys.executable, "-c", "import os; print('DD_API_KEY' in os.environ)"])
    assert seen == "False\n"


def test_a_child_that_ends_is_noticed(tmp_path):
    with Processes(tmp_path, ENVIRONMENT) as processes:
        processes.start("short", [sys.executable, "-c", "print('bye')"])
        assert said(tmp_path, "short") == "bye"
        with pytest.raises(ChildFailed, match="short ended with status 0"):
            for _ in range(1000):
                processes.check()
                time.sleep(0.01)


def test_a_child_that_has_something_to_do_may_be_over_when_it_ends_well(tmp_path):
    with Processes(tmp_path, ENVIRONMENT) as processes:
        processes.start("errand", [sys.executable, "-c", "print('done')"], ends=True)
        processes.start("fool", [sys.executable, "-c", "raise SystemExit(3)"], ends=True)
        errand, fool = processes._running
        errand.process.wait()
        fool.process.wait()
        with pytest.raises(ChildFailed, match="fool ended with status 3"):
            processes.check()
        assert processes._running == [fool]


def test_a_child_that_may_be_revived_is_started_again_as_often_as_said(tmp_path):
    with Processes(tmp_path, ENVIRONMENT) as processes:
        processes.start("worker", SLEEP, revivals=1)
        first = processes._running[0].process
        first.kill()
        first.wait()
        assert processes.check() == ["worker"]
        second = processes._running[0].process
        assert is_running(second.pid)
        second.kill()
        second.wait()
        with pytest.raises(ChildFailed, match="worker ended with status -9"):
            processes.check()


@pytest.mark.parametrize("command", [SLEEP, STUBBORN], ids=["obedient", "deaf to SIGTERM"])
def test_no_child_survives_a_stop(tmp_path, command):
    with Processes(tmp_path, ENVIRONMENT, patience=0.3) as processes:
        processes.start("child", command)
        if command is STUBBORN:
            said(tmp_path, "child")
        pid = processes._running[0].process.pid
        assert is_running(pid)
    assert not is_running(pid)


def test_what_others_look_at_ends_after_them(tmp_path):
    names = ("site", "worker", "web")
    with Processes(tmp_path, ENVIRONMENT) as processes:
        for name in names:
            processes.start(name, [sys.executable, "-c", NOTES_ITS_END, str(tmp_path / f"{name}.ended")])
            said(tmp_path, name)
    ended = {name: float((tmp_path / f"{name}.ended").read_text()) for name in names}
    assert ended["site"] > max(ended["worker"], ended["web"])


def test_the_children_of_a_child_do_not_survive_either(tmp_path):
    with Processes(tmp_path, ENVIRONMENT, patience=5) as processes:
        processes.start("parent", WITH_A_CHILD)
        grandchild = int(said(tmp_path, "parent"))
        assert is_running(grandchild)
    until = time.monotonic() + 10
    while is_running(grandchild) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(grandchild)


def test_a_taken_port_is_replaced_by_a_free_one():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free(port) != port
    assert free(port) == port


def test_waiting_for_a_port_ends_when_the_child_dies(tmp_path):
    with Processes(tmp_path, ENVIRONMENT) as processes:
        processes.start("short", [sys.executable, "-c", ""])
        with pytest.raises(ChildFailed):
            wait_until_open(free(), processes.check)
