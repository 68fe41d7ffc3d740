"""A folder has one demo at a time, and is not taken away from under it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.demo import __main__ as demo
from sandbox.demo import reset
from sandbox.demo.alone import Taken, alone

ROOT = Path(__file__).resolve().parents[3]
HOLD = (
    "import sys, time; from pathlib import Path; from sandbox.demo.alone import alone\n"
    "with alone(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
)


@pytest.fixture
def var(tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "proofboard.sqlite3").write_text("everything")
    return folder


@pytest.fixture
def holder(var):
    """Another process that has the folder, as a running demo has."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_reset_while_the_demo_runs_is_refused_with_a_sentence(var, holder, capsys):
    assert reset.main(["--var", str(var)]) == 1
    assert f"(process {holder.pid})" in capsys.readouterr().err
    assert (var / "proofboard.sqlite3").exists()


def test_a_second_demo_in_the_same_folder_is_refused_with_a_sentence(var, holder, capsys):
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        assert demo.main(["--var", str(var)]) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "runs in" in capsys.readouterr().err
    assert not (var / "log").exists()


def test_a_demo_that_was_killed_blocks_nobody(var, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with alone(var):
        assert (var / "demo.lock").read_text().strip() == str(os.getpid())
    assert reset.main(["--var", str(var)]) == 0
    assert not var.exists()


def test_the_lock_is_not_handed_to_children(var):
    """A child that outlives a killed demo must not keep the folder."""
    with alone(var):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], close_fds=False)
    try:
        with alone(var):
            pass
    finally:
        child.kill()
        child.wait()


def test_twice_in_one_process_is_refused_too(var):
    with alone(var), pytest.raises(Taken), alone(var):
        pass


def test_a_reset_where_nothing_is_leaves_nothing(tmp_path):
    assert reset.main(["--var", str(tmp_path / "demo")]) == 0


def test_the_folder_of_a_real_installation_is_left_alone(var, capsys):
    assert reset.main(["--var", str(var)]) == 1
    assert "not made by a demo" in capsys.readouterr().err
    assert (var / "proofboard.sqlite3").exists()
